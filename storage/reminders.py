"""Follow-ups that somebody asked to be reminded of: told to them when they fall due, once each."""

from datetime import datetime

from storage.events import By
from storage.notices import post
from storage.tables.people import Contact
from storage.tables.transactions import transaction
from storage.tables.work import Task
from storage.tasks import open_task

REASON = "asked_for"
BATCH = 100


@transaction
async def remember(
    contact_id: int | None, text: str, staff_id: int, due_at: datetime | None, by: By
) -> tuple[int, int | None]:
    """Open a follow-up in somebody's own words; return its id and its event's.

    `due_at` (UTC) is when `staff_id` is reminded; None: it only stands on the list.
    """
    params = {"staff": staff_id}
    return await open_task(
        "follow_up", contact_id, REASON, by, text=text, params=params, due_at=due_at
    )


async def post_due(now: datetime) -> int:
    """Post a notice for each follow-up that fell due; return how many are new."""
    due = Task.filter(state="open", kind="follow_up", reason=REASON, due_at__lte=now)
    posted = 0
    for task in await due.order_by("-due_at").limit(BATCH):
        key = f"task_due:{task.id}:{task.due_at.isoformat() if task.due_at else ''}"
        contact = await Contact.get_or_none(id=task.contact_id)
        named = f"{contact.first_name} {contact.last_name}".strip() if contact else ""
        params = {"task": task.id, "text": task.text, "name": named}
        staff_id = task.params.get("staff")
        meant = int(str(staff_id)) if staff_id else None
        posted += await post(key, "task_due", params, now, staff_id=meant)
    return posted
