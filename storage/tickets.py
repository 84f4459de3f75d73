"""Complaints, incidents and questions: opened, worked on, escalated, settled, and how it was.

What may be done when is `storage.rules.tickets`. The first step that reaches the customer is the
first response; the time to it is what service is measured by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import tasks
from storage.contacts import Refusal
from storage.events import By, Journal, journal
from storage.families import resolve_to_write
from storage.notices import post
from storage.rules.tickets import UNSETTLED, TicketAct, TicketState, after
from storage.tables.service import Ticket, TicketStep
from storage.tables.transactions import transaction
from storage.tables.work import Task
from storage.values.secret import Secret, without_secrets

LONGEST = 20_000
LONGEST_SUBJECT = 200
KINDS = ("complaint", "incident", "question")
PRIORITIES = ("low", "normal", "high")
Values = dict[str, datetime | str | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket that was opened. `cut`: secrets that were taken out of its words."""

    ticket_id: int
    contact_id: int
    event_id: int
    cut: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class Stepped:
    """What was done on a ticket: its state now; `event_id` is None where nothing changed."""

    ticket_id: int
    contact_id: int
    state: str
    why: str
    event_id: int | None
    cut: tuple[Secret, ...] = ()


@transaction
async def open_ticket(
    contact_id: int,
    subject: str,
    by: By,
    *,
    kind: str = "incident",
    text: str = "",
    priority: str = "normal",
    assigned_to: str = "",
    order_id: int | None = None,
    inbox_id: int | None = None,
    external_id: str = "",
) -> Opened | Refusal:
    """Open a ticket. Refused with: unknown_contact, no_subject, unknown_kind, unknown_priority,
    known_already. An empty subject is taken from the first line of the text.
    """
    contact = await resolve_to_write(contact_id)
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    about, cut_here = without_secrets(" ".join((subject or _first_line(text)).split()))
    words, cut = without_secrets(text)
    fault = _fault(about, kind, priority)
    if not fault and external_id and await Ticket.exists(external_id=external_id):
        fault = Refusal("external_id", "known_already")
    if fault:
        return fault
    ticket = Ticket(
        external_id=external_id or None,
        contact_id=contact.id,
        kind=kind,
        subject=about[:LONGEST_SUBJECT],
        text=words[:LONGEST],
        priority=priority,
        assigned_to=assigned_to[:60],
        opened_at=by.at,
        order_id=order_id,
        inbox_id=inbox_id,
    )
    book = await journal(by, "ticket_opened", contact.id)
    await book.create(ticket)
    return Opened(ticket.id, contact.id, await book.record(), (*cut_here, *cut))


@transaction
async def add_step(ticket_id: int, text: str, by: By) -> Stepped | Refusal:
    """Write down what was done; the first such word is the first response."""
    return await _act(ticket_id, TicketAct.STEP, by, text=text, answers=True)


@transaction
async def pass_on(ticket_id: int, staff_id: int, by: By) -> Stepped | Refusal:
    """Escalate a ticket to a colleague who can do more, and tell them.

    One that is escalated already changes hands.
    """
    to = f"staff:{staff_id}"
    values: Values = {"escalated_at": by.at, "assigned_to": to}
    done = await _act(ticket_id, TicketAct.ESCALATE, by, values=values)
    if isinstance(done, Stepped) and done.why == "escalated_already":
        done = await assign(ticket_id, to, by)
    if isinstance(done, Stepped) and done.event_id is not None and to != by.actor:
        key, told = f"ticket_given:{done.event_id}", {"ticket": ticket_id, "from": by.actor}
        await post(key, "ticket_given", told, by.at, staff_id=staff_id)
    return done


@transaction
async def resolve(ticket_id: int, by: By) -> Stepped | Refusal:
    """Say that a ticket is solved; who never was answered is by that."""
    values: Values = {"resolved_at": by.at}
    return await _act(ticket_id, TicketAct.RESOLVE, by, values=values, answers=True)


@transaction
async def close(ticket_id: int, by: By) -> Stepped | Refusal:
    """Be done with a ticket, solved or not."""
    return await _act(ticket_id, TicketAct.CLOSE, by)


@transaction
async def reopen(ticket_id: int, by: By) -> Stepped | Refusal:
    """Take a settled ticket up again: the customer came back."""
    return await _act(ticket_id, TicketAct.REOPEN, by, values={"resolved_at": None})


