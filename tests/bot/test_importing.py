"""A spreadsheet sent to the bot: tried, confirmed, imported; once, whatever is tapped twice."""

import pytest

from aldia.sandbox.bot_api.people import Person
from bot.importing import BIGGEST
from storage import contacts
from storage.rules.roles import Role
from storage.tables.events import Event
from storage.tables.people import Contact
from tests.bot.office import ADMIN_ID, BY, Office

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
    await told(rosa, "✅ Importado")
    assert await Contact.all().count() == 2
    await rosa.sends_document(LIST, "clientes.csv")
    assert "Nuevos: 0" in await told(rosa, "Nuevos:")


async def test_what_was_mended_is_told_before_and_after(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    foreign = "Nombre;Móvil\nAna;447911123456\nRose;447911123457\nEva;<b>99</b>\n"
    await rosa.sends_document(foreign.encode(), "clientes.csv")
    trial = await told(rosa, "2 valores, el primero en la fila 2: Teléfono: «447911123456»")
    assert "Fila 4: Teléfono: «<b>99</b>» se guarda tal cual" in trial
    await rosa.taps("✅ Importar")
    assert "447911123456" in await told(rosa, "✅ Importado")


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


async def test_a_rejected_row_comes_back_as_a_file(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.sends_document(LIST, "clientes.csv")
    await told(rosa, "Rechazados: 1")
    await told(rosa, "con su motivo")
    await rosa.taps("✅ Importar")
    await told(rosa, "Nuevos: 2")
    await told(rosa, "con su motivo")
    _sent, *back = open_office.api.world.files.by_path.values()
    assert len(back) == 2
    assert all("no es un teléfono" in one.upload.data.decode("utf-8-sig") for one in back)


async def test_what_telegram_would_not_hand_over_is_said_at_once(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.sends_document(b"x" * (BIGGEST + 1), "clientes.csv")
    assert "20 MB" in (await rosa.hears()).text
    assert open_office.api.calls("getFile") == []


async def test_no_list_is_taken_in_a_group(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    shop = open_office.api.group(-100, "Tienda", rosa)
    await rosa.sends_document(LIST, "clientes.csv", chat=shop.chat, caption="/ayuda")
    await rosa.says("/ayuda")
    await rosa.hears()
    assert open_office.api.calls("getFile") == []


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


BACK = {
    "es": (
        "✅ Importar",
        "Deshacer la importación",
        "se van: 1",
        "cambió después",
        "Sí, deshacerla",
    ),
    "en": ("✅ Import", "Take the import back", "that go: 1", "changed since", "Yes, take it back"),
    "ru": ("✅ Импортировать", "Отменить импорт", "удаляются: 1", "изменилось", "Да, отменить"),
}


@pytest.mark.parametrize("language", BACK)
async def test_an_import_is_taken_back_after_a_look_at_what_stays(
    open_office: Office, language: str
) -> None:
    yes, back, goes, stays, sure = BACK[language]
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN, language)
    await rosa.sends_document(LIST, "clientes.csv")
    await told(rosa, "clientes.csv")
    await rosa.taps(yes)
    await told(rosa, "2")
    ana, boris = await Contact.all().order_by("id")
    await contacts.correct(ana.id, {"city": "Elche"}, BY, country="ES")
    await rosa.taps(f"↩️ {back}")
    shown = await told(rosa, goes)
    assert stays in shown
    assert await Contact.all().count() == 2
    await rosa.taps(sure)
    assert stays in await told(rosa, goes)
    assert [contact.id for contact in await Contact.all()] == [ana.id]
    assert await Event.filter(
        contact_id=boris.id, kind="undo", cause__startswith="import:"
    ).exists()


async def test_taking_an_import_back_is_for_who_asked_and_counts_once(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    olga = await open_office.colleague(8, "Olga", Role.ADMIN)
    await rosa.sends_document(LIST, "clientes.csv")
    await told(rosa, "clientes.csv")
    await rosa.taps("✅ Importar")
    await told(rosa, "Nuevos: 2")
    await rosa.taps("↩️ Deshacer la importación")
    await told(rosa, "se desharía")
    asked = next(rosa.chat.latest_first())
    data = asked.buttons[0][0].data
    assert data
    await olga.taps_old(data, on=asked)
    refused = await olga.hears(chat=rosa.chat, kind="answer")
    assert "quien lo pidió" in refused.text
    assert await Contact.all().count() == 2
    for _ in range(2):
        await rosa.taps_old(data, on=asked)
    await told(rosa, "deshecha")
    assert await Contact.all().count() == 0
    assert len(await Event.filter(kind="undo", cause__startswith="import:")) == 2
    await rosa.taps("↩️ Deshacer la importación")
    await told(rosa, "ya está deshecha")
