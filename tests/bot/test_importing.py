"""A spreadsheet sent to the bot: tried, confirmed, imported; once, whatever is tapped twice."""

from aldia.sandbox.bot_api.people import Person
from storage.rules.roles import Role
from storage.tables.people import Contact
from tests.bot.office import ADMIN_ID, Office

LIST = """Nombre;Apellidos;Correo;Móvil
Ana;Ruiz;ana@example.org;612345678
Boris;Gil;boris@example.org;699111222
;;;no es un teléfono
""".encode()


async def test_a_list_is_tried_confirmed_and_imported(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.sends_document(LIST, "clientes.csv")
    assert "miro el archivo" in (await rosa.hears()).text
    trial = await rosa.hears()
    for shown in ("clientes.csv", "Correo → Correo", "Nuevos: 2"):
        assert shown in trial.text
    assert await Contact.all().count() == 0
    yes = trial.buttons[0][0].data
    assert yes
    await rosa.taps_old(yes, on=trial.message)
    await rosa.taps_old(yes, on=trial.message)
    assert "Nuevos: 2" in (await rosa.hears(kind="message")).text
    assert await Contact.all().count() == 2
    await rosa.sends_document(LIST, "clientes.csv")
    await rosa.hears(kind="message")
    again = await rosa.hears(kind="message")
    while "Nuevos" not in again.text:
        again = await rosa.hears(kind="message")
    assert "Nuevos: 0" in again.text


async def test_a_file_that_is_no_table_says_so(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.sends_document(b"%PDF-1.7 x", "factura.pdf")
    await rosa.hears()
    assert "PDF" in (await rosa.hears()).text


async def test_only_an_admin_imports(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.sends_document(LIST, "clientes.csv")
    assert "administrador" in (await lucia.hears()).text
    assert await Contact.all().count() == 0


async def told(who: Person, words: str) -> str:
    """Wait until the bot says something with these words; return all that it says there."""
    while words not in (heard := await who.hears()).text:
        pass
    return heard.text


async def test_a_column_is_corrected_and_remembered(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    listed = b"id;Cliente;Apodo\n7;Ana Ruiz;Anita\n"
    await rosa.sends_document(listed, "apodos.csv")
    await told(rosa, "Apodo → campo propio")
    await rosa.taps("✏️ Corregir una columna")
    await told(rosa, "está mal")
    await rosa.taps("Apodo")
    await told(rosa, "Apodo")
    await rosa.taps("notas")
    await told(rosa, "Apodo → notas")
    await rosa.sends_document(listed.replace(b"Anita", b"Ani"), "otros.csv")
    assert "Apodo → notas" in await told(rosa, "otros.csv")
