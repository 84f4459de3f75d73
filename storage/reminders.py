"""Follow-ups in somebody's own words: given to a colleague, told to them when they fall due.

Each is told once a due time; whoever is given one by a colleague hears of it at once.
"""

from dataclasses import dataclass
from datetime import datetime

from storage.events import By
from storage.notices import post
from storage.tables.people import Contact
from storage.tables.transactions import transaction
from storage.tables.work import Task
from storage.tasks import open_task
from storage.values.secret import Secret, without_secrets

REASON = "asked_for"
BATCH = 100
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Remembered:
    """A follow-up that was opened. `cut`: secrets that were taken out of its words."""

    task_id: int
    event_id: int | None
    text: str
    cut: tuple[Secret, ...] = ()


@transaction
async def remember(
    contact_id: int | None, text: str, staff_id: int, due_at: datetime | None, by: By
) -> Remembered:
    """Open a follow-up for `staff_id`, who is told now unless it is their own.

    `due_at` (UTC) is when they are reminded; None: it only stands on their list.
    """
    words, cut = without_secrets(text.strip()[:LONGEST])
    whose = f"staff:{staff_id}"
    task, event = await open_task(
        "follow_up",
        contact_id,
        REASON,
        by,
        text=words,
        params={"staff": staff_id},
        due_at=due_at,
        given_to=whose,
    )
    if by.actor.startswith("staff:") and by.actor != whose:
        due = due_at.isoformat() if due_at else ""
        told = {"task": task, "text": words, "name": await _name(contact_id), "from": by.actor}
        await post(
            f"task_given:{task}", "task_given", {**told, "due": due}, by.at, staff_id=staff_id
        )
    return Remembered(task, event, words, cut)


async def post_due(now: datetime) -> int:
    """Post a notice for each follow-up that fell due; return how many are new."""
    due = Task.filter(state="open", kind="follow_up", reason=REASON, due_at__lte=now)
    posted = 0
    for task in await due.order_by("-due_at").limit(BATCH):
        key = f"task_due:{task.id}:{task.due_at.isoformat() if task.due_at else ''}"
        params = {"task": task.id, "text": task.text, "name": await _name(task.contact_id)}
        staff_id = task.params.get("staff")
        meant = int(str(staff_id)) if staff_id else None
        posted += await post(key, "task_due", params, now, staff_id=meant)
    return posted


async def _name(contact_id: int | None) -> str:
    contact = await Contact.get_or_none(id=contact_id)
    return f"{contact.first_name} {contact.last_name}".strip() if contact else ""
