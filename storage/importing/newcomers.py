"""Contacts that an import made, taken back many at a time.

One goes whole or stays whole: it stays when anybody else did something about it since, or when any
row hangs on it that the import did not write. Where the import recorded consent it cannot go, for
such a record is never removed: it is emptied instead, and stays as a number that stands for nobody.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise import Tortoise
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.functions import Count
from tortoise.models import Model

from storage.events import DETAIL, EVENT, By, Change, rows_of
from storage.row_writes import insert_rows
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.events import Event, EventDetail
from storage.tables.imports import KeptRow
from storage.tables.knowing import DuplicatePair, OtherValue
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import reserve_ids
from storage.tables.work import Note

_OWN: tuple[type[Model], ...] = (
    *(EmailAddress, Phone, PostalAddress, ContactTag, Note),
    OtherValue,
)
"""What an import writes with a contact: nobody else touched it, if nobody else left an event."""
_STAYS = frozenset({"id", "created_at", "updated_at", "erased_at", "merged_into_id"})


@dataclass(slots=True)
class Gone:
    """How many contacts went, how many stay as a number, and which stay whole, with the reason."""

    removed: int = 0
    emptied: int = 0
    left: list[tuple[Event, str]] = field(default_factory=list)
    events: list[int] = field(default_factory=list)


async def take_back(import_id: int, created: Sequence[Event], by: By) -> Gone:
    """Take contacts back by the events that created them. Call inside a transaction."""
    gone = Gone()
    undone = await _undone([event.id for event in created])
    by_contact = {e.contact_id: e for e in created if e.contact_id and e.id not in undone}
    why = await _in_the_way(set(by_contact), import_id)
    gone.left = [(event, why[i]) for i, event in by_contact.items() if i in why]
    going = [contact_id for contact_id in by_contact if contact_id not in why]
    if not going:
        return gone
    recorded = set(await _ids(ConsentRecord, going))
    stays, goes = [i for i in going if i in recorded], [i for i in going if i not in recorded]
    await _remove_parts(import_id, going)
    await Contact.filter(id__in=goes).delete()
    if stays:
        await Contact.filter(id__in=stays).update(**_nobody(), erased_at=by.at, updated_at=by.at)
        # The hash goes on refusing mail; the address itself is nobody's here any more.
        await Suppression.filter(contact_id__in=stays).update(address=None)
    gone.removed, gone.emptied = len(goes), len(stays)
    gone.events = await _record([by_contact[i] for i in going], by)
    return gone


async def _undone(event_ids: list[int]) -> set[int]:
    rows: Any = await Event.filter(undoes_id__in=event_ids).values_list("undoes_id", flat=True)
    return set(rows)


async def _in_the_way(contact_ids: Collection[int], import_id: int) -> dict[int, str]:
    """Return, of contacts that must stay, why: `changed_since`, or `in_use`."""
    why: dict[int, str] = {}
    for model, column in _references():
        for contact_id in await _ids(model, contact_ids, column):
            why[contact_id] = "in_use"
    others: Any = (
        await Event.filter(contact_id__in=list(contact_ids))
        .exclude(actor=f"import:{import_id}")
        .exclude(kind__in=("undo", "consent_taken_back"))
        .values_list("id", "contact_id")
    )
    undone = await _undone([row[0] for row in others])
    return why | {row[1]: "changed_since" for row in others if row[0] not in undone}


def _references() -> Iterator[tuple[type[Model], str]]:
    """Yield every column that names a contact, in tables of today and of one day."""
    apps = Tortoise.apps or {}
    for model in apps["storage"].values():
        for name in sorted(model._meta.fk_fields):
            relation = model._meta.fields_map[name]
            to_contact = (
                isinstance(relation, ForeignKeyFieldInstance) and relation.related_model is Contact
            )
            if to_contact and model not in {*_OWN, ConsentRecord, DuplicatePair}:
                yield model, f"{name}_id"


async def _ids(
    model: type[Model], contact_ids: Collection[int], column: str = "contact_id"
) -> list[int]:
    rows: Any = await (
        model.filter(**{f"{column}__in": list(contact_ids)})
        .annotate(n=Count("id"))
        .group_by(column)
        .values_list(column, flat=True)
    )
    return list(rows)


async def _remove_parts(import_id: int, contact_ids: list[int]) -> None:
    for model in _OWN:
        await model.filter(contact_id__in=contact_ids).delete()
    # Found by likeness, decided by nobody: whoever decides leaves an event.
    await DuplicatePair.filter(a_id__in=contact_ids).delete()
    await DuplicatePair.filter(b_id__in=contact_ids).delete()
    await KeptRow.filter(import_id=import_id, contact_id__in=contact_ids).update(cells={})


def _nobody() -> dict[str, Any]:
    """Return every column of a contact at its default, those that are added one day too."""
    values: dict[str, Any] = {}
    for name in Contact._meta.db_fields - _STAYS:
        column = Contact._meta.fields_map[name]
        empty = column.default() if callable(column.default) else column.default
        values[name] = None if column.null else empty
    return values


async def _record(created: list[Event], by: By) -> list[int]:
    """Write that each was taken back; what went is not copied, for it was nobody's to keep."""
    ids = list(await reserve_ids(Event, len(created)))
    events, details = [], []
    for event_id, event in zip(ids, created, strict=True):
        removed: list[Change] = [
            {"table": "contact", "id": event.contact_id, "before": {}, "after": None}
        ]
        rows = rows_of(
            event_id,
            by,
            "undo",
            event.contact_id,
            changes=removed,
            evidence="",
            undoes=event.id,
        )
        events.append(rows[0])
        details.append(rows[1])
    await insert_rows(Event, EVENT, events)
    await insert_rows(EventDetail, DETAIL, details)
    return ids
