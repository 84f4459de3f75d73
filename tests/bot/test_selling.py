"""Purchases and tickets: whom they are about, what is missing, what must not be kept."""

import pytest

from aldia.sandbox.bot_api import Heard, Person
from storage.rules.roles import Role
from storage.tables.sales import Order, OrderLine
from storage.tables.service import Ticket
from storage.tables.work import Note
from tests.bot.office import Office


async def test_a_name_in_doubt_is_one_tap_away_and_two_taps_write_one_order(
    open_office: Office,
) -> None:
    await open_office.customer("Ana", "Ruiz", city="Valencia")
    gil = await open_office.customer("Ana", "Gil", city="Madrid")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/compra ana 3 café 45,50")
    which = await lucia.hears()
    data = next(b.data for row in which.buttons for b in row if b.text == "Ana Gil · Madrid")
    assert data
    for _ in range(2):
        await lucia.taps_old(data, on=which.message)
    assert "3 × café" in (await lucia.hears(kind="edited")).text
    assert "Ya está hecho" in (await _answer(lucia)).text
    assert (await Order.get()).contact_id == gil


async def test_a_note_without_a_colon_finds_its_customer(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nota ana ruiz prefiere por la tarde")
    assert "Apuntado en Ana Ruiz" in (await lucia.hears()).text
    assert (await Note.get()).text == "prefiere por la tarde"


async def test_a_purchase_without_an_amount_is_asked_for_it_and_undone_whole(
    open_office: Office,
) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/compra ana ruiz: 3 café")
    assert "Falta el importe" in (await lucia.hears()).text
    await lucia.says("3 café 45,50; té 5")
    assert "50,50" in (await lucia.hears()).text
    assert await OrderLine.all().count() == 2
    await lucia.taps("↩️ Deshacer")
    await lucia.hears(kind="edited")
    assert (await Order.all().count(), await OrderLine.all().count()) == (0, 0)


async def test_a_ticket_is_taken_and_resolved_from_the_list(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/ticket ana ruiz: no enciende")
    await lucia.hears()
    await lucia.says("ana")
    assert "no enciende" in (await lucia.hears()).text
    await lucia.says("/ticket")
    assert "1 incidencia abierta" in (await lucia.hears()).text
    await lucia.taps("1")
    await lucia.hears(kind="edited")
    await lucia.taps("🙋 La llevo yo")
    assert "La llevas tú" in (await lucia.hears(kind="edited")).text
    assert (await Ticket.get()).assigned_to == "staff:1"
    for button in ("🎫 Incidencias", "1", "✅ Resuelta"):
        await lucia.taps(button)
        shown = await lucia.hears(kind="edited")
    assert "resuelta" in shown.text
    assert (await Ticket.get()).state == "resolved"


@pytest.mark.parametrize("command", ["/nota", "/ticket", "/llamada", "/tarea", "/compra"])
async def test_a_card_number_is_never_kept(open_office: Office, command: str) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says(f"{command} ana ruiz: tarjeta 4111 1111 1111 1111 café 5 €")
    told = (await lucia.hears()).text
    assert "He quitado un número de tarjeta" in told
    assert "1111" not in told
    kept = [
        *(note.text for note in await Note.all()),
        *(ticket.text for ticket in await Ticket.all()),
        *(line.text for line in await OrderLine.all()),
    ]
    assert not any("1111" in text for text in kept)


async def test_a_viewer_writes_nothing_down(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    victor = await open_office.colleague(9, "Víctor", Role.VIEWER)
    for command in (
        "/compra ana: café 5",
        "/ticket ana: roto",
        "/editar ana: ciudad X",
        "/unir a+b",
    ):
        await victor.says(command)
        assert "Puedes mirar" in (await victor.hears()).text
    assert (await Order.all().count(), await Ticket.all().count()) == (0, 0)


async def _answer(person: Person) -> Heard:
    heard = await person.hears(kind="answer")
    while not heard.text:
        heard = await person.hears(kind="answer")
    return heard
