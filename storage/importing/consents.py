"""What a row proves about consent. A *yes* is a stated basis, a *no* is a withdrawal; a row that
says nothing has only what the owner states for the whole file, and a doubtful cell has nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from storage import consent
from storage.consent import PURPOSES, Proof
from storage.events import DETAIL, EVENT, By, rows_of
from storage.files.drafts import ConsentStatement, Draft
from storage.importing.options import ImportOptions
from storage.ledger import Entry, ledger
from storage.row_writes import insert_rows
from storage.rules.subscriptions import REFUSED, ConsentAct, SubscriptionStanding
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.events import Event, EventDetail
from storage.tables.transactions import before_commit, reserve_ids

_RECORD = (
    *("contact_id", "purpose", "channel", "act", "basis", "wording", "evidence"),
    *("stated_on", "at", "event_id"),
)
_SUPPRESSION = ("address_hash", "address", "contact_id", "reason", "at", "event_id")


class Stated(NamedTuple):
    """One thing that a row states: for which purposes, on which channel, resting on what."""

    given: bool
    purposes: tuple[str, ...]
    channel: str
    proof: Proof
    for_all: bool = False
    """Stated by the owner for the whole file, not by the row."""


class Newcomer(NamedTuple):
    """A contact that was just created: by which event, which addresses, what its row states."""

    contact_id: int
    event_id: int
    normals: tuple[str, ...]
    stated: tuple[Stated, ...]


def statements(
    draft: Draft,
    options: ImportOptions,
    file: str,
    by: By,
    *,
    news: Collection[ConsentStatement] | None = None,
) -> Iterator[Stated]:
    """Yield what a row states, the refusals last so that they prevail; of its own only `news`."""
    for said in sorted(draft.consents, key=lambda s: not s.given):
        if news is None or said in news:
            yield _stated(said, draft, file, by)
    if not draft.consents and not draft.consent_unclear and options.basis:
        evidence = f"{file}, row {draft.row}: stated for the whole file"
        stated_on = options.stated_on or by.at
        proof = Proof(options.basis, options.wording, evidence, stated_on)
        yield Stated(True, PURPOSES, "email", proof, for_all=True)


async def record_new(people: Sequence[Newcomer], by: By) -> None:
    """Record what rows of new contacts state: the same as `record_known`, all at once."""
    records = [
        row
        for person in people
        for one in person.stated
        if one.given
        for row in _records(person.contact_id, person.event_id, one, by)
    ]
    refusals = [(person, one) for person in people for one in person.stated if not one.given]
    if refusals:
        records += await _refuse_all(refusals, by)
    await insert_rows(ConsentRecord, _RECORD, records)


async def record_known(contact_id: int, stated: Sequence[Stated], by: By) -> list[int]:
    """Record what a row adds to what we know of a contact; return the events."""
    events: list[int] = []
    for one in stated:
        standing = (await consent.standings([contact_id])).get(contact_id, {})
        now = [standing.get(f"{p}/{one.channel}", SubscriptionStanding.NONE) for p in one.purposes]
        if not one.given and not all(s in REFUSED for s in now):
            events.append(await _refuse(contact_id, one, by))
        elif one.given and SubscriptionStanding.NONE in now:
            event = await consent.record(
                contact_id,
                ConsentAct.STATED,
                one.proof,
                by,
                purposes=one.purposes,
                channel=one.channel,
            )
            events.append(event)
    return events


async def _refuse(contact_id: int, stated: Stated, by: By) -> int:
    return await consent.refuse(
        contact_id,
        ConsentAct.WITHDRAWN,
        by,
        evidence=stated.proof.evidence,
        channel=stated.channel,
        purposes=stated.purposes,
    )


async def _refuse_all(refusals: list[tuple[Newcomer, Stated]], by: By) -> list[tuple[Any, ...]]:
    """Refuse as `consent.refuse` does, for contacts nobody else can have seen yet."""
    event_ids = await reserve_ids(Event, len(refusals))
    events, details = [], []
    records: list[tuple[Any, ...]] = []
    suppressions: list[tuple[Any, ...]] = []
    entries: list[Entry] = []
    for event_id, (person, one) in zip(event_ids, refusals, strict=True):
        contact_id, hashes = person.contact_id, tuple(map(ledger().hash_of, person.normals))
        event, detail = rows_of(
            event_id, by, "withdrawn", contact_id, changes=[], evidence=one.proof.evidence
        )
        events.append(event)
        details.append(detail)
        records += _records(contact_id, event_id, one, by)
        if one.channel == "email":
            for value, normal in zip(hashes, person.normals, strict=True):
                suppressions.append((value, normal, contact_id, "unsubscribed", by.at, event_id))
        scope = tuple(f"{purpose}/{one.channel}" for purpose in one.purposes)
        entry = Entry(by.at, "withdrawn", event_id, contact_id, hashes, born=by.at, scope=scope)
        entries.append(entry)
    await insert_rows(Event, EVENT, events)
    await insert_rows(EventDetail, DETAIL, details)
    await insert_rows(Suppression, _SUPPRESSION, suppressions)

    async def append() -> None:
        ledger().append_all(entries)

    before_commit(append)
    return records


def _records(contact_id: int, event_id: int, stated: Stated, by: By) -> Iterator[tuple[Any, ...]]:
    proof = stated.proof
    act = ConsentAct.STATED if stated.given else ConsentAct.WITHDRAWN
    basis, wording = (proof.basis, proof.wording) if stated.given else ("", "")
    on = proof.stated_on if stated.given else by.at
    for purpose in stated.purposes:
        yield (
            *(contact_id, purpose, stated.channel, act.value, basis, wording),
            *(proof.evidence, on, by.at, event_id),
        )


def _stated(said: ConsentStatement, draft: Draft, file: str, by: By) -> Stated:
    evidence = f"{file}, row {draft.row}, column {said.column}: {said.as_typed}"
    on = _midday(said.on) if said.on else by.at
    basis = (draft.basis or "consent") if said.given else ""
    proof = Proof(basis, said.wording if said.given else "", evidence, on)
    purposes = (said.purpose,) if said.purpose else PURPOSES
    return Stated(said.given, purposes, said.channel or "email", proof)


def _midday(day: date) -> datetime:
    """A day without a time: noon UTC is that day in every time zone of our users."""
    return datetime.combine(day, time(12), UTC)
