"""What a person has to decide: proposals first, then what was doubtful enough to hold all mail.

An item is named `proposal:12` or `task:7`. Deciding about a hold settles the hold and every review
task of that contact in one transaction; a decision that comes too late changes nothing.
"""

from dataclasses import dataclass
from typing import Any

from storage import consent, tasks
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.tables.consent import Hold
from storage.tables.transactions import transaction
from storage.tables.work import Proposal, Task

LIMIT = 500


@dataclass(frozen=True, slots=True)
class Suggested:
    """An open proposal; `evidence` is the customer's own words, `why` a code."""

    id: int
    contact_id: int
    field: str
    old: str
    new: str
    evidence: str
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open review task; `held`: all mail to the contact waits for the decision."""

    id: int
    contact_id: int | None
    reason: str
    text: str
    params: dict[str, Any]
    held: bool


Item = Suggested | Doubt


async def waiting(*, contact_id: int | None = None) -> list[str]:
    """Return the names of what waits to be decided, in order; at most LIMIT of each kind."""
    proposals = Proposal.filter(state="open")
    reviews = Task.filter(state="open", kind="review")
    if contact_id is not None:
        proposals = proposals.filter(contact_id=contact_id)
        reviews = reviews.filter(contact_id=contact_id)
    first = await proposals.order_by("contact_id", "id").limit(LIMIT).values_list("id", flat=True)
    then = await reviews.order_by("id").limit(LIMIT).values_list("id", flat=True)
    return [*(f"proposal:{number}" for number in first), *(f"task:{number}" for number in then)]


async def item(name: str) -> Item | None:
    """Return what waits under this name, None where it was decided."""
    kind, _, number = name.partition(":")
    if kind == "proposal":
        row = await Proposal.get_or_none(id=int(number), state="open")
        return _suggested(row) if row else None
    task = await Task.get_or_none(id=int(number), state="open")
    if task is None:
        return None
    held = await Hold.exists(contact_id=task.contact_id, released_at=None)
    return Doubt(task.id, task.contact_id, task.reason, task.text, task.params, held)


@transaction
async def keep_writing(task_id: int, by: By) -> tuple[int, ...] | None:
    """It was no opt-out: mail goes on, and the review is done. None where it was decided."""
    task = await Task.get_or_none(id=task_id, state="open")
    if task is None or task.contact_id is None:
        return None
    released = await consent.release(task.contact_id, by)
    closed = await _close(task.contact_id, "kept", by)
    return (*((released,) if released else ()), *closed)


@transaction
async def take_off(task_id: int, by: By) -> tuple[int, ...] | None:
    """It was an opt-out: for good. The hold ends, because the refusal says more than it did."""
    task = await Task.get_or_none(id=task_id, state="open")
    if task is None or task.contact_id is None:
        return None
    refused = await consent.refuse(task.contact_id, ConsentAct.WITHDRAWN, by)
    released = await consent.release(task.contact_id, by)
    closed = await _close(task.contact_id, "removed", by)
    return (refused, *((released,) if released else ()), *closed)


async def _close(contact_id: int, result: str, by: By) -> list[int]:
    open_reviews = await Task.filter(contact_id=contact_id, kind="review", state="open")
    events = [await tasks.close_task(task.id, result, by) for task in open_reviews]
    return [event for event in events if event is not None]


def _suggested(row: Proposal) -> Suggested:
    return Suggested(row.id, row.contact_id, row.field, row.old, row.new, row.evidence, row.why)
