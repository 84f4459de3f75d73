"""New contacts from rows, many at a time: reserved ids, one statement a table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tortoise.models import Model

from storage.events import DETAIL, EVENT, By, Change, rows_of
from storage.importing.drafting import EMAILS, NOTES, PHONES, PLACES, TAGS, Ready
from storage.row_writes import insert_rows
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import reserve_ids
from storage.tables.work import Note

CHILDREN: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (EmailAddress, EMAILS),
    (Phone, PHONES),
    (PostalAddress, PLACES),
    (ContactTag, TAGS),
    (Note, NOTES),
)

Rows = dict[type[Model], list[tuple[Any, ...]]]


class Made(NamedTuple):
    """A contact that was created, and the event of it."""

    contact_id: int
    event_id: int


async def create(
    readies: Sequence[Ready], columns: Sequence[str], kept: Sequence[int], by: By
) -> list[Made]:
    """Create a contact per row, in the order given; `columns` are those of `Ready.own`.

    `kept` are the ids of the kept rows: the events point at them instead of copying the values.
    """
    rows: Rows = defaultdict(list)
    people = [Made(*ids) for ids in zip(*await _ids(readies), strict=True)]
    child_ids = await _child_ids(readies)
    for ready, one, row_id in zip(readies, people, kept, strict=True):
        # The id is the first column, and the only one that a row cannot know.
        rows[Contact].append((one.contact_id, *ready.own[1:]))
        changes: list[Change] = [_created(Contact, one.contact_id)]
        for (model, _), values in zip(CHILDREN, ready.children, strict=True):
            for value in values:
                child_id = next(child_ids[model])
                rows[model].append((child_id, one.contact_id, *value))
                changes.append(_created(model, child_id))
        event = rows_of(
            one.event_id,
            by,
            "contact_created",
            one.contact_id,
            changes=changes,
            evidence=f"kept_row:{row_id}",
        )
        rows[Event].append(event[0])
        rows[EventDetail].append(event[1])
    await _write(rows, columns)
    return people


async def _ids(readies: Sequence[Ready]) -> tuple[range, range]:
    return await reserve_ids(Contact, len(readies)), await reserve_ids(Event, len(readies))


async def _child_ids(readies: Sequence[Ready]) -> dict[type[Model], Iterator[int]]:
    ids: dict[type[Model], Iterator[int]] = {}
    for place, (model, _) in enumerate(CHILDREN):
        count = sum(len(ready.children[place]) for ready in readies)
        ids[model] = iter(await reserve_ids(model, count) if count else ())
    return ids


async def _write(rows: Rows, columns: Sequence[str]) -> None:
    """Contacts come before what belongs to them."""
    await insert_rows(Contact, columns, rows[Contact])
    for model, names in CHILDREN:
        await insert_rows(model, ("id", "contact_id", *names), rows[model])
    await insert_rows(Event, EVENT, rows[Event])
    await insert_rows(EventDetail, DETAIL, rows[EventDetail])


def _created(model: type[Model], row_id: int) -> Change:
    return {"table": model._meta.db_table, "id": row_id, "before": None, "after": {}}
