"""Addresses that must never be written to, whoever has them; an erasure leaves their hash."""

from collections.abc import Collection

from tortoise.queryset import QuerySet

from storage.events import By, Journal, journal
from storage.ledger import Entry, append_before_commit, ledger
from storage.rules.coming_back import OPT_OUTS, Refused
from storage.tables.consent import Suppression
from storage.tables.transactions import transaction


@transaction
async def suppress(address: str, reason: str, by: By, *, contact_id: int | None = None) -> int:
    """Suppress a normalised address by itself; return the event's id."""
    book = await journal(by, "suppressed", contact_id)
    await add(address, reason, contact_id, book)
    hashes = (ledger().hash_of(address),)
    append_before_commit(Entry(by.at, "suppressed", book.event_id, contact_id, hashes))
    return await book.record()


async def add(address: str, reason: str, contact_id: int | None, book: Journal) -> None:
    """Write the suppression as part of a larger event, whose verb also writes the ledger."""
    await Suppression.create(
        address_hash=ledger().hash_of(address),
        address=address,
        contact_id=contact_id,
        reason=reason,
        at=book.by.at,
        event_id=book.event_id,
    )


@transaction
async def lift(address: str, by: By, *, contact_id: int | None = None) -> int | None:
    """Lift an opt-out, as only the customer's own new consent may; None where there is none.

    What else suppresses the address stays: a complaint, an objection, an erasure.
    """
    rows = _of(address).filter(reason__in=OPT_OUTS)
    if not await rows.exists():
        return None
    book = await journal(by, "suppression_lifted", contact_id)
    await rows.update(lifted_at=by.at, lifted_event_id=book.event_id)
    return await book.record()


async def against(address: str) -> list[Refused]:
    """Return every suppression of a normalised address that stands, the oldest first."""
    return [Refused(row.reason, row.at) for row in await _of(address).order_by("id")]


def _of(address: str) -> QuerySet[Suppression]:
    return Suppression.filter(address_hash=ledger().hash_of(address), lifted_at=None)


async def naming(contact_ids: Collection[int]) -> dict[int, str]:
    """Return why, for each of the contacts of whom an address was suppressed by their own doing."""
    rows = Suppression.filter(contact_id__in=list(contact_ids), lifted_at=None).order_by("id")
    found = await rows.values_list("contact_id", "reason") if contact_ids else []
    return {int(contact_id): str(reason) for contact_id, reason in found}


async def reasons(normals: Collection[str]) -> dict[str, str]:
    """Return why, for each of the normalised addresses that is suppressed now."""
    by_hash = {ledger().hash_of(normal): normal for normal in normals}
    rows = (
        await Suppression.filter(address_hash__in=list(by_hash), lifted_at=None)
        .order_by("id")
        .values_list("address_hash", "reason")
    )
    return {by_hash[address_hash]: reason for address_hash, reason in rows}
