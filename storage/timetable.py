"""What is due, and who is doing it: never two of one job, and a missed one is caught up once.

The claim is a lease in real time (never rehearsed time), renewed while the job runs. A claim of a
process of this machine that no longer lives is void at once.
"""

import os
import socket
from datetime import datetime, timedelta

from tortoise.expressions import Q

from storage.tables.clock import DueJob
from storage.tables.transactions import transaction

LEASE = timedelta(minutes=5)


def who_am_i() -> str:
    """Return `host:pid` of this process."""
    return f"{socket.gethostname()}:{os.getpid()}"


@transaction
async def ensure(name: str, first_at: datetime) -> None:
    """Enter a job into the timetable where it is not yet."""
    if not await DueJob.exists(name=name):
        await DueJob.create(name=name, next_at=first_at)


async def due(now: datetime) -> list[str]:
    """Return the jobs whose time has come, the longest overdue first."""
    names = await DueJob.filter(next_at__lte=now).order_by("next_at").values_list("name", flat=True)
    return [str(name) for name in names]


@transaction
async def claim(name: str, real_now: datetime, *, due_at: datetime | None = None) -> bool:
    """Take a job; False where another process has it.

    With `due_at` the job is taken only if it is still due then: two clocks that saw the same
    occurrence run it once.
    """
    job = await DueJob.get_or_none(name=name)
    if job is None:
        return False
    if job.claimed_by and not _void(job, real_now):
        return False
    if due_at is not None and job.next_at > due_at:
        return False
    unchanged = Q(claimed_by=job.claimed_by, next_at=job.next_at)
    taken = await DueJob.filter(unchanged, name=name).update(
        claimed_by=who_am_i(), claimed_until=real_now + LEASE
    )
    return taken == 1


async def renew(name: str, real_now: datetime) -> bool:
    """Keep a claim alive; False where it was lost."""
    mine = DueJob.filter(name=name, claimed_by=who_am_i())
    return await mine.update(claimed_until=real_now + LEASE) == 1


@transaction
async def finish(
    name: str, ran_at: datetime, *, next_at: datetime | None = None, error: str = ""
) -> None:
    """Give a job back; `next_at` moves its next occurrence, None leaves it."""
    job = await DueJob.get(name=name)
    job.claimed_by, job.claimed_until = "", None
    job.last_run_at, job.last_error = ran_at, error[:2000]
    if next_at is not None:
        job.next_at = next_at
    await job.save()


async def holder(name: str) -> str:
    """Return who has a job now, as `host:pid`, or an empty text."""
    job = await DueJob.get_or_none(name=name)
    return job.claimed_by if job else ""


def _void(job: DueJob, real_now: datetime) -> bool:
    if job.claimed_until is None or job.claimed_until < real_now:
        return True
    host, _, pid = job.claimed_by.rpartition(":")
    return host == socket.gethostname() and not _alive(int(pid))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
