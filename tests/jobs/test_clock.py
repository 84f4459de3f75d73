"""The timetable: what is due runs once, what was missed is caught up once, two never at a time."""

import asyncio
import os
import sys
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.clock import (
    TIMETABLE,
    Cron,
    Every,
    JobTakenError,
    enter,
    run_clock,
    run_now,
    tick,
    while_claimed,
)
from storage import processes, timetable
from storage.clock import RehearsedClock
from storage.events import By
from storage.tables.clock import DueJob
from tests.databases import NOW

MADRID = ZoneInfo("Europe/Madrid")


class Counted:
    """A job that counts how often it ran."""

    def __init__(self, *, fails: bool = False) -> None:
        self.ran = 0
        self.fails = fails
        self.started = asyncio.Event()

    async def __call__(self, by: By) -> dict[str, object]:
        self.ran += 1
        self.started.set()
        await asyncio.sleep(0.01)
        if self.fails:
            raise OSError("no such server")
        return {"ran": self.ran}


async def test_a_missed_job_is_caught_up_once(database: str) -> None:
    clock, job = RehearsedClock(NOW), Counted()
    await enter(MADRID, NOW)
    clock.move_to(NOW + timedelta(days=3))
    assert await tick({"sweep": job}, clock, MADRID) == ["sweep"]
    assert await tick({"sweep": job}, clock, MADRID) == []
    assert job.ran == 1
    assert (await DueJob.get(name="sweep")).next_at > clock.now()


async def test_two_clocks_that_see_the_same_time_run_a_job_once(database: str) -> None:
    clock, job = RehearsedClock(NOW), Counted()
    await enter(MADRID, NOW)
    await asyncio.gather(*(tick({"send": job}, clock, MADRID) for _ in range(5)))
    assert job.ran == 1


async def test_a_job_by_hand_waits_for_nobody_and_says_who_has_it(database: str) -> None:
    clock, job = RehearsedClock(NOW), Counted()
    await enter(MADRID, NOW)
    results = await asyncio.gather(
        *(run_now("sweep", job, clock) for _ in range(3)), return_exceptions=True
    )
    taken = [result for result in results if isinstance(result, JobTakenError)]
    assert job.ran + len(taken) == 3
    assert {fault.holder for fault in taken} <= {processes.named(os.getpid()), ""}


async def test_a_job_that_fails_is_noted_and_comes_again(database: str) -> None:
    clock, job = RehearsedClock(NOW), Counted(fails=True)
    await enter(MADRID, NOW)
    assert await tick({"send": job}, clock, MADRID) == ["send"]
    row = await DueJob.get(name="send")
    assert "no such server" in row.last_error
    assert row.claimed_by == ""
    clock.move_to(NOW + timedelta(minutes=2))
    assert await tick({"send": job}, clock, MADRID) == ["send"]


async def test_the_claim_of_a_killed_process_is_void_at_once(database: str) -> None:
    await enter(MADRID, NOW)
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    until = datetime.now(UTC) + timedelta(hours=1)
    claims = DueJob.filter(name="send")
    await claims.update(claimed_by=processes.named(gone.pid), claimed_until=until)
    assert await timetable.claim("send", datetime.now(UTC))
    await claims.update(claimed_by="another-host:1", claimed_until=until)
    assert not await timetable.claim("send", datetime.now(UTC))
    assert await timetable.claim("send", until + timedelta(seconds=1))


async def test_who_slept_through_his_lease_frees_nobody_elses_claim(database: str) -> None:
    await enter(MADRID, NOW)
    start = datetime.now(UTC)
    sleeper = await timetable.claim("sweep", start)
    later = start + timedelta(hours=1)
    second = await timetable.claim("sweep", later)
    assert sleeper is not None
    assert second is not None
    assert second != sleeper
    assert not await timetable.renew("sweep", sleeper, later)
    assert not await timetable.finish("sweep", sleeper, NOW, next_at=NOW + timedelta(days=9))
    row = await DueJob.get(name="sweep")
    assert (row.claimed_by, row.last_run_at) == (second, None)
    assert await timetable.renew("sweep", second, later)
    assert await timetable.finish("sweep", second, NOW)


async def test_a_job_whose_claim_was_lost_is_ended(database: str) -> None:
    await enter(MADRID, NOW)
    started, ended = asyncio.Event(), asyncio.Event()

    async def asleep() -> dict[str, object]:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return {}

    claim = await timetable.claim("sweep", datetime.now(UTC)) or ""
    job = asyncio.create_task(while_claimed("sweep", claim, asleep(), renew_seconds=0.01))
    await started.wait()
    await DueJob.filter(name="sweep").update(claimed_by="another-host:7:mark:1")
    with pytest.raises(JobTakenError) as lost:
        await job
    assert (lost.value.holder, ended.is_set()) == ("another-host:7", True)
    assert (await DueJob.get(name="sweep")).claimed_by == "another-host:7:mark:1"


async def test_the_running_clock_ticks_and_drains(database: str) -> None:
    clock, job, stop = RehearsedClock(NOW), Counted(), asyncio.Event()
    running = asyncio.create_task(run_clock({"remind": job}, clock, MADRID, stop))
    await asyncio.wait_for(job.started.wait(), 30)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert (await DueJob.get(name="remind")).claimed_by == ""


async def test_the_running_clock_leaves_the_parts_own_jobs_to_them(database: str) -> None:
    clock, stop = RehearsedClock(NOW), asyncio.Event()
    jobs = {"send": Counted(), "mailbox": Counted(), "remind": Counted()}
    running = asyncio.create_task(run_clock(jobs, clock, MADRID, stop))
    await asyncio.wait_for(jobs["remind"].started.wait(), 30)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert {name: job.ran for name, job in jobs.items()} == {"send": 0, "mailbox": 0, "remind": 1}


@pytest.mark.parametrize(
    ("when", "start", "expected"),
    [
        (Every(timedelta(hours=1)), "2026-07-06T09:00+02:00", "2026-07-06T10:00+02:00"),
        (Cron(time(3, 30)), "2026-07-06T09:00+02:00", "2026-07-07T03:30+02:00"),
        (TIMETABLE["digest"], "2026-07-06T08:00:07+02:00", "2026-07-06T09:00+02:00"),
        (TIMETABLE["digest"], "2026-03-29T01:20+01:00", "2026-03-29T03:00+02:00"),
        (TIMETABLE["reconfirm"], "2026-03-01T00:00+01:00", "2026-07-13T08:00+02:00"),
        (TIMETABLE["reconfirm"], "2026-07-13T08:00+02:00", "2027-01-11T08:00+01:00"),
    ],
)
def test_the_next_time_is_by_the_owners_wall_clock(
    when: Every | Cron, start: str, expected: str
) -> None:
    found = when.after(datetime.fromisoformat(start), MADRID)
    assert found == datetime.fromisoformat(expected)
