"""What a person has to do: calls, reviews, requests with a legal deadline, follow-ups."""

from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from storage.events import By, journal
from storage.families import held_still
from storage.tables.people import Contact
from storage.tables.transactions import transaction
from storage.tables.work import Task
from storage.values.secret import without_secrets


@transaction
async def open_task(
    kind: str,
    contact_id: int | None,
    reason: str,
    by: By,
    *,
    text: str = "",
    params: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    run_id: int | None = None,
    inbox_id: int | None = None,
    given_to: str = "",
) -> tuple[int, int | None]:
    """Open a task; return its id and its event's. `given_to` (`staff:3`): it is theirs alone.

    While one for the same contact, kind and reason is open there is no second: its id comes back
    without an event. Staff's own follow-ups (reason `asked_for`) may be many. Card numbers and
    passwords are cut out of the text.
    """
    contact_id = await held_still(contact_id) if contact_id is not None else None
    if reason != "asked_for":
        same = Task.filter(contact_id=contact_id, kind=kind, reason=reason, state="open")
        known = await same.order_by("id").first()
        if known is not None:
            return known.id, None
    task = Task(
        contact_id=contact_id,
        kind=kind,
        reason=reason,
        text=without_secrets(text)[0],
        params=params or {},
        due_at=due_at,
        run_id=run_id,
        inbox_id=inbox_id,
        claimed_by=given_to,
        created_at=by.at,
    )
    await task.save()
    book = await journal(by, "task_opened", contact_id)
    book.note_created(task)
    return task.id, await book.record()


@transaction
async def close_task(task_id: int, result: str, by: By, *, state: str = "done") -> int | None:
    """Close a task with what came of it; None where it is closed already or unknown."""
    task = await Task.get_or_none(id=task_id, state="open")
    if task is None:
        return None
    book = await journal(by, f"task_{state}", task.contact_id)
    await book.update(task, state=state, result=result, closed_at=by.at)
    return await book.record()


@transaction
async def put_off(task_id: int, until: datetime, by: By) -> int | None:
    """Move the due time of an open task and give it back to everyone."""
    task = await Task.get_or_none(id=task_id, state="open")
    if task is None:
        return None
    book = await journal(by, "task_put_off", task.contact_id)
    await book.update(task, due_at=until, claimed_by="", claimed_until=None)
    return await book.record()


@transaction
async def claim(task_id: int, who: str, now: datetime, until: datetime) -> bool:
    """Take an open task for a while, so that two colleagues do not call the same customer."""
    free = Q(claimed_by="") | Q(claimed_by=who) | Q(claimed_until__lt=now)
    taken = await Task.filter(free, id=task_id, state="open").update(
        claimed_by=who, claimed_until=until
    )
    return taken == 1


async def open_tasks(
    *, kind: str | None = None, contact_id: int | None = None, limit: int = 1000
) -> list[Task]:
    """Return open tasks, the first due first; erased contacts have none."""
    tasks = Task.filter(state="open")
    if kind is not None:
        tasks = tasks.filter(kind=kind)
    if contact_id is not None:
        tasks = tasks.filter(contact_id=contact_id)
    return await tasks.order_by("due_at", "id").limit(limit).prefetch_related("contact")


def as_shown(task: Task) -> dict[str, Any]:
    """Return a task in the shape of the command line; `text` is staff's words or the reason."""
    return {
        "id": task.id,
        "kind": task.kind,
        "due": task.due_at.isoformat() if task.due_at else None,
        "state": task.state,
        "text": task.text or task.reason,
    }


async def cancel_calls_of(contact: Contact, by: By) -> list[int]:
    """Close the open call tasks of somebody who may no longer be called; return the events."""
    tasks = await Task.filter(contact_id=contact.id, kind="call", state="open")
    events = [await close_task(task.id, "may_not_call", by, state="cancelled") for task in tasks]
    return [event for event in events if event is not None]
