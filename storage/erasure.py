"""Erasing a person (GDPR 17): every personal value goes, what proves our conduct stays.

What stays, and why (GDPR 17(3)(b) and (e); LOPDGDD 32):

| stays | so that |
| --- | --- |
| the contact's number, without a value | events and runs go on adding up |
| events: when, who, what kind | they hold no personal value; their details are emptied |
| consent records without their evidence | the owner can show on what basis each mail went out |
| keyed hashes of the addresses, suppressed | the person is never mailed again |
| keyed digests of imported rows | the same file does not bring the person back |
| deliveries: when, which state | the same, without the address |
| orders and payments: day, amount, product | the books add up (see `erasing_record.py`) |

All in one transaction, with a line in the ledger. An erasure is never undone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError
from tortoise.models import Model

from storage import access, erasing_record, mentions, redaction
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.ledger import Entry, append_before_commit, ledger
from storage.tables.campaigns import Delivery, Recipient
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.events import AccessLog, Event, EventDetail
from storage.tables.imports import KeptRow
from storage.tables.inbox import InboxMessage, RawMessage
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.staff import ChatCard
from storage.tables.transactions import dialect, transaction
from storage.tables.work import Note, Proposal, Task

_KEPT = frozenset({"id", "merged_into_id", "created_at", "updated_at", "erased_at"})
_REMOVED: tuple[type[Model], ...] = (
    *(EmailAddress, Phone, PostalAddress, ContactTag),
    *(Note, ChatCard, OtherValue),
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: the contact and all that were merged into it, and its addresses' number.

    `shared_with`: contacts who have one of the addresses, and so are not mailed there any more.
    `elsewhere`: in how many rows of other people or of nobody the values were blotted out, searches
    by staff among them.
    """

    event_id: int
    contact_id: int
    contacts: tuple[int, ...]
    addresses: int
    shared_with: tuple[int, ...]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class NotErased:
    """Why nothing was done: `unknown_contact` or `erased_already`."""

    reason: str


@transaction
async def erase(contact_id: int, by: By) -> Erased | NotErased:
    """Erase a contact and whoever was merged into it."""
    contact = await resolve_to_write(contact_id)
    if contact is None:
        return NotErased("unknown_contact")
    if contact.erased_at is not None:
        return NotErased("erased_already")
    family = await _family(contact.id)
    normals = await _addresses(family)
    values = await redaction.values_of(family)
    traits = await mentions.traits_of(family)
    book = await journal(by, "erased", contact.id)
    await _suppress(normals, family, contact.id, book.event_id, by.at)
    people = await Contact.filter(id__in=family).order_by("id")
    for person in people:
        await _empty_contact(person, by.at)
    await _empty_rows(family, book.event_id, by.at)
    await erasing_record.empty_record(family, normals)
    elsewhere = await access.forget_searches(traits) + await redaction.blot_out(values)
    hashes = tuple(ledger().hash_of(normal) for normal in normals)
    born = tuple((person.id, person.created_at.isoformat()) for person in people)
    append_before_commit(Entry(by.at, "erased", book.event_id, contact.id, hashes, people=born))
    shared = await _sharers(normals)
    event_id = await book.record()
    return Erased(event_id, contact.id, tuple(family), len(normals), shared, elsewhere)


async def wipe_traces() -> bool:
    """Rewrite the database file without what was erased; False where it was busy.

    A database only marks removed bytes as free. Runs outside any transaction; takes seconds on
    a large file, and others wait for it.
    """
    opened: Any = get_connections().get("default")
    try:
        await opened.execute_query("VACUUM")
        if dialect() == "sqlite":
            _, rows = await opened.execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
            return not rows[0][0]
    except OperationalError:
        return False
    return True


async def _family(contact_id: int) -> list[int]:
    """Return the contact, and everyone who was merged into it, however deep."""
    family = [contact_id]
    level: Sequence[int] = family
    while level:
        rows = Contact.filter(merged_into_id__in=list(level)).order_by("id")
        level = [int(str(i)) for i in await rows.values_list("id", flat=True)]
        level = [i for i in level if i not in family]
        family += level
    return family


