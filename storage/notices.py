"""Messages for staff, kept until the bot has sent them: how jobs and mail speak to the chat."""

from datetime import datetime
from typing import Any

from storage.tables.work import Notice


async def post(
    key: str,
    code: str,
    params: dict[str, Any],
    at: datetime,
    *,
    staff_id: int | None = None,
    silent: bool = False,
) -> bool:
    """Post a notice once per `key`; tell whether it is new. No `staff_id`: to every admin.

    `silent`: it counts as sent already, so that the key is taken and nobody is told.
    """
    if await Notice.exists(key=key):
        return False
    notice = Notice(
        key=key,
        code=code,
        params=params,
        staff_id=staff_id,
        created_at=at,
        sent_at=at if silent else None,
        next_at=at,
    )
    await Notice.bulk_create([notice], ignore_conflicts=True)
    return True
