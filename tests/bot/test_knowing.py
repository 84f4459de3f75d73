"""What is known around a customer, noted and shown from the chat in three languages."""

from aldia.sandbox.bot_api import Person
from storage.rules.roles import Role
from storage.tables.knowing import Preference, Relation
from storage.tables.people import Contact
from storage.tables.sales import Service
from storage.tables.service import Opportunity, ProductRequest
from tests.bot.office import Office


async def taps(who: Person, *buttons: str) -> str:
    """Tap one button after the other; return what is shown in the end."""
    shown = ""
    for button in buttons:
        await who.taps(button)
        shown = (await who.hears(kind="edited")).text
    return shown


async def test_a_sale_is_noted_followed_and_won(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/oportunidad ana ruiz: cocina nueva 3.500 €; etapa oferta; competidor Sol")
    told = (await lucia.hears()).text
    assert "💡 cocina nueva · 3.500,00\xa0€ · oferta" in told
    assert "Competencia: Sol" in told
    await lucia.says("/oportunidad")
    assert "1 oportunidad abierta" in (await lucia.hears()).text
    await lucia.taps("1")
    await lucia.hears(kind="edited")
    await lucia.taps("✏️ Corregir")
    assert "¿Qué se sabe ahora de «cocina nueva»?" in (await lucia.hears(kind="message")).text
    await lucia.says("negociación; importe 4.000")
    assert "4.000,00\xa0€ · negociación" in (await lucia.hears()).text
    assert "Ganada" in await taps(lucia, "🔍 Ver", "🏆 Ganada")
    row = await Opportunity.get()
    assert (row.outcome, row.amount, row.stage) == ("won", 400000, "negociación")
    await taps(lucia, "↩️ Deshacer")
    assert (await Opportunity.get()).outcome == "open"


async def test_what_was_lost_is_taken_up_again_from_the_history(open_office: Office) -> None:
    await open_office.customer("Emma", "Smith")
    oliver = await open_office.colleague(7, "Oliver", language="en")
    await oliver.says("/deal emma smith: new kitchen 3,500 €")
    await oliver.hears()
    await oliver.says("emma")
    assert "💡 new kitchen · €3,500.00" in (await oliver.hears()).text
    assert "Lost" in await taps(oliver, "⋯", "💡 new kitchen · €3,500.00", "❌ Lost")
    await oliver.says("emma")
    assert "💡" not in (await oliver.hears()).text
    shown = await taps(oliver, "🕘 History", "💡 new kitchen", "🔁 Reopen")
    assert "Open again" in shown


async def test_everything_around_a_customer_is_noted_from_their_card(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Luis", "Gil")
    lucia = await open_office.colleague(7, "Lucía")
    for button, words in (
        ("🛒 Pide…", "leche de avena"),
        ("🔧 Servicio", "mantenimiento desde 1/3/2026; contrato QX-31"),
        ("❤️ Gustos", "vinos, quesos"),
    ):
        await lucia.says("ana")
        await lucia.hears(kind="message")
        await taps(lucia, "⋯")
        await lucia.taps(button)
        await lucia.hears(kind="message")
        await lucia.says(words)
        await lucia.hears(kind="message")
    await lucia.says("ana")
    card = (await lucia.hears(kind="message")).text
    assert "🛒 Pediría: leche de avena" in card
    assert "🔧 mantenimiento · desde el 1 mar · contrato QX-31" in card
    assert "❤️ Le gusta: vinos, quesos" in card
    assert "último día" in await taps(lucia, "⋯", "🏁 Termina hoy: mantenimiento")
    assert (await Service.get()).until is not None
    await lucia.says("/gustos ana: -quesos")
    assert "vinos" in (await lucia.hears(kind="message")).text
    assert [row.value for row in await Preference.all()] == ["vinos"]
    await lucia.says("/pide")
    assert "leche de avena · 1" in (await lucia.hears()).text
    assert await ProductRequest.all().count() == 1


async def test_who_brought_whom_stands_on_both_cards_until_it_is_taken_off(
    open_office: Office,
) -> None:
    ana = await open_office.customer("Анна", "Рыбакова")
    petr = await open_office.customer("Пётр", "Рыбаков")
    olga = await open_office.colleague(7, "Ольга", language="ru")
    await olga.says("связь анна рыбакова + пётр рыбаков")
    assert "Кем друг другу приходятся" in (await olga.hears()).text
    assert "обеих" in await taps(olga, "Анна Рыбакова привёл(а): Пётр Рыбаков")
    row = await Relation.get()
    assert (row.contact_id, row.other_id, row.kind) == (ana, petr, "referral")
    await olga.says("пётр рыбаков")
    assert "👥 пришёл(ла) от: Анна Рыбакова" in (await olga.hears(kind="message")).text
    assert "Убрано" in await taps(olga, "⋯", "✂️ Убрать")
    assert await Relation.all().count() == 0
    await taps(olga, "↩️ Отменить")
    assert await Relation.all().count() == 1


async def test_the_other_is_found_by_name_and_chosen_where_there_are_several(
    open_office: Office,
) -> None:
    ana = await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Luis", "Gil", city="Madrid")
    other = await open_office.customer("Luis", "Mas", city="Elche")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana ruiz")
    await lucia.hears()
    await taps(lucia, "⋯")
    await lucia.taps("👥 Relación")
    await lucia.hears(kind="message")
    await lucia.says("luis")
    assert "2 clientes" in (await lucia.hears(kind="message")).text
    assert "Apuntado" in await taps(lucia, "Luis Mas", "familia")
    row = await Relation.get()
    assert (row.contact_id, row.other_id, row.kind) == (ana, other, "family")


async def test_who_decides_and_whom_to_speak_to_first_at_a_company(open_office: Office) -> None:
    ana = await open_office.customer("Ana", "Ruiz", company="Muebles Paz")
    await open_office.customer("Luis", "Gil", company="Muebles Paz")
    lucia = await open_office.colleague(7, "Lucía")
    for name, button in (
        ("luis", "Paga las facturas"),
        ("ana", "Decide"),
        ("ana", "⭐ Primero aquí"),
    ):
        await lucia.says(name)
        await lucia.hears(kind="message")
        assert "Apuntado" in await taps(lucia, "⋯", "🏢 Muebles Paz", button)
    shown = await taps(lucia, "⋯", "🏢 Muebles Paz")
    assert "⭐ Ana Ruiz · Decide\n• Luis Gil · Paga las facturas" in shown
    await taps(lucia, "🚪 Ya no está")
    assert (await Contact.get(id=ana)).company == ""
    await taps(lucia, "↩️ Deshacer")
    assert (await Contact.get(id=ana)).company == "Muebles Paz"


async def test_a_viewer_sees_it_and_changes_nothing(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    vera = await open_office.colleague(8, "Vera", Role.VIEWER)
    await lucia.says("/servicio ana ruiz: mantenimiento")
    await lucia.hears()
    await vera.says("ana ruiz")
    await vera.hears()
    await vera.taps("⋯")
    shown = await vera.hears(kind="edited")
    assert "mantenimiento" in shown.text
    assert [button.text for row in shown.buttons for button in row] == ["Ficha"]
    await vera.says("/oportunidad ana ruiz: cocina 3.500 €")
    assert "cocina" not in (await vera.hears(kind="message")).text
    assert await Opportunity.all().count() == 0
