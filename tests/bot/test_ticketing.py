"""What becomes of a ticket in the chat: steps, passing on, closing, taking up again."""

import pytest

from aldia.sandbox.bot_api import Person
from storage import tickets
from storage.tables.service import Ticket, TicketStep
from storage.tickets import Opened
from tests.bot.office import BY, Office


async def opened(office: Office, first: str = "Ana") -> int:
    made = await tickets.open_ticket(
        await office.customer(first, "Ruiz"), "", BY, text="no enciende"
    )
    assert isinstance(made, Opened)
    return made.ticket_id


async def taps(who: Person, *buttons: str) -> str:
    """Tap one button after the other; return what is shown in the end."""
    shown = ""
    for button in buttons:
        await who.taps(button)
        shown = (await who.hears(kind="edited")).text
    return shown


async def test_a_customer_who_comes_back_is_taken_up_again_from_their_history(
    open_office: Office,
) -> None:
    number = await opened(open_office)
    await tickets.resolve(number, BY)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    assert "resuelta" in await taps(lucia, "🕘 Historial", "🎫 no enciende")
    assert "Abierta de nuevo" in await taps(lucia, "🔁 Reabrir")
    assert (await Ticket.get()).state == "in_progress"
    await taps(lucia, "↩️ Deshacer")
    assert (await Ticket.get()).state == "resolved"


async def test_what_was_done_is_noted_and_shown_with_who_did_it(open_office: Office) -> None:
    await opened(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/ticket")
    await lucia.hears()
    await taps(lucia, "1")
    await lucia.taps("✍️ Anotar")
    assert "¿Qué se ha hecho con «no enciende»?" in (await lucia.hears(kind="message")).text
    await lucia.says("le mando otra; tarjeta 4111 1111 1111 1111")
    told = (await lucia.hears()).text
    assert "en curso" in told
    assert "He quitado un número de tarjeta" in told
    assert (await TicketStep.get()).text == "le mando otra; tarjeta ***"
    shown = await taps(lucia, "🎫 Ver")
    assert "le mando otra; tarjeta *** (Lucía)" in shown
    assert "Primera respuesta" in shown


async def test_a_ticket_is_passed_on_and_the_colleague_told_with_a_way_to_it(
    open_office: Office,
) -> None:
    await opened(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta", language="en")
    await lucia.says("/ticket")
    await lucia.hears()
    assert "Marta" in await taps(lucia, "1", "⤴️ Pasar a…", "Marta")
    assert "Lucía passes a ticket on to you" in (await marta.hears()).text
    await marta.taps("🎫 Look")
    assert "no enciende" in (await marta.hears(kind="edited")).text
    ticket = await Ticket.get()
    assert (ticket.state, ticket.assigned_to) == ("escalated", "staff:2")


async def test_what_is_closed_is_found_again_rated_and_reopened(open_office: Office) -> None:
    await opened(open_office)
    olga = await open_office.colleague(7, "Ольга", language="ru")
    await olga.says("обращения")
    await olga.hears()
    assert "без решения" in await taps(olga, "1", "🚪 Закрыть")
    assert "1</b> закрытое" not in await taps(olga, "🎫 Обращения")
    assert "1 закрытое обращение" in await taps(olga, "🗄 Закрытые")
    assert "Оценка записана" in await taps(olga, "1", "⭐ 4")
    assert "Оценка: 4 из 5" in await taps(olga, "🎫 Открыть")
    assert "Снова открыто" in await taps(olga, "🔁 Открыть снова")


@pytest.mark.parametrize("button", ["✅ Resuelta", "🚪 Cerrar"])
async def test_an_old_button_is_checked_against_today(open_office: Office, button: str) -> None:
    number = await opened(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/ticket")
    await lucia.hears()
    await taps(lucia, "1")
    await tickets.close(number, BY)
    await lucia.taps(button)
    assert "ya no está así" in (await lucia.hears(kind="answer")).text
