"""Why we may write to a contact: recording consent and refusals, and what stands.

Every verb returns the id of its event. A refusal takes effect in one transaction: consent records
for both purposes, a suppression of every address the contact has, a line in the ledger. An
opt-out of an address therefore binds everyone who has it. Whoever was merged is one person: what
they agree to or refuse is written down for each of their numbers, so that it stands with each
should the merge be taken back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from storage import suppressions
from storage.events import By, Journal, journal
from storage.families import families, family, held_still
from storage.ledger import Act, Entry, append_before_commit, ledger
from storage.rules.coming_back import Refused
from storage.rules.merging import strictest
from storage.rules.subscriptions import (
    REFUSED,
    TAKEN_BACK,
    ConsentAct,
    SubscriptionStanding,
    standing_of,
)
from storage.tables.consent import ConsentRecord, Hold
from storage.tables.events import Event
from storage.tables.people import EmailAddress
from storage.tables.transactions import transaction

PURPOSES = ("updates", "marketing")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a consent rests on (GDPR 7): the basis, the wording agreed to, how we know, and when.

    `basis` is `consent` or `contract`, empty for a refusal; `stated_on` is UTC.
    """

    basis: str
    wording: str
    evidence: str
    stated_on: datetime


@transaction
async def record(
    contact_id: int,
    act: ConsentAct,
    proof: Proof,
    by: By,
    *,
    purposes: Iterable[str] = PURPOSES,
    channel: str = "email",
) -> int:
    """Append what was agreed, asked or stated. For refusals use `refuse`."""
    book = await journal(by, f"consent_{act.value}", await held_still(contact_id))
    await _append(book, act, proof, purposes=purposes, channel=channel)
    return await book.record(evidence=proof.evidence)


@transaction
async def refuse(
    contact_id: int,
    act: ConsentAct,
    by: By,
    *,
    evidence: str = "",
    channel: str = "email",
    purposes: Sequence[str] = PURPOSES,
) -> int:
    """Record "take me off" (WITHDRAWN) or a complaint (COMPLAINED), at once and for good."""
    contact_id = await held_still(contact_id)
    book = await journal(by, act.value, contact_id)
    proof = Proof("", "", evidence, by.at)
    addresses = await _lock_addresses(contact_id)
    await _append(book, act, proof, purposes=purposes, channel=channel)
    if channel == "email":
        reason = "complained" if act is ConsentAct.COMPLAINED else "unsubscribed"
        for address in addresses:
            await suppressions.add(address, reason, contact_id, book)
    hashes = tuple(ledger().hash_of(address) for address in addresses)
    word: Act = "complained" if act is ConsentAct.COMPLAINED else "withdrawn"
    append_before_commit(Entry(by.at, word, book.event_id, contact_id, hashes))
    return await book.record(evidence=evidence)


@transaction
async def take_back_stated(contact_id: int, event_id: int, by: By) -> int | None:
    """Take back what an event stated of somebody's consent: it was a mistake, such as a wrong file.

    None where it stated nothing, where the same is stated by another event too, and where it was
    taken back already.
    """
    stated = ConsentRecord.filter(contact_id=contact_id, act=ConsentAct.STATED.value)
    others = await stated.exclude(event_id=event_id).values_list("purpose", "channel")
    undos: Any = await Event.filter(undoes_id=event_id).values_list("id", flat=True)
    taken = ConsentRecord.filter(contact_id=contact_id, act=TAKEN_BACK, event_id__in=list(undos))
    stay = {*others, *await taken.values_list("purpose", "channel")}
    mine = [r for r in await stated.filter(event_id=event_id) if (r.purpose, r.channel) not in stay]
    if not mine:
        return None
    book = await journal(by, "consent_taken_back", contact_id)
    for row in mine:
        await ConsentRecord.create(
            contact_id=contact_id,
            purpose=row.purpose,
            channel=row.channel,
            act=TAKEN_BACK,
            stated_on=by.at,
            at=by.at,
            event_id=book.event_id,
        )
    return await book.record(undoes=event_id)


@transaction
async def hold(contact_id: int, reason: str, by: By, *, evidence: str = "") -> int | None:
    """Stop all mail to a contact until a person has looked; None where it is held already."""
    contact_id = await held_still(contact_id)
    await _lock_addresses(contact_id)
    # Of somebody who was merged the old hold may be one record's: a new one is of all of them.
    merged = len(await family(contact_id)) > 1
    if not merged and await Hold.exists(contact_id=contact_id, released_at=None):
        return None
    book = await journal(by, "held", contact_id)
    await Hold.create(contact_id=contact_id, reason=reason, at=by.at, event_id=book.event_id)
    return await book.record(evidence=evidence)


