"""Who is what to whom: households, families, colleagues, and who brought whom.

A referral reads "contact brought other"; the others hold both ways and are kept once, with the
smaller number first.
"""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from storage.contacts import Refusal
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.tables.knowing import Relation
from storage.tables.transactions import transaction

KINDS = ("household", "referral", "family", "colleague")


@dataclass(frozen=True, slots=True)
class Related:
    """A relation that was made or ended; `event_id` None: it was so already."""

    contact_id: int
    other_id: int
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as one of the two sees it: `kind` is one of KINDS or `brought_by`."""

    kind: str
    other_id: int
    since: datetime


@transaction
async def relate(contact_id: int, other_id: int, kind: str, by: By) -> Related | Refusal:
    """Note a relation. Refused with: unknown_contact, unknown_kind, same_person."""
    found = await _both(contact_id, other_id, kind)
    if isinstance(found, Refusal):
        return found
    one, other = found
    if await Relation.exists(contact_id=one, other_id=other, kind=kind):
        return Related(one, other, None)
    book = await journal(by, "related", one)
    await book.create(Relation(contact_id=one, other_id=other, kind=kind, at=by.at))
    return Related(one, other, await book.record())


@transaction
async def part(contact_id: int, other_id: int, kind: str, by: By) -> Related | Refusal:
    """End a relation that was noted."""
    found = await _both(contact_id, other_id, kind)
    if isinstance(found, Refusal):
        return found
    one, other = found
    row = await Relation.get_or_none(contact_id=one, other_id=other, kind=kind)
    if row is None:
        return Related(one, other, None)
    book = await journal(by, "parted", one)
    await book.remove(row)
    return Related(one, other, await book.record())


async def of(contact_id: int) -> list[Tie]:
    """Return every tie of a contact, the oldest first."""
    rows = Relation.filter(Q(contact_id=contact_id) | Q(other_id=contact_id)).order_by("id")
    return [_tie(row, contact_id) for row in await rows]


def _tie(row: Relation, contact_id: int) -> Tie:
    if row.contact_id == contact_id:
        return Tie(row.kind, row.other_id, row.at)
    return Tie("brought_by" if row.kind == "referral" else row.kind, row.contact_id, row.at)


async def _both(contact_id: int, other_id: int, kind: str) -> tuple[int, int] | Refusal:
    if kind not in KINDS:
        return Refusal("kind", "unknown_kind")
    # In one order for everybody, so that no two wait for each other.
    both = {number: await resolve_to_write(number) for number in sorted({contact_id, other_id})}
    one, other = both[contact_id], both[other_id]
    if one is None or other is None or one.erased_at or other.erased_at:
        return Refusal("id", "unknown_contact")
    if one.id == other.id:
        return Refusal("other", "same_person")
    swapped = kind != "referral" and other.id < one.id
    return (other.id, one.id) if swapped else (one.id, other.id)
