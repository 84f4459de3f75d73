"""Taking an event back: a new event that puts each field where it was.

A field returns to *before* only where it still equals *after*; whatever was changed since is left,
and named in the answer. Undone again, an event gives back what had to be left, where that can go by
now, and nothing else. Never undone: a sent mail, an erasure, a refusal that the customer made.

A merge is taken back by `storage.merging.separating`. While a contact is part of another, what
created it is not undone (`merged_since`), and its own fields are left: they stand for nobody now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise import Tortoise
from tortoise.exceptions import IntegrityError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from storage import searching
from storage.events import By, Change, Journal, journal, plain
from storage.families import held_still, living
from storage.merging import returning, separating
from storage.rules.undoing import WHOLE, outstanding, restored, why_not
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact
from storage.tables.transactions import transaction


@dataclass(frozen=True, slots=True)
class Left:
    """A field that had been changed since, and so was left as it is."""

    table: str
    row_id: int
    field: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The event that took `event_id` back, and what it had to leave.

    Of a merge, `separated` is the contact that stands for itself again, and `stayed` counts, by
    table, what was added since and so stays with `contact_id`.
    """

    event_id: int
    contact_id: int | None
    left: tuple[Left, ...]
    separated: int | None = None
    stayed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotUndone:
    """Why an event cannot be taken back: `unknown_event`, `undone_already`, `emptied` …

    `first`: with `merged_since`, the event of the merge to take back before. `left`: the fields
    that were changed since, where that is why nothing could return.
    """

    reason: str
    first: int | None = None
    left: tuple[Left, ...] = ()


class _InUseError(Exception):
    """What was created cannot go: consent or mail hangs on it by now, or it went on."""


@transaction
async def undo(event_id: int, by: By) -> Undone | NotUndone:
    """Take an event back."""
    event = await Event.get_or_none(id=event_id)
    if event is None:
        return NotUndone("unknown_event")
    detail = await EventDetail.get(event_id=event_id)
    undos = await _undos(event)
    refused = await _refused(event, detail, undos)
    if refused is not None:
        return refused
    if event.kind in returning.KINDS:
        return await _separate(event, by)
    if not undos:
        return await _take_back(event, detail.changes, by)
    undone = [change for one in undos for change in one.changes]
    again = await _take_back(event, outstanding(detail.changes, undone), by)
    return replace(again, reason="undone_already") if isinstance(again, NotUndone) else again


async def _undos(event: Event) -> list[EventDetail]:
    """Return the details of what took an event back so far."""
    ids: Any = await Event.filter(undoes_id=event.id).values_list("id", flat=True)
    return await EventDetail.filter(event_id__in=list(ids)) if ids else []


async def _refused(
    event: Event, detail: EventDetail, undos: Sequence[EventDetail]
) -> NotUndone | None:
    reason = why_not(event.kind)
    if reason:
        return NotUndone(reason)
    whole = event.kind in WHOLE or event.kind in returning.KINDS
    if undos and (whole or any(one.emptied_by_id is not None for one in undos)):
        return NotUndone("undone_already")
    if detail.emptied_by_id is not None:
        return NotUndone("emptied")
    about = event.contact_id or 0
    if event.kind == "contact_created" and await living(about) != about:
        return NotUndone("merged_since", await separating.merge_of(about))
    return None


async def _separate(event: Event, by: By) -> Undone | NotUndone:
    apart = await separating.separate(event, by)
    if isinstance(apart, separating.NotSeparated):
        return NotUndone(apart.reason, apart.first)
    left = tuple(Left(*one) for one in apart.left)
    return Undone(apart.events[0], apart.contact_id, left, apart.other_id, apart.stayed)


async def _take_back(event: Event, changes: list[Change], by: By) -> Undone | NotUndone:
    book = await journal(by, "undo", event.contact_id)
    left: list[Left] = []
    try:
        async with in_transaction():
            for change in reversed(changes):
                left += await _reverse(book, change, event.id)
            if any(x.table == WHOLE.get(event.kind) for x in left):
                raise _InUseError
    except _InUseError:
        # Half a contact or order is worse than a whole one: what it consists of stays together.
        return NotUndone("in_use")
    if not book.changes:
        return NotUndone("nothing_left_to_undo", left=tuple(left))
    undone = await book.record(undoes=event.id)
    if event.contact_id is not None:
        await searching.refresh(await living(event.contact_id))
    return Undone(undone, event.contact_id, tuple(left))


async def _reverse(book: Journal, change: Change, event_id: int) -> list[Left]:
    model = _model(str(change["table"]))
    row = await model.get_or_none(pk=change["id"])
    if change["before"] is None:
        return await _uncreate(book, row, change)
    if change["after"] is None:
        return await _bring_back(book, model, row, change)
    return await _set_back(book, row, change, event_id)


async def _uncreate(book: Journal, row: Model | None, change: Change) -> list[Left]:
    if row is None:
        return []
    differs = [n for n, v in change["after"].items() if plain(getattr(row, n)) != v and _told(n)]
    if differs:
        return _left(change, differs)
    try:
        async with in_transaction():
            await book.remove(row)
    except IntegrityError:
        # Other rows hang on it by now (a mail was sent, a note was written): it stays.
        book.changes.pop()
        return _left(change, ["id"])
    return []


async def _bring_back(
    book: Journal, model: type[Model], row: Model | None, change: Change
) -> list[Left]:
    if row is not None:
        return []
    again = model(**_typed(model, change["before"]))
    owner = getattr(again, "contact_id", None)
    if owner is not None:
        # Whoever was merged meanwhile gets it as what they are now.
        again.update_from_dict({"contact_id": await held_still(owner)})
    try:
        async with in_transaction():
            await again.save(force_create=True)
    except IntegrityError:
        return _left(change, ["id"])
    book.note_created(again)
    return []


async def _set_back(book: Journal, row: Model | None, change: Change, event_id: int) -> list[Left]:
    if row is None or (isinstance(row, Contact) and row.merged_into_id is not None):
        return _left(change, list(change["before"]))
    values: dict[str, Any] = {}
    left: list[str] = []
    for name, after in change["after"].items():
        now, before = plain(getattr(row, name)), change["before"][name]
        if isinstance(row, Contact):
            before = await returning.origin(row.id, event_id, name, before)
        if isinstance(now, dict) and isinstance(before, dict):
            values[name], rest = restored(now, before, after)
            left += [f"{name}.{key}" for key in rest if name != "sources"]
        elif now == after:
            values[name] = before
        else:
            left.append(name)
    await book.update(row, **_typed(type(row), values))
    return _left(change, left)


def _told(field: str) -> bool:
    return not field.endswith("_key") and field not in {"search_text", "updated_at"}


def _typed(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    fields = model._meta.fields_map
    return {name: fields[name].to_python_value(value) for name, value in values.items()}


def _left(change: Change, fields: list[str]) -> list[Left]:
    return [Left(str(change["table"]), int(change["id"]), field) for field in fields]


def _model(table: str) -> type[Model]:
    apps = Tortoise.apps or {}
    models: list[type[Model]] = list(apps["storage"].values())
    return next(model for model in models if model._meta.db_table == table)
