"""Corrections that wait for somebody's word: staff's, or that of a new address itself.

A proposal is `open` until staff accept, edit or reject it. A new e-mail address is used only after
it confirms: then the proposal is `awaiting_confirmation`, one mail asks that address, and only an
answer from there makes it the contact's. That holds for what staff accept as well.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage import contacts, outbox
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.rules.addresses import AddressEvent
from storage.tables.transactions import transaction
from storage.tables.work import Proposal
from storage.values import Invalid, emails

UNDECIDED = ("open", "awaiting_confirmation")
_PAGE = 500
_A_CHALLENGE_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal, `open` or `awaiting_confirmation`; no event where it was there already."""

    proposal_id: int
    state: str
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a proposal. `change` is the event that undo takes back, None for none."""

    proposal_id: int
    contact_id: int
    state: str
    events: tuple[int, ...]
    change: int | None = None


@dataclass(frozen=True, slots=True)
class NotDecided:
    """Why nothing was done: `unknown_proposal`, `decided_already`, or a fault of the value."""

    reason: str


@transaction
async def propose(
    contact_id: int,
    field: str,
    new: str,
    by: By,
    *,
    old: str = "",
    evidence: str = "",
    why: str = "",
    inbox_id: int | None = None,
    ask: bool = False,
) -> Proposed | None:
    """Propose a value in its normal form; None where the record has it already.

    `ask`: a new e-mail address from the customer, which is asked itself, though no more than one
    address of a contact a day; another is put before staff.
    """
    contact = await resolve_to_write(contact_id)
    if contact is None or (await contacts.record_of(contact)).get(field) == new:
        return None
    same = Proposal.filter(contact_id=contact.id, field=field, new=new, state__in=UNDECIDED)
    if known := await same.order_by("id").first():
        return Proposed(known.id, known.state, None)
    state = "awaiting_confirmation" if ask and not await _asked_lately(contact.id, by) else "open"
    row = Proposal(
        contact_id=contact.id,
        field=field,
        old=old,
        new=new,
        evidence=evidence,
        why=why,
        state=state,
        inbox_id=inbox_id,
        created_at=by.at,
    )
    event = await _write(row, contact.language, by)
    return Proposed(row.id, state, event)


async def made_since(contact_id: int, moment: datetime) -> list[Proposal]:
    """Return what has been proposed for a contact from a moment (UTC) on, decided or not."""
    return await Proposal.filter(contact_id=contact_id, created_at__gte=moment).order_by("id")


async def state_of(proposal_id: int) -> str:
    """Return how far a proposal is, "unknown" where there is none."""
    row = await Proposal.get_or_none(id=proposal_id)
    return row.state if row is not None else "unknown"


@transaction
async def accept(proposal_id: int, by: By, *, country: str) -> Decided | NotDecided:
    """Apply an open proposal as it is; `country` reads national phone numbers."""
    return await _apply(proposal_id, None, by, country)


@transaction
async def edit(proposal_id: int, new: str, by: By, *, country: str) -> Decided | NotDecided:
    """Apply an open proposal with another value."""
    return await _apply(proposal_id, new, by, country)


@transaction
async def reject(proposal_id: int, by: By, *, why: str = "") -> Decided | NotDecided:
    """Leave the record as it is; also ends the wait for a new address."""
    row = await Proposal.get_or_none(id=proposal_id)
    if row is None:
        return NotDecided("unknown_proposal")
    if row.state not in UNDECIDED:
        return NotDecided("decided_already")
    event = await _decide(row, "rejected", by, why=why or row.why)
    return Decided(row.id, row.contact_id, "rejected", (event,))


@transaction
async def confirmed(proposal_id: int, by: By, *, country: str) -> Decided | NotDecided:
    """Use a new e-mail address: an answer to our question came from it."""
    row = await Proposal.get_or_none(id=proposal_id)
    if row is None:
        return NotDecided("unknown_proposal")
    if row.state != "awaiting_confirmation":
        return NotDecided("decided_already")
    change = await contacts.correct(
        row.contact_id, {row.field: row.new}, by, country=country, evidence=row.evidence
    )
    if isinstance(change, contacts.Refusal):
        return NotDecided(change.reason)
    event = await _decide(row, "accepted", by)
    proved = await contacts.address_happened(change.contact_id, row.new, AddressEvent.REPLIED, by)
    events = tuple(e for e in (change.event_id, event, proved) if e is not None)
    return Decided(row.id, change.contact_id, "accepted", events, change.event_id)


async def _apply(proposal_id: int, new: str | None, by: By, country: str) -> Decided | NotDecided:
    row = await Proposal.get_or_none(id=proposal_id)
    if row is None:
        return NotDecided("unknown_proposal")
    if row.state != "open":
        return NotDecided("decided_already")
    value = row.new if new is None else new.strip()
    if row.field == "email" and value:
        return await _ask_the_address(row, value, by, edited=new is not None)
    change = await contacts.correct(
        row.contact_id, {row.field: value}, by, country=country, evidence=row.evidence
    )
    if isinstance(change, contacts.Refusal):
        return NotDecided(change.reason)
    state = "accepted" if new is None else "edited"
    event = await _decide(row, state, by, new=value)
    events = tuple(e for e in (change.event_id, event) if e is not None)
    return Decided(row.id, change.contact_id, state, events, change.event_id)


async def _ask_the_address(
    row: Proposal, value: str, by: By, *, edited: bool
) -> Decided | NotDecided:
    address = emails.parse(value)
    if isinstance(address, Invalid):
        return NotDecided("invalid_email")
    contact = await resolve_to_write(row.contact_id)
    if contact is None:
        return NotDecided("unknown_contact")
    why = "edited" if edited else row.why
    event = await _decide(row, "awaiting_confirmation", by, new=address.normal, why=why)
    await _challenge(row, contact.language, by)
    return Decided(row.id, contact.id, row.state, (event,))


async def _decide(row: Proposal, state: str, by: By, **values: str) -> int:
    book = await journal(by, f"proposal_{state}", row.contact_id)
    await book.update(row, state=state, decided_at=by.at, decided_by=by.actor, **values)
    return await book.record()


async def _write(row: Proposal, language: str, by: By) -> int:
    book = await journal(by, "proposed", row.contact_id)
    await book.create(row)
    event = await book.record(evidence=row.evidence)
    if row.state == "awaiting_confirmation":
        await _challenge(row, language, by)
    return event


async def _asked_lately(contact_id: int, by: By) -> bool:
    since = by.at - _A_CHALLENGE_EVERY
    asked = Proposal.filter(contact_id=contact_id, field="email", created_at__gt=since)
    return await asked.exclude(state="open").exists()


async def _challenge(row: Proposal, language: str, by: By) -> None:
    """Queue the one mail that asks a new address whether it is the customer's."""
    question = outbox.New(
        key=f"challenge:{row.id}",
        kind=outbox.CHALLENGE,
        contact_id=row.contact_id,
        address=row.new,
        language=language,
        purpose="updates",
        next_at=by.at,
        proposal_id=row.id,
    )
    await outbox.enqueue([question])


async def proposals(*, state: str | None = "open") -> AsyncIterator[dict[str, Any]]:
    """Yield proposals in the shape of the command line, oldest first; `state` None: all."""
    last = 0
    while True:
        rows = Proposal.filter(id__gt=last)
        if state is not None:
            rows = rows.filter(state=state)
        page = await rows.order_by("id").limit(_PAGE)
        if not page:
            return
        last = page[-1].id
        for row in page:
            yield as_shown(row)


def as_shown(row: Proposal) -> dict[str, Any]:
    """Return a proposal in the shape of the command line."""
    fields = ("id", "field", "old", "new", "evidence", "state")
    return {
        **{name: getattr(row, name) for name in fields},
        "contact": row.contact_id,
        "why": row.why,
    }