@transaction
async def release(contact_id: int, by: By) -> int | None:
    """End the hold of a contact; None where there is none."""
    contact_id = await held_still(contact_id)
    holds = Hold.filter(contact_id=contact_id, released_at=None)
    if not await holds.exists():
        return None
    book = await journal(by, "released", contact_id)
    await holds.update(released_at=by.at, released_event_id=book.event_id)
    return await book.record()


async def refusals(contact_id: int) -> list[Refused]:
    """Return every refusal of mail that stands, by the contact or whoever was merged into it."""
    standing = (await standings([contact_id])).get(contact_id, {})
    refused = [p for p in PURPOSES if standing.get(f"{p}/email") in REFUSED]
    acts = [standing.value for standing in REFUSED]
    said = ConsentRecord.filter(contact_id__in=await family(contact_id), channel="email")
    rows = await said.filter(purpose__in=refused, act__in=acts).order_by("id") if refused else []
    return [Refused(row.act, row.at) for row in rows]


async def standings(
    contact_ids: Collection[int], *, without: Collection[int] = ()
) -> dict[int, dict[str, SubscriptionStanding]]:
    """Return, per contact, the standing of each `purpose/channel` that has any record.

    Whoever was merged into a contact counts with it, the strictest first. `without`: events whose
    records are not to count.
    """
    kin = await families(contact_ids)
    everyone = [one for members in kin.values() for one in members]
    own = await standings_of_each(everyone, without=without)
    return {
        contact_id: _of_one_person([own[one] for one in members if one in own])
        for contact_id, members in kin.items()
        if any(one in own for one in members)
    }


async def standings_of_each(
    contact_ids: Collection[int], *, without: Collection[int] = ()
) -> dict[int, dict[str, SubscriptionStanding]]:
    """Return the standings by the records of each number alone, whatever it was merged into."""
    rows = (
        await ConsentRecord.filter(contact_id__in=list(contact_ids))
        .order_by("stated_on", "id")
        .values_list("id", "contact_id", "purpose", "channel", "act", "event_id")
    )
    # Up to which record what was stated was taken back, for whom and what.
    back: dict[tuple[int, str, str], int] = {}
    for record_id, contact_id, purpose, channel, act, _ in rows:
        if act == TAKEN_BACK:
            key = (contact_id, purpose, channel)
            back[key] = max(record_id, back.get(key, 0))
    acts: dict[int, dict[str, list[ConsentAct]]] = defaultdict(lambda: defaultdict(list))
    for record_id, contact_id, purpose, channel, act, event_id in rows:
        stated = act == ConsentAct.STATED.value
        gone = stated and record_id < back.get((contact_id, purpose, channel), 0)
        if act != TAKEN_BACK and not gone and event_id not in without:
            acts[contact_id][f"{purpose}/{channel}"].append(ConsentAct(act))
    return {
        contact_id: {key: standing_of(by_key) for key, by_key in keys.items()}
        for contact_id, keys in acts.items()
    }


def _of_one_person(
    members: Sequence[dict[str, SubscriptionStanding]],
) -> dict[str, SubscriptionStanding]:
    keys = dict.fromkeys(key for member in members for key in member)
    none = SubscriptionStanding.NONE
    return {key: strictest(member.get(key, none) for member in members) for key in keys}


async def _append(
    book: Journal, act: ConsentAct, proof: Proof, *, purposes: Iterable[str], channel: str
) -> None:
    """Append the act for every number of the contact: it is the person who agrees or refuses."""
    numbers = await family(book.contact_id or 0)
    for contact_id, purpose in product(numbers, purposes):
        await ConsentRecord.create(
            contact_id=contact_id,
            purpose=purpose,
            channel=channel,
            act=act.value,
            basis=proof.basis,
            wording=proof.wording,
            evidence=proof.evidence,
            stated_on=proof.stated_on,
            at=book.by.at,
            event_id=book.event_id,
        )


async def _lock_addresses(contact_id: int) -> list[str]:
    """Lock the addresses, so that no mail can be marked as being sent meanwhile; return them.

    The mark takes the same locks (PostgreSQL; on SQLite there is one writer at a time anyway).
    """
    rows = await EmailAddress.filter(contact_id=contact_id).order_by("id").select_for_update()
    return [row.normal for row in rows if row.normal]
