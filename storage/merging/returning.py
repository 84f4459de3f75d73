"""Giving back what a merge had moved, with what was edited in it since.

A row returns to its owner wherever it still is with the contact that stayed. A field of that
contact returns to what it was where it still is what the merge made of it; the rest is left, and
named. What was kept beside goes, as each record has its own again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from storage.events import Change, Journal, plain
from storage.merging.belongings import Reference, give, references, twin_of
from storage.merging.own import BY_KEY, MERGED
from storage.tables.campaigns import Delivery, Run
from storage.tables.events import Event, EventDetail
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact

KINDS = KIND, AWAY = "merged", "merged_away"
"""The event of the contact that stays, and that of the one that became part of it."""
Left = tuple[str, int, str]
"""Table, row and field that was changed since."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as it was written down: its two events, and the numbers it was about."""

    event: Event
    away: Event
    changes: list[Change]
    ours: int
    theirs: int


async def give_back(book: Journal, merge: Merge, ours: Contact, theirs: Contact) -> list[Left]:
    """Undo every change of the merge, the last one first; return what had to be left."""
    left: list[Left] = []
    for change in reversed(merge.changes):
        table = str(change["table"])
        if table == "contact" and change["id"] == ours.id:
            left += await _own_back(book, merge, ours, change)
        elif change["before"] is not None and change["after"] is not None:
            left += await _row_back(book, merge, change)
        elif change["after"] is None:
            left += await _bring_back(book, change)
        elif table != "other_value":
            left += await _remove(book, change)
    await book.update(theirs, merged_into_id=None)
    kept = {field for table, row_id, field in left if (table, row_id) == ("contact", ours.id)}
    await _drop_beside(book, merge, kept)
    await _drop_returned(book, merge, ours)
    return left


async def _row_back(book: Journal, merge: Merge, change: Change) -> list[Left]:
    """Return a row to its owner, and the fields that the merge changed in it where they stand."""
    model = model_of(str(change["table"]))
    row = await model.get_or_none(pk=change["id"])
    if row is None or (model is Contact and row.pk == merge.theirs):
        return []
    columns = [r for r in references() if r.model is model and r.column in change["after"]]
    left: list[Left] = []
    for reference in columns:
        left += await _owner_back(book, merge, reference, row, change)
    # Whose consent covers an address stays written there: it would be looser to forget it.
    names = set(change["before"]) - {r.column for r in columns} - {"consent_of_id"}
    if isinstance(row, Delivery) and not await _still_runs(row):
        return left
    same = {n for n in names if plain(getattr(row, n)) == change["after"][n]}
    await book.update(row, **_typed(model, {n: change["before"][n] for n in same}))
    return [*left, *((row._meta.db_table, row.pk, n) for n in names - same)]


async def _owner_back(
    book: Journal, merge: Merge, reference: Reference, row: Model, change: Change
) -> list[Left]:
    owner = int(change["before"][reference.column])
    if getattr(row, reference.column) != merge.ours:
        return []
    others = [
        r for r in await reference.model.filter(**{reference.column: owner}) if r.pk != row.pk
    ]
    unique = bool(row._meta.unique_together)
    if unique and twin_of(reference, row, others) is not None:
        return [(row._meta.db_table, row.pk, reference.column)]
    await give(book, reference, [row], owner)
    setattr(row, reference.column, owner)
    return []


async def _has_twin(reference: Reference, row: Model, owner: int) -> bool:
    others = await reference.model.filter(**{reference.column: owner})
    return twin_of(reference, row, [one for one in others if one.pk != row.pk]) is not None


async def _still_runs(mail: Delivery) -> bool:
    """A mail that was not sent because of the merge is sent now only where its run goes on."""
    if mail.run_id is None:
        return True
    return not await Run.exists(id=mail.run_id, state__in=["closed", "cancelled"])


async def _bring_back(book: Journal, change: Change) -> list[Left]:
    model = model_of(str(change["table"]))
    again = model(**_typed(model, change["before"]))
    if await model.exists(pk=again.pk):
        return []
    for reference in references():
        if reference.model is model:
            owner = getattr(again, reference.column)
            if model._meta.unique_together and await _has_twin(reference, again, owner):
                return [(model._meta.db_table, int(again.pk), "id")]
    await again.save(force_create=True)
    book.note_created(again)
    return []


async def _remove(book: Journal, change: Change) -> list[Left]:
    """Take a row away that the merge made, unless somebody changed it since."""
    row = await model_of(str(change["table"])).get_or_none(pk=change["id"])
    if row is None:
        return []
    differs = [n for n, value in change["after"].items() if plain(getattr(row, n)) != value]
    if not differs:
        await book.remove(row)
    return [(row._meta.db_table, row.pk, name) for name in differs]


