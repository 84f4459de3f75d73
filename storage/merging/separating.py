"""Taking a merge back, weeks later and after other edits: each gets its own again.

What belongs to each is given back by `storage.merging.returning`; the other contact's own fields
were never changed. What was added since stays with the contact that it was added to, counted.

Nothing here makes consent looser: what was refused or held while both were one binds both, and
where only that time's consent allows writing, mail waits until a person has said whose it was.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from storage import searching
from storage.consent import hold, standings_of_each
from storage.events import By, Journal
from storage.families import family
from storage.merging.belongings import references
from storage.merging.returning import AWAY, KIND, Left, Merge, give_back, model_of, number_back
from storage.rules.subscriptions import SubscriptionStanding
from storage.tables.consent import ConsentRecord, Hold
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact
from storage.tables.transactions import reserve_ids
from storage.tasks import open_task

CONSENT_WHILE_MERGED = "consent_while_merged"


@dataclass(frozen=True, slots=True)
class Separated:
    """Both contacts stand for themselves again.

    `left` names what was changed since and so was left: (table, row id, field). `stayed` counts,
    by table, the rows added since, which stay with `contact_id`. `events`: of both, in this order.
    """

    contact_id: int
    other_id: int
    left: tuple[Left, ...]
    stayed: Mapping[str, int]
    events: tuple[int, int]


@dataclass(frozen=True, slots=True)
class NotSeparated:
    """Why not: `emptied`, `merged_since` (`first` is the event to take back before)."""

    reason: str
    first: int | None = None


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
    left = await give_back(book, merge, ours, theirs)
    await number_back(book, away, ours, theirs, merge)
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


async def _read(event: Event) -> Merge | None:
    merged, away = await pair_of(event)
    detail = await EventDetail.get(event_id=merged.id)
    if detail.emptied_by_id is not None or merged.contact_id is None or away.contact_id is None:
        return None
    return Merge(merged, away, detail.changes, merged.contact_id, away.contact_id)


async def merge_of(contact_id: int) -> int | None:
    """Return the event by which a contact became part of another, the one in force."""
    rows = await Event.filter(contact_id=contact_id, kind=AWAY).order_by("-id")
    return rows[0].id - 1 if rows else None


async def _asked_meanwhile(away: Journal, ours: Contact, theirs: Contact, merge: Merge) -> None:
    """Who was asked while both were one was asked: nobody is asked twice in a season."""
    at, known = ours.asked_at, theirs.asked_at
    if at is not None and at >= merge.event.at and (known is None or known < at):
        await away.update(theirs, asked_at=at)


async def _added_since(merge: Merge) -> dict[str, int]:
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
        counts[table] = (
            await model_of(table).filter(pk__in=list(rows), contact_id=merge.ours).count()
        )
    return dict(sorted((+counts).items()))


async def _bind_both(merge: Merge, by: By) -> None:
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
    for contact_id in both if events else ():
        if await _rests_on(events, await family(contact_id)):
            await hold(contact_id, CONSENT_WHILE_MERGED, by)
            await open_task("review", contact_id, CONSENT_WHILE_MERGED, by)


async def _rests_on(events: set[int], members: list[int]) -> bool:
    """Tell whether any of these numbers may be written to by what those events say alone."""
    granted = SubscriptionStanding.GRANTED
    now = await standings_of_each(members)
    without = await standings_of_each(members, without=events)
    return any(
        standing is granted and without.get(one, {}).get(key) is not granted
        for one, by_key in now.items()
        for key, standing in by_key.items()
    )