async def _addresses(family: Collection[int]) -> list[str]:
    rows = EmailAddress.filter(contact_id__in=list(family)).exclude(normal="").order_by("id")
    # Whole rows: Tortoise leaves the lock out where only some columns are asked for.
    normals = [row.normal for row in await rows.select_for_update()]
    mailed = Recipient.filter(contact_id__in=list(family)).exclude(address="")
    normals += [str(n) for n in await mailed.values_list("address", flat=True)]
    return list(dict.fromkeys(normals))


async def _suppress(
    normals: list[str], family: list[int], contact_id: int, event_id: int, at: datetime
) -> None:
    hashes = [ledger().hash_of(normal) for normal in normals]
    await Suppression.filter(address_hash__in=hashes).update(address=None)
    await Suppression.filter(contact_id__in=family).update(address=None)
    for address_hash in hashes:
        await Suppression.create(
            address_hash=address_hash,
            contact_id=contact_id,
            reason="erased",
            at=at,
            event_id=event_id,
        )


async def _empty_contact(person: Contact, at: datetime) -> None:
    """Put every column at its default, those that are added one day too."""
    for name in Contact._meta.db_fields - _KEPT:
        setattr(person, name, _default_of(Contact._meta.fields_map[name]))
    person.updated_at = person.erased_at = at
    await person.save()


def _default_of(field: Any) -> Any:
    if field.null:
        return None
    return field.default() if callable(field.default) else field.default


async def _empty_rows(family: list[int], event_id: int, at: datetime) -> None:
    for model in _REMOVED:
        await model.filter(contact_id__in=family).delete()
    await ConsentRecord.filter(contact_id__in=family).exclude(evidence="").update(evidence="")
    empty = {"changes": [], "evidence": "", "salt": "", "emptied_by_id": event_id}
    await EventDetail.filter(contact_id__in=family).update(**empty)
    # Whoever they had been merged with, until it was taken back, has their values in that event.
    twins = Event.filter(contact_id__in=family, cause__startswith="event:")
    others = [int(str(c).partition(":")[2]) for c in await twins.values_list("cause", flat=True)]
    await EventDetail.filter(event_id__in=others).update(**empty)
    await KeptRow.filter(contact_id__in=family).update(cells={})
    await AccessLog.filter(contact_id__in=family).update(query="")
    await _empty_work(family, at)
    await _empty_mail(family, at)


async def _empty_work(family: list[int], at: datetime) -> None:
    tasks = Task.filter(contact_id__in=family)
    await tasks.filter(state="open", kind="erase_request").update(state="done", closed_at=at)
    await tasks.filter(state="open").update(state="cancelled", closed_at=at)
    await tasks.update(text="", params={}, result="", claimed_by="", claimed_until=None)
    proposals = Proposal.filter(contact_id__in=family)
    await proposals.filter(state__in=("open", "awaiting_confirmation")).update(
        state="rejected", decided_at=at
    )
    await proposals.update(old="", new="", evidence="")


async def _empty_mail(family: list[int], at: datetime) -> None:
    messages = InboxMessage.filter(contact_id__in=family)
    ids = [int(str(i)) for i in await messages.values_list("id", flat=True)]
    await RawMessage.filter(inbox_id__in=ids).update(content=b"")
    await messages.update(message_id="")
    await Recipient.filter(contact_id__in=family).update(address="")
    deliveries = Delivery.filter(contact_id__in=family)
    waiting = ("queued", "leased", "deferred")
    await deliveries.filter(state__in=waiting).update(state="cancelled", settled_at=at)
    for row in await deliveries.only("id", "key"):
        # The key names the address; its own number is as unique.
        await Delivery.filter(id=row.id).update(
            key=f"erased:{row.id}", address="", domain="", language="", reply_text=""
        )


async def _sharers(normals: list[str]) -> tuple[int, ...]:
    rows = EmailAddress.filter(normal__in=normals).order_by("contact_id")
    return tuple(sorted({int(str(i)) for i in await rows.values_list("contact_id", flat=True)}))