@transaction
async def assign(ticket_id: int, who: str, by: By) -> Stepped | Refusal:
    """Give a ticket to somebody (`staff:3`), or to nobody (empty)."""
    ticket = await Ticket.get_or_none(id=ticket_id)
    if ticket is None:
        return Refusal("id", "unknown_ticket")
    book = await journal(by, "ticket_assigned", ticket.contact_id)
    await book.update(ticket, assigned_to=who[:60])
    event = await book.record() if book.changes else None
    return Stepped(ticket.id, ticket.contact_id, ticket.state, "assigned", event)


@transaction
async def rate(ticket_id: int, satisfaction: int, by: By) -> Stepped | Refusal:
    """Keep how content the customer was, 1 to 5."""
    ticket = await Ticket.get_or_none(id=ticket_id)
    if ticket is None:
        return Refusal("id", "unknown_ticket")
    if satisfaction not in range(1, 6):
        return Refusal("satisfaction", "not_1_to_5")
    book = await journal(by, "ticket_rated", ticket.contact_id)
    await book.update(ticket, satisfaction=satisfaction)
    event = await book.record() if book.changes else None
    return Stepped(ticket.id, ticket.contact_id, ticket.state, "rated", event)


async def open_tickets(
    *, contact_id: int | None = None, assigned_to: str | None = None, limit: int = 100
) -> Sequence[Ticket]:
    """Return unsettled tickets, the oldest first; of one contact, or of one colleague."""
    tickets = Ticket.filter(state__in=[str(state) for state in UNSETTLED])
    if contact_id is not None:
        tickets = tickets.filter(contact_id=contact_id)
    if assigned_to is not None:
        tickets = tickets.filter(assigned_to=assigned_to)
    return await tickets.order_by("opened_at", "id").limit(limit)


async def settled_tickets(limit: int) -> Sequence[Ticket]:
    """Return tickets that are settled, the newest first."""
    settled = Ticket.exclude(state__in=[str(state) for state in UNSETTLED])
    # Nobody is left whom the ticket of an erased person could be about.
    living = settled.filter(contact__erased_at=None)
    return await living.order_by("-opened_at", "-id").limit(limit)


async def steps_of(ticket_id: int) -> Sequence[TicketStep]:
    """Return what was done on a ticket, the oldest first."""
    return await TicketStep.filter(ticket_id=ticket_id).order_by("at", "id")


def first_response(ticket: Ticket) -> timedelta | None:
    """Return how long the customer waited for a first answer; None while they still wait."""
    return ticket.responded_at - ticket.opened_at if ticket.responded_at else None


async def _act(
    ticket_id: int,
    act: TicketAct,
    by: By,
    *,
    text: str = "",
    values: Values | None = None,
    answers: bool = False,
) -> Stepped | Refusal:
    """Do what the rule lets be done; a remark is kept even where nothing else changes."""
    ticket = await Ticket.get_or_none(id=ticket_id)
    if ticket is None:
        return Refusal("id", "unknown_ticket")
    change = after(TicketState(ticket.state), act)
    words, cut = without_secrets(text.strip())
    book = await journal(by, f"ticket_{act.value}", ticket.contact_id)
    if change.changed:
        await book.update(ticket, state=change.state.value, **(values or {}))
    elif act is not TicketAct.STEP:
        return Stepped(ticket.id, ticket.contact_id, ticket.state, change.why, None)
    await _write_step(book, ticket, words)
    if answers and ticket.responded_at is None and change.state is not TicketState.CLOSED:
        await book.update(ticket, responded_at=by.at)
    if change.state not in UNSETTLED:
        await _close_reminder(ticket, by)
    event = await book.record() if book.changes else None
    return Stepped(ticket.id, ticket.contact_id, ticket.state, change.why, event, cut)


async def _close_reminder(ticket: Ticket, by: By) -> None:
    """What came by mail also stands among the reviews: settling the ticket settles that too."""
    if ticket.inbox_id is not None:
        same = Task.filter(contact_id=ticket.contact_id, reason="complaint", state="open")
        for task in await same:
            if task.params.get("ticket") == ticket.id:
                await tasks.close_task(task.id, "settled", by)


async def _write_step(book: Journal, ticket: Ticket, words: str) -> None:
    if words:
        by = book.by
        step = TicketStep(ticket_id=ticket.id, at=by.at, actor=by.actor, text=words[:LONGEST])
        await book.create(step)


def _fault(subject: str, kind: str, priority: str) -> Refusal | None:
    if not subject:
        return Refusal("subject", "no_subject")
    if kind not in KINDS:
        return Refusal("kind", "unknown_kind")
    return None if priority in PRIORITIES else Refusal("priority", "unknown_priority")


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