async def _own_back(book: Journal, merge: Merge, ours: Contact, change: Change) -> list[Left]:
    """Return the fields of the contact that stayed, key by key where a column holds several."""
    before, after = dict(change["before"]), dict(change["after"])
    left: list[Left] = []
    values: dict[str, Any] = {}
    for name in [n for n in before if n not in (*BY_KEY, "external_id")]:
        if plain(getattr(ours, name)) == after[name]:
            values[name] = await origin(ours.id, merge.event.id, name, before[name])
        else:
            left.append(("contact", ours.id, name))
    gone = {name for _, _, name in left}
    for name in [n for n in BY_KEY if n in before]:
        now, kept = _keys_back(getattr(ours, name), before[name], after[name], gone)
        values[name] = now
        if name == "custom":
            left += [("contact", ours.id, f"custom.{key}") for key in kept]
    await book.update(ours, **_typed(Contact, values))
    return left


def _keys_back(
    now: dict[str, Any], before: dict[str, Any], after: dict[str, Any], fixed: set[str]
) -> tuple[dict[str, Any], list[str]]:
    """Return a column of several values with each at *before* that still is as *after*."""
    values, kept = dict(now), []
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        if now.get(key) != after.get(key) or key in fixed:
            kept.append(key)
        elif key in before:
            values[key] = before[key]
        else:
            values.pop(key, None)
    return values, kept


async def origin(contact_id: int, event_id: int, field: str, value: Any) -> Any:
    """Return what a field goes back to when an event is undone: `value`, or what was before it.

    A took B's name, then C's; B left again: when C leaves, it is not B's name that returns. Nor
    does it where an edit is undone that had replaced B's name.
    """
    for changes in await _taken_back(contact_id, event_id):
        for change in changes:
            if (change["table"], change["id"]) != ("contact", contact_id):
                continue
            after, before = change["after"], change["before"]
            if isinstance(after, dict) and isinstance(before, dict) and field in after:
                value = before[field] if after[field] == value else value
    return value


async def _taken_back(contact_id: int, event_id: int) -> list[list[Change]]:
    """Return the changes of merges before an event that were taken back after it, latest first."""
    earlier = Event.filter(contact_id=contact_id, kind=KIND, id__lt=event_id)
    found: list[list[Change]] = []
    for event in await earlier.order_by("-id"):
        undone = await Event.get_or_none(undoes_id=event.id)
        if undone is not None and undone.id > event_id:
            found.append((await EventDetail.get(event_id=event.id)).changes)
    return found


async def number_back(
    book: Journal, away: Journal, ours: Contact, theirs: Contact, merge: Merge
) -> None:
    """Return the record number of another system that had passed on."""
    detail = await EventDetail.get(event_id=merge.away.id)
    passed = next((c["before"] for c in detail.changes), None)
    number = passed.get("external_id") if isinstance(passed, dict) else None
    if number is None:
        return
    if ours.external_id == number:
        await book.update(ours, external_id=None)
    if not await Contact.exists(external_id=number):
        await away.update(theirs, external_id=number)


async def _drop_beside(book: Journal, merge: Merge, kept: set[str]) -> None:
    """Remove what the merge kept beside, but the former value of a field that could not return."""
    for row in await _beside(merge, merge.changes):
        if row.field not in kept:
            await _drop(book, row)


async def _drop_returned(book: Journal, merge: Merge, ours: Contact) -> None:
    """Remove former values, kept when earlier merges were taken back, that stand again now."""
    for changes in await _taken_back(ours.id, merge.event.id):
        for row in await _beside(merge, changes):
            value = getattr(ours, row.field, None)
            if row.value == str(plain(value)) or row.value == ours.custom.get(row.field[7:]):
                await _drop(book, row)


async def _beside(merge: Merge, changes: list[Change]) -> list[OtherValue]:
    ids = [c["id"] for c in changes if c["table"] == "other_value" and c["before"] is None]
    mine = [merge.ours, merge.theirs]
    return await OtherValue.filter(id__in=ids, contact_id__in=mine, why=MERGED).order_by("id")


async def _drop(book: Journal, row: OtherValue) -> None:
    book.changes.append({"table": "other_value", "id": row.id, "before": {}, "after": None})
    await row.delete()


def model_of(table: str) -> type[Model]:
    apps = Tortoise.apps or {}
    models: list[type[Model]] = list(apps["storage"].values())
    return next(model for model in models if model._meta.db_table == table)


def _typed(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    fields = model._meta.fields_map
    return {name: fields[name].to_python_value(value) for name, value in values.items()}
