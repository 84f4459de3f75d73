"""What a row proves about consent. A *yes* is a stated basis, a *no* is a withdrawal; a row that
says nothing has only what the owner states for the whole file, and a doubtful cell has nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from storage import consent
from storage.consent import PURPOSES, Proof
from storage.events import By
from storage.files.drafts import ConsentStatement, Draft
from storage.importing.options import ImportOptions
from storage.rules.subscriptions import ConsentAct, SubscriptionStanding
from storage.tables.consent import ConsentRecord

REFUSED = (SubscriptionStanding.WITHDRAWN, SubscriptionStanding.COMPLAINED)


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that a row states: for which purposes, on which channel, resting on what."""

    given: bool
    purposes: tuple[str, ...]
    channel: str
    proof: Proof


def statements(draft: Draft, options: ImportOptions, file: str, by: By) -> Iterator[Stated]:
    """Yield what a row states, the refusals last so that they prevail."""
    for said in sorted(draft.consents, key=lambda s: not s.given):
        yield _stated(said, draft, file, by)
    if not draft.consents and not draft.consent_unclear and options.basis:
        evidence = f"{file}, row {draft.row}: stated for the whole file"
        stated_on = options.stated_on or by.at
        proof = Proof(options.basis, options.wording, evidence, stated_on)
        yield Stated(True, PURPOSES, "email", proof)


async def record_new(people: list[tuple[int, int, list[Stated]]], by: By) -> None:
    """Record what rows of new contacts state: grants in bulk, refusals one by one.

    `people` are (contact id, event id of its creation, statements).
    """
    grants: list[ConsentRecord] = []
    for contact_id, event_id, stated in people:
        for one in stated:
            if one.given:
                grants += _rows(contact_id, event_id, one, by)
    await ConsentRecord.bulk_create(grants, batch_size=500)
    for contact_id, _, stated in people:
        for one in stated:
            if not one.given:
                await _refuse(contact_id, one, by)


async def record_known(contact_id: int, stated: list[Stated], by: By) -> list[int]:
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


def _rows(contact_id: int, event_id: int, stated: Stated, by: By) -> list[ConsentRecord]:
    return [
        ConsentRecord(
            contact_id=contact_id,
            purpose=purpose,
            channel=stated.channel,
            act=ConsentAct.STATED.value,
            basis=stated.proof.basis,
            wording=stated.proof.wording,
            evidence=stated.proof.evidence,
            stated_on=stated.proof.stated_on,
            at=by.at,
            event_id=event_id,
        )
        for purpose in stated.purposes
    ]


def _stated(said: ConsentStatement, draft: Draft, file: str, by: By) -> Stated:
    evidence = f"{file}, row {draft.row}, column {said.column}: {said.as_typed}"
    on = _midday(said.on) if said.on else by.at
    proof = Proof((draft.basis or "consent") if said.given else "", "", evidence, on)
    purposes = (said.purpose,) if said.purpose else PURPOSES
    return Stated(said.given, purposes, said.channel or "email", proof)


def _midday(day: date) -> datetime:
    """A day without a time: noon UTC is that day in every time zone of our users."""
    return datetime.combine(day, time(12), UTC)
