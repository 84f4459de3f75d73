"""The whole timetable, and the ticking.

| job | when |
| --- | --- |
| mailbox | by a part of its own: when the server says so (IDLE); reads what came back |
| send | by a part of its own, every 5 seconds: waves, watching, and the mails that are due |
| remind | every hour: reminders after 7 and 21 days |
| sweep | daily at 03:30: 30 days of silence are an answer |
| reconfirm | 08:00 on the second Monday of January and July: plans the run of the half-year |
| digest | every full hour: tells whose hour has come today what is new since their last digest |
| backup | daily at 02:30: makes and verifies a backup |
| forecast | daily at 03:50: who is expected to buy again, and when |
| duplicates | Sundays at 04:10: looks through everybody for contacts that are one person |

The `due_job` table is the truth; APScheduler only ticks. A job that was missed while nothing ran
is caught up once; two processes, or `aldia job` beside `aldia run`, never run one job twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from storage import timetable
from storage.clock import Clock
from storage.events import By
from storage.faults import Fault

TICK_SECONDS = 15
RENEW_SECONDS = 60

Result = dict[str, Any]
Job = Callable[[By], Awaitable[Result]]
log = logging.getLogger("aldia.clock")


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, so long after the last time."""

    interval: timedelta

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the next time, UTC."""
        return moment + self.interval


class ByItself(Every):
    """A part of `aldia run` does it, not its clock; so often only in a rehearsal, without parts."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cron:
    """At a wall-clock time in the owner's zone; fields as cron names them.

    `hourly`: every hour, at the minutes of `at`.
    """

    at: time
    month: str = "*"
    day: str = "*"
    weekday: str = "*"
    hourly: bool = False

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the next time after `moment`, UTC."""
        trigger = CronTrigger(
            month=self.month,
            day=self.day,
            day_of_week=self.weekday,
            hour="*" if self.hourly else self.at.hour,
            minute=self.at.minute,
            timezone=zone,
        )
        later = moment.astimezone(zone) + timedelta(microseconds=1)
        found: datetime = trigger.get_next_fire_time(None, later)
        return found.astimezone(UTC)


TIMETABLE: Mapping[str, Every | Cron] = {
    "mailbox": ByItself(timedelta(minutes=5)),
    "send": ByItself(timedelta(minutes=1)),
    "remind": Every(timedelta(hours=1)),
    "sweep": Cron(time(3, 30)),
    "reconfirm": Cron(time(8, 0), month="1,7", day="2nd mon"),
    "digest": Cron(time(), hourly=True),
    "backup": Cron(time(2, 30)),
    "forecast": Cron(time(3, 50)),
    "duplicates": Cron(time(4, 10), weekday="sun"),
}


class JobTakenError(Fault):
    """Another process is doing this job; `holder` is its `host:pid`."""

    family = "job"

    def __init__(self, name: str, holder: str) -> None:
        super().__init__("taken", name=name, holder=holder)
        self.holder = holder


async def enter(zone: ZoneInfo, now: datetime) -> None:
    """Enter every job into the timetable; known ones stay as they are."""
    for name, when in TIMETABLE.items():
        first = now if isinstance(when, Every) else when.after(now, zone)
        await timetable.ensure(name, first)


async def run_now(name: str, job: Job, clock: Clock) -> Result:
    """Run one job once, whatever the timetable says. Raises JobTakenError."""
    claim = await timetable.claim(name, datetime.now(UTC))
    if claim is None:
        raise JobTakenError(name, await timetable.holder(name))
    return await _claimed(name, claim, job, clock)


async def tick(jobs: Mapping[str, Job], clock: Clock, zone: ZoneInfo) -> list[str]:
    """Run, one after another, what is due now; return what was run."""
    ran: list[str] = []
    now = clock.now()
    for name in await timetable.due(now):
        if name not in jobs:
            continue
        claim = await timetable.claim(name, datetime.now(UTC), due_at=now)
        if claim is not None:
            next_at = TIMETABLE[name].after(now, zone)
            try:
                await _claimed(name, claim, jobs[name], clock, next_at=next_at)
            except Exception:  # whatever one job meets, the others go on; the table keeps why
                log.exception("job %s failed", name)
            ran.append(name)
    return ran


async def run_clock(
    jobs: Mapping[str, Job], clock: Clock, zone: ZoneInfo, stop: asyncio.Event
) -> None:
    """Tick until `stop` is set, then let the running jobs end. The parts' own it leaves."""
    await enter(zone, clock.now())
    ours = {n: job for n, job in jobs.items() if not isinstance(TIMETABLE[n], ByItself)}
    running: set[asyncio.Task[list[str]]] = set()

    async def start_tick() -> None:
        for name, job in ours.items():
            # One task a job, so that a long mailing never keeps the mailbox waiting.
            task = asyncio.create_task(tick({name: job}, clock, zone), name=f"tick {name}")
            running.add(task)
            task.add_done_callback(running.discard)

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        start_tick,
        "interval",
        seconds=TICK_SECONDS,
        next_run_time=datetime.now(UTC),
        misfire_grace_time=None,
        coalesce=True,
    )
    scheduler.start()
    await stop.wait()
    scheduler.shutdown(wait=False)
    await asyncio.gather(*running, return_exceptions=True)


async def _claimed(
    name: str, claim: str, job: Job, clock: Clock, *, next_at: datetime | None = None
) -> Result:
    by = By(f"job:{name}", clock.now())
    error = ""
    try:
        return await while_claimed(name, claim, job(by))
    except Exception as fault:
        error = f"{type(fault).__name__}: {fault}"
        raise
    finally:
        await timetable.finish(name, claim, clock.now(), next_at=next_at, error=error)


async def while_claimed(
    name: str, claim: str, job: Awaitable[Result], renew_seconds: float = RENEW_SECONDS
) -> Result:
    """Let a job run as long as its claim is kept. Raises JobTakenError where it was lost."""
    working = asyncio.ensure_future(job)
    keeping = asyncio.create_task(_kept(name, claim, renew_seconds), name=f"renew {name}")
    try:
        await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        keeping.result()
        raise JobTakenError(name, await timetable.holder(name))
    finally:
        working.cancel()
        keeping.cancel()
        await asyncio.gather(working, keeping, return_exceptions=True)


async def _kept(name: str, claim: str, renew_seconds: float) -> None:
    """Renew a claim until it is lost."""
    kept = True
    while kept:
        await asyncio.sleep(renew_seconds)
        kept = await timetable.renew(name, claim, datetime.now(UTC))
