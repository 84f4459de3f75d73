"""Notices on their way to the chat: who gets one, which are due, and what became of each.

One for every admin is divided into one a person (`key/staff:3`), so that each is told once
whatever happens half-way.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.rules.roles import Role
from storage.staff import Colleague, active
from storage.tables.transactions import transaction
from storage.tables.work import Notice

BATCH = 50
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice to deliver to one person."""

    notice_id: int
    staff_id: int
    code: str
    params: dict[str, Any]
    attempts: int


@transaction
async def divide(now: datetime) -> int:
    """Make one notice a person of each that is for every admin; return how many were divided.

    While there is no admin yet they wait.
    """
    admins = [colleague for colleague in await active() if colleague.role is Role.ADMIN]
    if not admins:
        return 0
    common = await Notice.filter(staff_id=None, sent_at=None).order_by("id").limit(BATCH)
    for notice in common:
        await _divide_one(notice, admins, now)
    return len(common)


async def _divide_one(notice: Notice, admins: list[Colleague], now: datetime) -> None:
    await Notice.bulk_create(
        [
            Notice(
                key=f"{notice.key[:100]}/{admin.actor}",
                code=notice.code,
                params=notice.params,
                staff_id=admin.id,
                created_at=notice.created_at,
                next_at=notice.next_at,
            )
            for admin in admins
        ],
        ignore_conflicts=True,
    )
    notice.sent_at = now
    await notice.save(update_fields=["sent_at"])


async def due(now: datetime) -> list[Waiting]:
    """Return the notices to one person that are due, oldest first, at most BATCH."""
    rows = Notice.filter(sent_at=None, staff_id__isnull=False, next_at__lte=now)
    return [
        Waiting(row.id, int(row.staff_id or 0), row.code, row.params, row.attempts)
        for row in await rows.order_by("id").limit(BATCH)
    ]


async def told(notice_id: int, now: datetime) -> bool:
    """Note that a notice was sent; False where it was already."""
    return bool(await Notice.filter(id=notice_id, sent_at=None).update(sent_at=now))


async def put_off(waiting: Waiting, now: datetime) -> None:
    """Try again later: after a minute, two, four … at most LONGEST_WAIT."""
    delay = min(timedelta(minutes=2 ** min(waiting.attempts, 10)), LONGEST_WAIT)
    await Notice.filter(id=waiting.notice_id).update(
        attempts=waiting.attempts + 1, next_at=now + delay
    )
