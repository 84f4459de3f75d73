"""What a contact's card shows, read with a dozen small queries; and the short lists beside it.

The bot words it; here are only values. Merged contacts answer as what they became, erased ones
not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import suppressions
from storage.audience import dates_of
from storage.consent import PURPOSES, standings
from storage.contacts import resolve
from storage.dealings import Dealings, dealings
from storage.families import family
from storage.glance import present
from storage.knowing import Around, around
from storage.rules.freshness import Freshness, freshness
from storage.tables.consent import ConsentRecord, Hold
from storage.tables.events import Event
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.work import Note, Proposal, Task

FEW = 3
QUIET_EVENTS = (
    *("note_added", "note_changed", "task_put_off"),
    *("order_placed", "payment_received", "ticket_opened", "interaction_recorded"),
    "opportunity_opened",
)
"""What the card shows elsewhere needs no line among the last events."""


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail address; `suppressed` is why it must never be written to, or empty."""

    address: str
    standing: str
    primary: bool
    suppressed: str


@dataclass(frozen=True, slots=True)
class Number:
    """A phone; `e164` is None where it could not be understood."""

    e164: str | None
    as_typed: str
    label: str


@dataclass(frozen=True, slots=True)
class Home:
    """A postal address."""

    kind: str
    street: str
    city: str
    province: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True)
class ToDo:
    """An open task; `text` is a colleague's words, else `reason` is a code."""

    id: int
    contact_id: int | None
    kind: str
    reason: str
    text: str
    params: dict[str, Any]
    due_at: datetime | None
    claimed_by: str
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A note or an event: what, by whom (`staff:3`), when (UTC)."""

    id: int
    what: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """Everything a colleague wants to see of a contact at a glance."""

    id: int
    first_name: str
    last_name: str
    honorific: str
    company: str
    job_title: str
    language: str
    birth_date: str
    owner: str
    tags: tuple[str, ...]
    mails: tuple[Mail, ...]
    numbers: tuple[Number, ...]
    homes: tuple[Home, ...]
    subscription: dict[str, str]
    basis: tuple[str, datetime] | None
    """Basis (`consent`, `contract`, or empty) and date of the last consent that was given."""
    freshness: Freshness
    since: datetime | None
    """When it was confirmed, asked or found stale, whichever the freshness speaks of."""
    held: str
    tasks: tuple[ToDo, ...]
    proposals: int
    notes: tuple[Line, ...]
    note_count: int
    events: tuple[Line, ...]
    dealings: Dealings
    around: Around


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: int
    first_name: str
    last_name: str
    company: str
    city: str


async def card(contact_id: int, now: datetime) -> Card | None:
    """Return the card of a contact, None where there is none (any more)."""
    contact = await resolve(contact_id)
    if contact is None or contact.erased_at is not None:
        return None
    there = await present(contact.id)
    by_key = (await standings([contact.id])).get(contact.id, {})
    fresh = freshness(dates_of(contact), now)
    notes, note_count = await _notes(contact.id) if "note" in there else ((), 0)
    return Card(
        id=contact.id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        honorific=contact.honorific,
        company=contact.company,
        job_title=contact.job_title,
        language=contact.language,
        birth_date=contact.birth_date or "",
        owner=contact.owner,
        tags=await _tags(contact.id) if "contact_tag" in there else (),
        mails=await _mails(contact.id) if "email_address" in there else (),
        numbers=await _numbers(contact.id) if "phone" in there else (),
        homes=await _homes(contact.id) if "postal_address" in there else (),
        subscription={p: str(by_key.get(f"{p}/email", "none")) for p in PURPOSES},
        basis=await _basis(contact.id) if by_key else None,
        freshness=fresh,
        since=_since(contact, fresh),
        held=await _held(contact.id) if "hold" in there else "",
        tasks=await to_do(contact.id) if "task" in there else (),
        proposals=await _proposed(contact.id) if "proposal" in there else 0,
        notes=notes,
        note_count=note_count,
        events=await history(contact.id, FEW, without=QUIET_EVENTS),
        dealings=await dealings(contact.id, there),
        around=await around(contact.id, there, now.date()),
    )


async def contacts_of(contact_ids: Sequence[int]) -> list[Contact]:
    """Return contacts in the order of the ids; the gone are left out."""
    found = {row.id: row for row in await Contact.filter(id__in=list(contact_ids))}
    return [found[one] for one in contact_ids if one in found]


async def rows(contact_ids: Sequence[int]) -> list[Row]:
    """Return list lines in the order of the ids; the gone are left out."""
    cities = dict(
        await PostalAddress.filter(contact_id__in=list(contact_ids))
        .order_by("primary", "-id")
        .values_list("contact_id", "city")
    )
    return [
        Row(c.id, c.first_name, c.last_name, c.company, str(cities.get(c.id, "")))
        for c in await contacts_of(contact_ids)
    ]


async def postcodes(contact_ids: Sequence[int]) -> dict[int, str]:
    """Return the postcode of each contact's first postal address."""
    rows = PostalAddress.filter(contact_id__in=list(contact_ids)).order_by("primary", "-id")
    return {int(i): str(code) for i, code in await rows.values_list("contact_id", "postcode")}


