"""Taking a merge back, weeks later and after other edits: each gets its own again.

Every row that had moved returns, with what was edited in it since. A field of the contact that
stayed returns to what it was where it still is what the merge made of it; the rest is left, and
named. The other contact's own fields were never changed. What was added since stays with the
contact that it was added to, and is counted.

Nothing here makes consent looser: what was refused or held while both were one binds both, and
where only that time's consent allows writing, mail waits until a person has said whose it was.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from storage import searching
from storage.consent import hold, standings
from storage.events import By, Change, Journal, plain
from storage.merging.belongings import Reference, give, references, twin_of
from storage.merging.own import BY_KEY, MERGED
from storage.rules.subscriptions import SubscriptionStanding
from storage.tables.campaigns import Delivery, Run
from storage.tables.consent import ConsentRecord, Hold
from storage.tables.events import Event, EventDetail
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact
from storage.tables.transactions import reserve_ids
from storage.tasks import open_task

KINDS = KIND, AWAY = "merged", "merged_away"
"""The event of the contact that stays, and that of the one that became part of it."""
CONSENT_WHILE_MERGED = "consent_while_merged"
_Left = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Separated:
    """Both contacts stand for themselves again.

    `left` names what was changed since and so was left: (table, row id, field). `stayed` counts,
    by table, the rows added since, which stay with `contact_id`. `events`: of both, in this order.
    """

    contact_id: int
    other_id: int
    left: tuple[_Left, ...]
    stayed: Mapping[str, int]
    events: tuple[int, int]


@dataclass(frozen=True, slots=True)
class NotSeparated:
    """Why not: `emptied`, `merged_since` (`first` is the event to take back before)."""

    reason: str
    first: int | None = None


@dataclass(frozen=True, slots=True)
class _Merge:
    """A merge as it was written down: its two events, and the numbers it was about."""

    event: Event
    away: Event
    changes: list[Change]
    ours: int
    theirs: int


async def pair_of(event: Event) -> tuple[Event, Event]:
    """Return the two events of a merge, whichever of them is given."""
    if event.kind == KIND:
        return event, await Event.get(id=event.id + 1, kind=AWAY)
    return await Event.get(id=event.id - 1, kind=KIND), event


async def separate(event: Event, by: By) -> Separated | NotSeparated:
    """Take a merge back that was not taken back yet. Call inside a transaction."""
    merge = await _read(event)
    if merge is None:
        return NotSeparated("emptied")
    ids = [merge.ours, merge.theirs]
    people = {p.id: p for p in await Contact.filter(id__in=ids).order_by("id").select_for_update()}
    ours, theirs = people[merge.ours], people[merge.theirs]
    if ours.merged_into_id is not None:
        return NotSeparated("merged_since", await merge_of(ours.id))
    first, second = await reserve_ids(Event, 2)
    book = Journal(first, by, "undo", ours.id)
    away = Journal(second, replace(by, cause=f"event:{first}"), "undo", theirs.id)
    left = await _give_back(book, merge, ours, theirs)
    await _number_back(book, away, ours, theirs, merge)
    await _asked_meanwhile(away, ours, theirs, merge)
    stayed = await _added_since(merge)
    await book.record(undoes=merge.event.id)
    await away.record(undoes=merge.away.id)
    for contact in (ours, theirs):
        contact.updated_at = by.at
        await contact.save(update_fields=["updated_at"])
        await searching.refresh(contact.id)
    await _bind_both(merge, by)
    return Separated(ours.id, theirs.id, tuple(left), stayed, (first, second))


async def _read(event: Event) -> _Merge | None:
    merged, away = await pair_of(event)
    detail = await EventDetail.get(event_id=merged.id)
    if detail.emptied_by_id is not None or merged.contact_id is None or away.contact_id is None:
        return None
    return _Merge(merged, away, detail.changes, merged.contact_id, away.contact_id)


async def merge_of(contact_id: int) -> int | None:
    """Return the event by which a contact became part of another, the one in force."""
    rows = await Event.filter(contact_id=contact_id, kind=AWAY).order_by("-id")
    return rows[0].id - 1 if rows else None


async def _give_back(book: Journal, merge: _Merge, ours: Contact, theirs: Contact) -> list[_Left]:
    left: list[_Left] = []
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


async def _row_back(book: Journal, merge: _Merge, change: Change) -> list[_Left]:
    """Return a row to its owner, and the fields that the merge changed in it where they stand."""
    model = _model(str(change["table"]))
    row = await model.get_or_none(pk=change["id"])
    if row is None or (model is Contact and row.pk == merge.theirs):
        return []
    columns = [r for r in references() if r.model is model and r.column in change["after"]]
    left: list[_Left] = []
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
    book: Journal, merge: _Merge, reference: Reference, row: Model, change: Change
) -> list[_Left]:
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


async def _bring_back(book: Journal, change: Change) -> list[_Left]:
    model = _model(str(change["table"]))
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


async def _remove(book: Journal, change: Change) -> list[_Left]:
    """Take a row away that the merge made, unless somebody changed it since."""
    row = await _model(str(change["table"])).get_or_none(pk=change["id"])
    if row is None:
        return []
    differs = [n for n, value in change["after"].items() if plain(getattr(row, n)) != value]
    if not differs:
        await book.remove(row)
    return [(row._meta.db_table, row.pk, name) for name in differs]


async def _own_back(book: Journal, merge: _Merge, ours: Contact, change: Change) -> list[_Left]:
    """Return the fields of the contact that stayed, key by key where a column holds several."""
    before, after = dict(change["before"]), dict(change["after"])
    left: list[_Left] = []
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


async def _number_back(
    book: Journal, away: Journal, ours: Contact, theirs: Contact, merge: _Merge
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


async def _drop_beside(book: Journal, merge: _Merge, kept: set[str]) -> None:
    """Remove what the merge kept beside, but the former value of a field that could not return."""
    for row in await _beside(merge, merge.changes):
        if row.field not in kept:
            await _drop(book, row)


async def _drop_returned(book: Journal, merge: _Merge, ours: Contact) -> None:
    """Remove former values, kept when earlier merges were taken back, that stand again now."""
    for changes in await _taken_back(ours.id, merge.event.id):
        for row in await _beside(merge, changes):
            value = getattr(ours, row.field, None)
            if row.value == str(plain(value)) or row.value == ours.custom.get(row.field[7:]):
                await _drop(book, row)


async def _beside(merge: _Merge, changes: list[Change]) -> list[OtherValue]:
    ids = [c["id"] for c in changes if c["table"] == "other_value" and c["before"] is None]
    mine = [merge.ours, merge.theirs]
    return await OtherValue.filter(id__in=ids, contact_id__in=mine, why=MERGED).order_by("id")


async def _drop(book: Journal, row: OtherValue) -> None:
    book.changes.append({"table": "other_value", "id": row.id, "before": {}, "after": None})
    await row.delete()


async def _asked_meanwhile(away: Journal, ours: Contact, theirs: Contact, merge: _Merge) -> None:
    """Who was asked while both were one was asked: nobody is asked twice in a season."""
    at = ours.asked_at
    if at is not None and at > merge.event.at and (theirs.asked_at is None or theirs.asked_at < at):
        await away.update(theirs, asked_at=at)


async def _added_since(merge: _Merge) -> dict[str, int]:
    """Count the rows that were added to the contact since the merge and are still there."""
    tables = {reference.model._meta.db_table for reference in references()} - {"contact"}
    details = EventDetail.filter(contact_id=merge.ours, event_id__gt=merge.away.id)
    ids: dict[str, set[int]] = {}
    for detail in await details:
        for change in detail.changes:
            if change["before"] is None and change["table"] in tables:
                ids.setdefault(str(change["table"]), set()).add(int(str(change["id"])))
    counts: Counter[str] = Counter()
    for table, rows in ids.items():
        counts[table] = await _model(table).filter(pk__in=list(rows), contact_id=merge.ours).count()
    return dict(sorted((+counts).items()))


async def _bind_both(merge: _Merge, by: By) -> None:
    """Let what stopped mail while both were one stop it for both, and doubt what allowed it.

    Acts of consent of that time stand with both numbers. A refusal is meant to; but where only a
    consent of that time allows writing, nobody knows which of the two gave it.
    """
    both = (merge.ours, merge.theirs)
    since = Hold.filter(contact_id=merge.ours, event_id__gt=merge.away.id, released_at=None)
    for row in await since.order_by("id"):
        await hold(merge.theirs, row.reason, by)
    shared = ConsentRecord.filter(contact_id=merge.theirs, event_id__gt=merge.away.id)
    events = {int(str(one)) for one in await shared.values_list("event_id", flat=True)}
    now, without = await standings(both), await standings(both, without=events)
    granted = SubscriptionStanding.GRANTED
    for contact_id in both if events else ():
        allowed = {k for k, v in now.get(contact_id, {}).items() if v is granted}
        known = {k for k, v in without.get(contact_id, {}).items() if v is granted}
        if allowed - known:
            await hold(contact_id, CONSENT_WHILE_MERGED, by)
            await open_task("review", contact_id, CONSENT_WHILE_MERGED, by)


def _model(table: str) -> type[Model]:
    apps = Tortoise.apps or {}
    models: list[type[Model]] = list(apps["storage"].values())
    return next(model for model in models if model._meta.db_table == table)


def _typed(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    fields = model._meta.fields_map
    return {name: fields[name].to_python_value(value) for name, value in values.items()}
