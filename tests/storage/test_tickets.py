"""Tickets, on both databases."""

from dataclasses import replace
from datetime import timedelta

from storage import tickets
from storage.contacts import Refusal
from storage.events import By
from storage.tables.service import Ticket
from storage.tables.work import Notice
from storage.tickets import Opened, Stepped, first_response
from storage.undo import Undone, undo
from tests.storage.people import person


def later(by: By, hours: int) -> By:
    return replace(by, at=by.at + timedelta(hours=hours))


async def opened(by: By, kind: str = "incident") -> int:
    made = await tickets.open_ticket(await person(by), "Llegó rota la caja", by, kind=kind)
    assert isinstance(made, Opened)
    return made.ticket_id


async def test_a_ticket_goes_its_way_and_says_how_long_the_customer_waited(
    database: str, by: By
) -> None:
    number = await opened(by, kind="complaint")
    assert first_response(await Ticket.get(id=number)) is None
    stepped = await tickets.add_step(number, "le llamo: mandamos otra", later(by, 2))
    assert isinstance(stepped, Stepped)
    assert stepped.state == "in_progress"
    raised = await tickets.pass_on(number, 2, later(by, 3))
    assert isinstance(raised, Stepped)
    await tickets.resolve(number, later(by, 4))
    await tickets.close(number, later(by, 5))
    await tickets.rate(number, 4, later(by, 6))
    ticket = await Ticket.get(id=number)
    assert (ticket.state, ticket.assigned_to, ticket.satisfaction) == ("closed", "staff:2", 4)
    assert first_response(ticket) == timedelta(hours=2)
    assert [step.text for step in await tickets.steps_of(number)] == ["le llamo: mandamos otra"]


async def test_whoever_is_passed_a_ticket_is_told_once_and_can_pass_it_on(
    database: str, by: By
) -> None:
    number = await opened(by)
    for to in (2, 2, 3):
        passed = await tickets.pass_on(number, to, by)
        assert isinstance(passed, Stepped)
    ticket = await Ticket.get(id=number)
    assert (ticket.state, ticket.assigned_to) == ("escalated", "staff:3")
    told = await Notice.all().order_by("id").values_list("staff_id", "code")
    assert told == [(2, "ticket_given"), (3, "ticket_given")]


async def test_each_step_is_taken_back(database: str, by: By) -> None:
    number = await opened(by)
    done = await tickets.resolve(number, by)
    assert isinstance(done, Stepped)
    assert done.event_id is not None
    assert isinstance(await undo(done.event_id, by), Undone)
    ticket = await Ticket.get(id=number)
    assert (ticket.state, ticket.resolved_at, ticket.responded_at) == ("open", None, None)


async def test_what_is_settled_takes_a_remark_and_opens_again_only_when_asked(
    database: str, by: By
) -> None:
    number = await opened(by)
    await tickets.close(number, by)
    assert [row.id for row in await tickets.settled_tickets(9)] == [number]
    again = await tickets.pass_on(number, 2, by)
    assert isinstance(again, Stepped)
    assert (again.why, again.event_id) == ("settled_already", None)
    remark = await tickets.add_step(number, "gracias, dice", by)
    assert isinstance(remark, Stepped)
    assert (remark.state, remark.event_id is not None) == ("closed", True)
    back = await tickets.reopen(number, by)
    assert isinstance(back, Stepped)
    assert back.state == "in_progress"
    (waiting,) = await tickets.open_tickets()
    assert waiting.id == number


async def test_what_cannot_be_is_refused_by_name(database: str, by: By) -> None:
    ana = await person(by)
    assert await tickets.open_ticket(999, "x", by) == Refusal("id", "unknown_contact")
    assert await tickets.open_ticket(ana, " ", by) == Refusal("subject", "no_subject")
    assert await tickets.open_ticket(ana, "x", by, kind="war") == Refusal("kind", "unknown_kind")
    assert await tickets.add_step(999, "x", by) == Refusal("id", "unknown_ticket")
    number = await opened(replace(by))
    assert await tickets.rate(number, 6, by) == Refusal("satisfaction", "not_1_to_5")


async def test_the_subject_is_the_first_line_and_secrets_are_cut(database: str, by: By) -> None:
    words = "\nMi clave: abc123 no va\nUn saludo"
    made = await tickets.open_ticket(await person(by), "", by, text=words)
    assert isinstance(made, Opened)
    assert made.cut == ("password", "password")
    ticket = await Ticket.get(id=made.ticket_id)
    assert (ticket.subject, ticket.text) == ("Mi *** no va", "\nMi *** no va\nUn saludo")