async def history(contact_id: int, limit: int, *, without: Sequence[str] = ()) -> tuple[Line, ...]:
    """Return the last events of a contact, latest first; `what` is the kind of event."""
    events = Event.filter(contact_id__in=await family(contact_id)).exclude(kind__in=list(without))
    latest = await events.order_by("-id").limit(limit)
    return tuple(Line(e.id, e.kind, e.actor, e.at) for e in latest)


async def to_do(contact_id: int) -> tuple[ToDo, ...]:
    """Return the open tasks about a contact, the first due first."""
    tasks = await Task.filter(contact_id=contact_id, state="open").order_by("due_at", "id")
    return tuple(todo(task) for task in tasks)


async def to_do_list(limit: int, offset: int, *, whose: str = "") -> tuple[int, tuple[ToDo, ...]]:
    """Return how many open tasks there are besides calls, and a page of them, the due first.

    `whose` (`staff:3`): only theirs, and those that are nobody's.
    """
    rest = Task.filter(state="open").exclude(kind="call")
    if whose:
        rest = rest.filter(claimed_by__in=["", whose])
    dated = rest.filter(due_at__isnull=False).order_by("due_at", "id")
    tasks = await dated.offset(offset).limit(limit)
    if len(tasks) < limit:
        # Databases disagree where an empty date sorts: what has none comes last.
        skipped = max(0, offset - await dated.count())
        undated = rest.filter(due_at=None).order_by("id").offset(skipped)
        tasks += await undated.limit(limit - len(tasks))
    return await rest.count(), tuple(todo(task) for task in tasks)


async def open_to_do(task_id: int) -> ToDo | None:
    """Return an open task."""
    task = await Task.get_or_none(id=task_id, state="open")
    return todo(task) if task else None


def todo(task: Task) -> ToDo:
    """Return a task as a value."""
    return ToDo(
        task.id,
        task.contact_id,
        task.kind,
        task.reason,
        task.text,
        task.params,
        task.due_at,
        task.claimed_by,
        task.claimed_until,
    )


async def _held(contact_id: int) -> str:
    hold = await Hold.filter(contact_id=contact_id, released_at=None).order_by("id").first()
    return hold.reason if hold else ""


async def _proposed(contact_id: int) -> int:
    return await Proposal.filter(contact_id=contact_id, state="open").count()


async def _notes(contact_id: int) -> tuple[tuple[Line, ...], int]:
    notes = Note.filter(contact_id=contact_id).order_by("-id")
    last = tuple(Line(n.id, n.text, n.author, n.at) for n in await notes.limit(FEW))
    return last, len(last) if len(last) < FEW else await notes.count()


async def _tags(contact_id: int) -> tuple[str, ...]:
    names = ContactTag.filter(contact_id=contact_id).order_by("name_key")
    return tuple(str(name) for name in await names.values_list("name", flat=True))


async def _mails(contact_id: int) -> tuple[Mail, ...]:
    rows = await EmailAddress.filter(contact_id=contact_id).order_by("-primary", "id")
    why = await suppressions.reasons([row.normal for row in rows if row.normal])
    return tuple(
        Mail(row.normal or row.address, row.standing, row.primary, why.get(row.normal, ""))
        for row in rows
    )


async def _numbers(contact_id: int) -> tuple[Number, ...]:
    rows = await Phone.filter(contact_id=contact_id).order_by("-primary", "id")
    return tuple(Number(row.e164, row.as_typed, row.label) for row in rows)


async def _homes(contact_id: int) -> tuple[Home, ...]:
    rows = await PostalAddress.filter(contact_id=contact_id).order_by("-primary", "id")
    return tuple(
        Home(row.kind, row.street, row.city, row.province, row.postcode, row.country)
        for row in rows
    )


async def _basis(contact_id: int) -> tuple[str, datetime] | None:
    numbers = await family(contact_id)
    given = ConsentRecord.filter(contact_id__in=numbers, act__in=["granted", "stated"])
    row = await given.order_by("-stated_on", "-id").first()
    return (row.basis, row.stated_on) if row else None


def _since(contact: Contact, fresh: Freshness) -> datetime | None:
    dates = {
        Freshness.CONFIRMED: contact.confirmed_at,
        Freshness.DUE: contact.confirmed_at,
        Freshness.ASKED: contact.asked_at,
        Freshness.REMINDED: contact.reminded_at,
        Freshness.STALE: contact.stale_since,
        Freshness.DORMANT: contact.stale_since,
        Freshness.RETIRED: contact.retired_at,
    }
    return dates[fresh]
