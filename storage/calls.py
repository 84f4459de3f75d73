"""The call list as a queue: who is next, taking them, and what came of the call.

Nobody who refused, complained, is held or suppressed is ever on it: that is asked again each time
somebody is about to be shown, not only when the task was opened. Every outcome is one transaction
and settles the task; one that comes too late (a colleague was faster) changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import consent, contacts, interactions, tasks
from storage.consent import PURPOSES
from storage.contacts import Refusal
from storage.events import By
from storage.rules.sending import Refused, may_call
from storage.rules.subscriptions import ConsentAct
from storage.send_facts import send_facts
from storage.tables.people import Phone
from storage.tables.transactions import transaction
from storage.tables.work import Task

CLAIM = timedelta(minutes=20)
BATCH = 100
CHANNELS = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Settled:
    """What an outcome changed; `open`: the task goes on (another number is left to try)."""

    contact_id: int
    events: tuple[int, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Moot:
    """Nothing was changed: `closed` or `taken` (somebody was faster), or `may_not_call`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Queue:
    """How many calls wait for anybody now, and the first of them after a given task."""

    waiting: int
    next_task: int | None


async def queue(who: str, now: datetime, *, after: int = 0) -> Queue:
    """Look at the queue as `who` (`staff:3`) sees it: due, not taken by a colleague, callable.

    `after`: the task to go on from; past the last one it starts again.
    """
    ids: list[int] = []
    last = 0
    while batch := await _due(who, now).filter(id__gt=last).order_by("id").limit(BATCH):
        last = batch[-1].id
        allowed = await callable_now([task.contact_id for task in batch if task.contact_id])
        ids += [task.id for task in batch if task.contact_id in allowed]
    later = [task_id for task_id in ids if task_id > after]
    return Queue(len(ids), next(iter(later or ids), None))


async def callable_now(contact_ids: Collection[int]) -> frozenset[int]:
    """Return those who may be called about their data and have a phone to call."""
    ids = frozenset(contact_ids)
    refused: set[int] = set()
    for purpose in PURPOSES:
        for channel in CHANNELS:
            facts = await send_facts(ids, purpose, channel=channel)
            refused |= {i for i, fact in facts.items() if isinstance(may_call(fact), Refused)}
    rows = Phone.filter(contact_id__in=list(ids)).distinct().values_list("contact_id", flat=True)
    return frozenset(int(str(row)) for row in await rows) & (ids - refused)


@transaction
async def take(task_id: int, by: By) -> Task | Moot:
    """Take a call for CLAIM, so that no colleague calls the same customer."""
    task = await Task.get_or_none(id=task_id, state="open", kind="call")
    if task is None or task.contact_id is None:
        return Moot("closed")
    if task.contact_id not in await callable_now([task.contact_id]):
        return Moot("may_not_call")
    if not await tasks.claim(task_id, by.actor, by.at, by.at + CLAIM):
        return Moot("taken")
    return await Task.get(id=task_id)


@transaction
async def all_is_right(task_id: int, by: By) -> Settled | Moot:
    """The customer says that what we have is right."""
    task = await _open(task_id)
    if task is None or task.contact_id is None:
        return Moot("closed")
    confirmed = await contacts.confirm(task.contact_id, by, evidence="")
    return await _close(task, "confirmed", by, confirmed)


@transaction
async def new_address(
    task_id: int, email: str, by: By, *, country: str
) -> Settled | Moot | Refusal:
    """The customer gave another e-mail address; it stays unverified until they answer a mail."""
    task = await _open(task_id)
    if task is None or task.contact_id is None:
        return Moot("closed")
    change = await contacts.correct(task.contact_id, {"email": email}, by, country=country)
    if isinstance(change, Refusal):
        return change
    return await _close(task, "new_address", by, change.event_id)


@transaction
async def wrong_number(task_id: int, by: By, *, country: str) -> Settled | Moot:
    """The number is somebody else's: it goes, and the next one is tried where there is one."""
    task = await _open(task_id)
    if task is None or task.contact_id is None:
        return Moot("closed")
    numbers = await Phone.filter(contact_id=task.contact_id).order_by("-primary", "id")
    if not numbers:
        return await _close(task, "wrong_number", by)
    field = "mobile" if numbers[0].label == "mobile" else "phone"
    change = await contacts.correct(task.contact_id, {field: ""}, by, country=country)
    event = None if isinstance(change, Refusal) else change.event_id
    if len(numbers) > 1:
        told = await _tell(task.contact_id, "wrong_number", by)
        return Settled(task.contact_id, ((event,) if event else ()) + told, open=True)
    return await _close(task, "wrong_number", by, event)


@transaction
async def later(task_id: int, until: datetime, by: By) -> Settled | Moot:
    """Nobody answered, or not now: the call comes back at `until`."""
    task = await _open(task_id)
    event = await tasks.put_off(task_id, until, by)
    if task is None or task.contact_id is None or event is None:
        return Moot("closed")
    return Settled(task.contact_id, (event, *await _tell(task.contact_id, "later", by)))


@transaction
async def take_off(task_id: int, by: By) -> Settled | Moot:
    """The customer wants to hear nothing more: by mail or by phone, for any purpose."""
    task = await _open(task_id)
    if task is None or task.contact_id is None:
        return Moot("closed")
    events = [
        await consent.refuse(task.contact_id, ConsentAct.WITHDRAWN, by, channel=channel)
        for channel in CHANNELS
    ]
    return await _close(task, "removed", by, *events)


def _due(who: str, now: datetime) -> QuerySet[Task]:
    free = Q(claimed_by="") | Q(claimed_by=who) | Q(claimed_until__lt=now)
    is_due = Q(due_at=None) | Q(due_at__lte=now)
    return Task.filter(free, is_due, kind="call", state="open", contact_id__isnull=False)


async def _open(task_id: int) -> Task | None:
    return await Task.get_or_none(id=task_id, state="open")


async def _tell(contact_id: int, result: str, by: By) -> tuple[int, ...]:
    """Write down that there was a call, and what it gave; return the event."""
    told = await interactions.record(contact_id, "call", by, result=result)
    return () if isinstance(told, Refusal) else (told.event_id,)


async def _close(task: Task, result: str, by: By, *events: int | None) -> Settled | Moot:
    closed = await tasks.close_task(task.id, result, by)
    assert task.contact_id is not None  # noqa: S101 - the callers have seen it
    told = await _tell(task.contact_id, result, by)
    done = tuple(event for event in (*events, closed, *told) if event is not None)
    return Settled(task.contact_id, done)
