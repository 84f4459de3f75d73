"""Doing again, in a restored database, what the ledger says was done since.

| the ledger says | and the contact | so |
| --- | --- | --- |
| erased | is the same one | it and whoever was merged into it are erased again |
| erased | is another, or none, but the address is known | suppressed; a person is asked to look |
| withdrawn, complained | is the same one | refused again, exactly as far as it was |
| any of them | whoever it is | every address is suppressed, by its hash |

A contact is the same where number and time of creation agree; lines of before that was written
down need an address that agrees. What the database knows already (the event is there, or one that
names it as its cause) is not done again, so a second replay changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from storage import consent, erasure
from storage.events import By, journal
from storage.ledger import Entry, ledger
from storage.rules.subscriptions import ConsentAct
from storage.tables.consent import Suppression
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress
from storage.tables.transactions import transaction
from storage.tasks import open_task

_REASONS = {
    "erased": "erased",
    "complained": "complained",
    "withdrawn": "unsubscribed",
    "suppressed": "manual",
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many lines were there, and what was done again; `reaches` is the last one's time."""

    entries: int
    reaches: datetime | None
    erased: int = 0
    refused: int = 0
    suppressed: int = 0
    to_look_at: int = 0
    events: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Known:
    """What the restored database held before the replay: who has which address hash, and which
    lines were replayed in it once already."""

    by_hash: dict[str, list[int]]
    causes: frozenset[str]

    def holders(self, entry: Entry) -> set[int]:
        """Return the contacts that have an address of this line."""
        return {holder for one in entry.addresses for holder in self.by_hash.get(one, ())}


async def replay(by: By) -> Replayed:
    """Replay the open ledger, oldest line first; each line is one transaction."""
    entries = sorted(ledger().entries(), key=lambda entry: entry.at)
    done = Replayed(len(entries), max((entry.at for entry in entries), default=None))
    known = Known(await _by_hash(), await _causes())
    for entry in entries:
        done = await _replay(entry, done, known, by)
    return done


@transaction
async def _replay(entry: Entry, done: Replayed, known: Known, by: By) -> Replayed:
    cause = f"ledger:{entry.event_id}@{entry.at.isoformat()}"
    if cause in known.causes or await Event.exists(id=entry.event_id, at=entry.at):
        return done
    doing = replace(by, cause=cause)
    contact = await _same_contact(entry, known)
    events: list[int] = []
    if entry.act == "erased":
        events += await _erase_again(entry, contact, doing)
        done = replace(done, erased=done.erased + len(events))
        if not events:
            asked = await _ask_somebody(entry, known, doing)
            done = replace(done, to_look_at=done.to_look_at + asked)
    elif entry.act != "suppressed" and contact is not None and contact.erased_at is None:
        events += await _refuse_again(entry, contact, doing)
        done = replace(done, refused=done.refused + 1)
    if _binds_mail(entry):
        missing = await _not_suppressed(entry.addresses)
        done = replace(done, suppressed=done.suppressed + len(missing))
        if missing or not events:
            events.append(await _suppress(entry, missing, contact, doing))
    return replace(done, events=(*done.events, *events))


async def _same_contact(entry: Entry, known: Known) -> Contact | None:
    if entry.contact_id is None:
        return None
    contact = await Contact.get_or_none(id=entry.contact_id)
    if contact is None:
        return None
    if entry.born is not None:
        return contact if contact.created_at == entry.born else None
    return contact if contact.id in known.holders(entry) else None


async def _erase_again(entry: Entry, contact: Contact | None, by: By) -> list[int]:
    """Erase everyone it reached, also those not merged yet at the time of the backup."""
    ids = [contact.id] if contact is not None else []
    for person_id, born in entry.people:
        person = await Contact.get_or_none(id=person_id)
        if person is not None and person.created_at == datetime.fromisoformat(born):
            ids.append(person.id)
    events: list[int] = []
    for contact_id in dict.fromkeys(ids):
        erased = await erasure.erase(contact_id, by)
        if isinstance(erased, erasure.Erased):
            events.append(erased.event_id)
    return events


async def _ask_somebody(entry: Entry, known: Known, by: By) -> int:
    """Somebody else has the address of an erased person: or is it the same, entered anew?"""
    strangers = sorted(known.holders(entry))
    for stranger in strangers:
        await open_task("erase_request", stranger, "erased_before", by)
    return len(strangers)


async def _refuse_again(entry: Entry, contact: Contact, by: By) -> list[int]:
    act = ConsentAct.COMPLAINED if entry.act == "complained" else ConsentAct.WITHDRAWN
    scope = entry.scope or tuple(f"{purpose}/email" for purpose in consent.PURPOSES)
    channels: dict[str, list[str]] = {}
    for one in scope:
        purpose, _, channel = one.partition("/")
        channels.setdefault(channel, []).append(purpose)
    return [
        await consent.refuse(contact.id, act, by, channel=channel, purposes=purposes)
        for channel, purposes in channels.items()
    ]


def _binds_mail(entry: Entry) -> bool:
    return not entry.scope or any(one.endswith("/email") for one in entry.scope)


async def _not_suppressed(hashes: Sequence[str]) -> list[str]:
    rows = Suppression.filter(address_hash__in=list(hashes), lifted_at=None)
    known = {str(one) for one in await rows.values_list("address_hash", flat=True)}
    return [one for one in dict.fromkeys(hashes) if one not in known]


async def _suppress(entry: Entry, hashes: Sequence[str], contact: Contact | None, by: By) -> int:
    """Suppress by hash alone: the address itself need not be known here."""
    contact_id = contact.id if contact else None
    book = await journal(by, "suppressed", contact_id)
    for one in hashes:
        await Suppression.create(
            address_hash=one,
            contact_id=contact_id,
            reason=_REASONS[entry.act],
            at=by.at,
            event_id=book.event_id,
        )
    return await book.record()


async def _by_hash() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = EmailAddress.exclude(normal="").values_list("normal", "contact_id")
    for normal, contact_id in await rows:
        found.setdefault(ledger().hash_of(str(normal)), []).append(int(contact_id))
    return found


async def _causes() -> frozenset[str]:
    causes = Event.filter(cause__startswith="ledger:").values_list("cause", flat=True)
    return frozenset(str(cause) for cause in await causes)
