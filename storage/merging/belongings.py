"""What belongs to a contact in other tables, and what a merge does with it.

The tables are found by looking at the models, so that a new one cannot be forgotten: each of its
rows moves, but for one that the other record has as well (the unique constraints tell, and the
same phone or street), which stays with the old number. What else stays is named in `STAYS`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from storage.events import Journal
from storage.tables.people import Contact
from storage.values.folding import fold

STAYS: Mapping[str, str] = {
    "contact.merged_into_id": "points at what stands for it: brought along, one step at most",
    "consent_record.contact_id": "never changes: a standing is read over the whole family",
    "delivery.contact_id": "says whose record the mail showed; what has not left yet moves",
    "recipient.contact_id": "one part in a run each: moves where the other has none there",
    "duplicate_pair.a_id": "is a finding about two numbers; its state says what came of it",
    "duplicate_pair.b_id": "as a_id",
    "forecast.contact_id": "is written anew each night",
}
"""References to a contact that are not simply moved, and why."""

WITHOUT_KEY: Mapping[str, str] = {
    "event.contact_id": "never changes: a history is read over the whole family",
    "event_detail.contact_id": "belongs to its event",
    "access_log.contact_id": "says whose card was looked at",
    "suppression.contact_id": "says whose address it was; it binds the whole family",
    "kept_row.contact_id": "says what the row of the file made; readers follow",
    "inbox_message.contact_id": "says whom the mail was matched with; readers follow",
    "chat_card.contact_id": "what replies to the card is written about follows",
}
"""Columns that hold a contact's id without being foreign keys: all stay, and verbs follow."""

_SAME: Mapping[str, tuple[str, ...]] = {
    "phone": ("e164", "as_typed"),
    "postal_address": ("kind", "street", "city", "province", "postcode", "country"),
}
"""What makes two rows of a table say the same, where no constraint tells."""


@dataclass(slots=True)
class Moved:
    """How many rows moved, and how many stayed with the old number, by table."""

    moved: Counter[str] = field(default_factory=Counter)
    stayed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds a contact's id under a foreign key."""

    model: type[Model]
    column: str

    @property
    def name(self) -> str:
        """Return `table.column`."""
        return f"{self.model._meta.db_table}.{self.column}"


def references() -> Iterator[Reference]:
    """Yield every foreign key to a contact in any table."""
    apps = Tortoise.apps or {}
    for model in apps["storage"].values():
        for name in sorted(model._meta.fk_fields | model._meta.o2o_fields):
            foreign: Any = model._meta.fields_map[name]
            if foreign.related_model is Contact:
                yield Reference(model, f"{name}_id")


async def move(book: Journal, theirs: int, ours: int) -> Moved:
    """Move what belongs to `theirs` under `ours`."""
    done = Moved()
    for reference in references():
        if reference.name not in STAYS:
            await _move_from(book, reference, theirs, ours, done)
    return done


async def _move_from(
    book: Journal, reference: Reference, theirs: int, ours: int, done: Moved
) -> None:
    table = reference.model._meta.db_table
    rows = await reference.model.filter(**{reference.column: theirs}).order_by("id")
    known = await reference.model.filter(**{reference.column: ours}).order_by("id") if rows else []
    moving: list[Model] = []
    for row in rows:
        if _about_itself(reference, row, ours):
            await book.remove(row)
            continue
        twin = twin_of(reference, row, known)
        if twin is None:
            moving.append(row)
        else:
            await _complete(book, twin, row, reference)
            done.stayed[table] += 1
    done.moved[table] += len(moving)
    await give(book, reference, moving, ours)


async def give(book: Journal, reference: Reference, rows: list[Model], owner: int) -> None:
    """Put rows under another contact, all at once."""
    table = reference.model._meta.db_table
    for row in rows:
        before = {reference.column: getattr(row, reference.column)}
        after = {reference.column: owner}
        book.changes.append({"table": table, "id": row.pk, "before": before, "after": after})
    ids = [row.pk for row in rows]
    await reference.model.filter(id__in=ids).update(**{reference.column: owner})


def twin_of(reference: Reference, row: Model, others: list[Model]) -> Model | None:
    """Return the row among `others` that says the same, or leaves no room for this one."""
    return next((other for other in others if _same(reference, row, other)), None)


def _same(reference: Reference, row: Model, other: Model) -> bool:
    own = reference.column.removesuffix("_id")
    for unique in row._meta.unique_together:
        if own in unique:
            columns = [_column(row, name) for name in unique if name != own]
            if all(getattr(row, c) == getattr(other, c) for c in columns):
                return True
    same = _SAME.get(row._meta.db_table)
    if same is None:
        return False
    said, told = [[fold(getattr(one, name) or "") for name in same] for one in (row, other)]
    if row._meta.db_table == "phone" and said[0]:
        return said[0] == told[0]
    return said == told


def _column(row: Model, name: str) -> str:
    return f"{name}_id" if name in row._meta.fk_fields else name


def _about_itself(reference: Reference, row: Model, ours: int) -> bool:
    """A relation between the two records says nothing of one person."""
    others = [r for r in references() if r.model is reference.model and r != reference]
    return any(getattr(row, other.column) == ours for other in others)


async def _complete(book: Journal, kept: Model, other: Model, reference: Reference) -> None:
    """Fill what the row that counts leaves open from the one that stays behind."""
    if kept._meta.db_table in ("email_address", "recipient"):
        return
    values = {
        name: getattr(other, name)
        for name in kept._meta.db_fields - {"id", "primary", reference.column}
        if _empty(getattr(kept, name)) and not _empty(getattr(other, name))
    }
    await book.update(kept, **values)


def _empty(value: Any) -> bool:
    return value in (None, "", False, "other")
