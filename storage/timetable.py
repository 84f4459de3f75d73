"""What is due, and who is doing it: never two of one job, and a missed one is caught up once.

The claim is a lease in real time (never rehearsed time), renewed while the job runs. A claim of a
process of this machine that no longer lives is void at once. Whoever slept through his lease has
lost it: he renews nothing and gives nothing back.
"""

from datetime import datetime, timedelta

from tortoise.expressions import Q

from storage.processes import is_dead, new_worker, process_of
from storage.tables.clock import DueJob
from storage.tables.transactions import transaction

LEASE = timedelta(minutes=5)


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
async def claim(name: str, real_now: datetime, *, due_at: datetime | None = None) -> str | None:
    """Take a job and return the claim's name; None where another has it.

    With `due_at` the job is taken only if it is still due then: two clocks that saw the same
    occurrence run it once.
    """
    job = await DueJob.get_or_none(name=name)
    if job is None:
        return None
    if job.claimed_by and not _void(job, real_now):
        return None
    if due_at is not None and job.next_at > due_at:
        return None
    mine = new_worker()
    unchanged = Q(claimed_by=job.claimed_by, next_at=job.next_at)
    taken = await DueJob.filter(unchanged, name=name).update(
        claimed_by=mine, claimed_until=real_now + LEASE
    )
    return mine if taken == 1 else None


async def renew(name: str, claim: str, real_now: datetime) -> bool:
    """Keep a claim alive; False where it was lost."""
    mine = DueJob.filter(name=name, claimed_by=claim)
    return await mine.update(claimed_until=real_now + LEASE) == 1


async def finish(
    name: str, claim: str, ran_at: datetime, *, next_at: datetime | None = None, error: str = ""
) -> bool:
    """Give a job back; False where the claim was lost, and nothing is changed.

    `next_at` moves its next occurrence, None leaves it.
    """
    changed: dict[str, object] = {"last_run_at": ran_at, "last_error": error[:2000]}
    if next_at is not None:
        changed["next_at"] = next_at
    mine = DueJob.filter(name=name, claimed_by=claim)
    return await mine.update(claimed_by="", claimed_until=None, **changed) == 1


async def holder(name: str) -> str:
    """Return who has a job now, as `host:pid`, or an empty text."""
    job = await DueJob.get_or_none(name=name)
    return process_of(job.claimed_by) if job else ""


def _void(job: DueJob, real_now: datetime) -> bool:
    lapsed = job.claimed_until is None or job.claimed_until < real_now
    return lapsed or is_dead(job.claimed_by)
