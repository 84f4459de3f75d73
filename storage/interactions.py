"""What was said between us and a customer: recorded once, and told in one timeline.

A call, mail, chat, meeting or visit is an interaction; what comes of a call on the call list is one
too. The timeline sets them beside notes, mails that went out and came in, orders, payments, tickets
and opportunities: one list, newest first, in pages. When we last were in touch, and which colleague
was, is read from it too.
"""

import heapq
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.models import Model

from storage.contacts import Refusal, resolve
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.tables.campaigns import Delivery
from storage.tables.inbox import InboxMessage
from storage.tables.sales import Order, Payment
from storage.tables.service import Interaction, Opportunity, Ticket
from storage.tables.transactions import transaction
from storage.tables.work import Note
from storage.values.secret import Secret, without_secrets

KINDS = ("call", "mail", "chat", "meeting", "visit")
LONGEST = 4000
LATELY = timedelta(days=3)
PAGE = 20
_AHEAD = timedelta(minutes=5)
"""Clocks differ a little; what is further ahead has not happened."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An interaction that was written down. `cut`: secrets taken out of its words."""

    interaction_id: int
    contact_id: int
    event_id: int
    cut: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the timeline something stands: newest first, then by source and number."""

    at: datetime
    source: int
    id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `kind`: call · called (from the call list) · mail · chat · meeting ·
    visit · note · mail_sent · mail_received · order · payment · ticket · opportunity.

    `text` is people's own words; `code` the rest (a state, what a call gave, a kind of message);
    `amount` in hundredths of `currency`. `actor` is `staff:3`, `import:5` …, "" where unknown.
    An order or payment stands at noon UTC of its day, for no hour is kept.
    """

    place: Place
    kind: str
    id: int
    at: datetime
    actor: str = ""
    text: str = ""
    code: str = ""
    inbound: bool = False
    next_step: str = ""
    amount: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page; `older` is where the next one goes on, None at the end."""

    contact_id: int
    entries: tuple[Entry, ...]
    older: Place | None


@transaction
async def record(
    contact_id: int,
    kind: str,
    by: By,
    *,
    text: str = "",
    at: datetime | None = None,
    inbound: bool = False,
    next_step: str = "",
    result: str = "",
) -> Recorded | Refusal:
    """Write an interaction down. `at` (UTC) is when it was, now if nobody says.

    `result` is what a call of the call list gave, as a code (`confirmed`, `later` …).
    Refused with unknown_contact, unknown_kind or not_yet (a time to come).
    """
    contact = await resolve_to_write(contact_id)
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    if kind not in KINDS:
        return Refusal("kind", "unknown_kind")
    if at is not None and at > by.at + _AHEAD:
        return Refusal("at", "not_yet")
    words, cut = without_secrets(text.strip())
    step, cut_there = without_secrets(next_step.strip())
    row = Interaction(
        contact_id=contact.id,
        kind=kind,
        inbound=inbound,
        at=at or by.at,
        actor=by.actor,
        text=words[:LONGEST],
        next_step=step[:LONGEST],
        result=result[:40],
    )
    book = await journal(by, "interaction_recorded", contact.id)
    await book.create(row)
    return Recorded(row.id, contact.id, await book.record(), (*cut, *cut_there))


async def timeline(
    contact_id: int, *, before: Place | None = None, limit: int = PAGE
) -> Timeline | None:
    """Return a page of what happened, newest first; None for an unknown contact.

    `before` is `older` of the page before; each source is asked for no more than a page.
    """
    contact = await resolve(contact_id)
    if contact is None:
        return None
    found = [await source.read(contact.id, before, limit + 1) for source in _SOURCES]
    merged = heapq.merge(*found, key=lambda entry: entry.place, reverse=True)
    entries = [entry for entry, _ in zip(merged, range(limit + 1), strict=False)]
    page = tuple(entries[:limit])
    return Timeline(contact.id, page, page[-1].place if len(entries) > limit else None)


async def last_touch(contact_id: int, there: Collection[str] | None = None) -> Entry | None:
    """Return the last time that anybody here was in touch with the customer, or they with us.

    `there`: the tables that know the customer at all (glance.py); the others are not asked.
    """
    touches = [_SOURCES[number] for number in _TOUCHES]
    asked = [one for one in touches if there is None or one.model._meta.db_table in there]
    found = [await source.read(contact_id, None, 1) for source in asked]
    return max((page[0] for page in found if page), key=lambda entry: entry.place, default=None)


async def touched_lately(contact_id: int, by: By, *, within: timedelta = LATELY) -> Entry | None:
    """Return what another colleague last did with this customer in the last days, if anything."""
    theirs: list[Entry] = []
    for number in _BY_STAFF:
        page = await _SOURCES[number].read(contact_id, None, _LOOKED_BACK)
        theirs += [
            entry
            for entry in page
            if entry.at >= by.at - within
            and entry.actor.startswith("staff:")
            and entry.actor != by.actor
        ]
    return max(theirs, key=lambda entry: entry.place, default=None)


_LOOKED_BACK = 20


@dataclass(frozen=True, slots=True)
class _Source:
    """One table of the timeline: `number` orders sources at the same moment."""

    number: int
    model: type[Model]
    column: str
    entry: Callable[[Any, Place], Entry]
    only: Q = field(default_factory=Q)
    by_day: bool = False

    async def read(self, contact_id: int, before: Place | None, limit: int) -> list[Entry]:
        """Return its newest entries before a place."""
        rows = self.model.filter(self.only, contact_id=contact_id)
        rows = rows.filter(**{f"{self.column}__isnull": False})
        if before is not None:
            rows = rows.filter(self._older(before))
        found = await rows.order_by(f"-{self.column}", "-id").limit(limit)
        return [self.entry(row, self._place(row)) for row in found]

    def _place(self, row: Any) -> Place:
        at = getattr(row, self.column)
        return Place(_noon(at) if self.by_day else at, self.number, row.id)

    def _older(self, before: Place) -> Q:
        tied: Any = before.at
        if self.by_day:
            day = before.at.date()
            noon = _noon(day)
            # What is of this day stands at its noon: wholly before the place, or wholly after.
            if noon != before.at:
                return self._where("lte" if noon < before.at else "lt", day)
            tied = day
        earlier = self._where("lt", tied)
        if self.number > before.source:
            return earlier
        same = self._where("gte", tied) & self._where("lte", tied)
        return earlier | (same if self.number < before.source else same & Q(id__lt=before.id))

    def _where(self, test: str, value: Any) -> Q:
        return Q(**{f"{self.column}__{test}": value})


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _talk(row: Interaction, place: Place) -> Entry:
    return Entry(
        place,
        "called" if row.result else row.kind,
        row.id,
        place.at,
        row.actor,
        text=row.text,
        code=row.result,
        inbound=row.inbound,
        next_step=row.next_step,
    )


def _note(row: Note, place: Place) -> Entry:
    return Entry(place, "note", row.id, place.at, row.author, text=row.text)


def _sent(row: Delivery, place: Place) -> Entry:
    return Entry(place, "mail_sent", row.id, place.at, code=row.kind)


def _received(row: InboxMessage, place: Place) -> Entry:
    return Entry(place, "mail_received", row.id, place.at, code=row.kind, inbound=True)


def _money(
    kind: str, text: str, code: str
) -> Callable[[Order | Payment | Opportunity, Place], Entry]:
    """Return what makes an entry of a row with an amount; its words and its code lie in columns."""

    def entry(row: Order | Payment | Opportunity, place: Place) -> Entry:
        return Entry(
            place,
            kind,
            row.id,
            place.at,
            text=getattr(row, text),
            code=getattr(row, code),
            amount=row.amount,
            currency=row.currency,
        )

    return entry


def _ticket(row: Ticket, place: Place) -> Entry:
    return Entry(place, "ticket", row.id, place.at, text=row.subject, code=row.state, inbound=True)


_SOURCES: tuple[_Source, ...] = (
    _Source(0, Interaction, "at", _talk),
    _Source(1, Note, "at", _note),
    _Source(2, Delivery, "settled_at", _sent, Q(state="sent")),
    _Source(3, InboxMessage, "received_at", _received, ~Q(outcome="ignored")),
    _Source(4, Order, "ordered_on", _money("order", "text", "state"), by_day=True),
    _Source(5, Payment, "paid_on", _money("payment", "text", "method"), by_day=True),
    _Source(6, Ticket, "opened_at", _ticket),
    _Source(7, Opportunity, "opened_at", _money("opportunity", "title", "outcome")),
)
_TOUCHES: Sequence[int] = (0, 2, 3)
_BY_STAFF: Sequence[int] = (0, 1)
