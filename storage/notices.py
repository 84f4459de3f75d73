"""Messages for staff, kept until the bot has sent them: how jobs and mail speak to the chat."""

from datetime import datetime
from typing import Any

from storage.tables.work import Notice


async def post(
    key: str, code: str, params: dict[str, Any], at: datetime, *, staff_id: int | None = None
) -> bool:
    """Post a notice once per `key`; tell whether it is new. No `staff_id`: to every admin."""
    if await Notice.exists(key=key):
        return False
    await Notice.bulk_create(
        [Notice(key=key, code=code, params=params, staff_id=staff_id, created_at=at, next_at=at)],
        ignore_conflicts=True,
    )
    return True
