"""The timetable: what is due runs once, what was missed is caught up once, two never at a time."""

import asyncio
import sys
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.clock import TIMETABLE, Cron, Every, JobTakenError, enter, run_clock, run_now, tick
from storage import timetable
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
    assert {fault.holder for fault in taken} <= {timetable.who_am_i(), ""}


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
    host = timetable.who_am_i().rpartition(":")[0]
    until = datetime.now(UTC) + timedelta(hours=1)
    claims = DueJob.filter(name="send")
    await claims.update(claimed_by=f"{host}:{gone.pid}", claimed_until=until)
    assert await timetable.claim("send", datetime.now(UTC))
    await claims.update(claimed_by="another-host:1", claimed_until=until)
    assert not await timetable.claim("send", datetime.now(UTC))
    assert await timetable.claim("send", until + timedelta(seconds=1))


async def test_the_running_clock_ticks_and_drains(database: str) -> None:
    clock, job, stop = RehearsedClock(NOW), Counted(), asyncio.Event()
    running = asyncio.create_task(run_clock({"send": job}, clock, MADRID, stop))
    await asyncio.wait_for(job.started.wait(), 30)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert (await DueJob.get(name="send")).claimed_by == ""


@pytest.mark.parametrize(
    ("when", "start", "expected"),
    [
        (Every(timedelta(hours=1)), "2026-07-06T09:00+02:00", "2026-07-06T10:00+02:00"),
        (Cron(time(3, 30)), "2026-07-06T09:00+02:00", "2026-07-07T03:30+02:00"),
        (TIMETABLE["reconfirm"], "2026-03-01T00:00+01:00", "2026-07-13T08:00+02:00"),
        (TIMETABLE["reconfirm"], "2026-07-13T08:00+02:00", "2027-01-11T08:00+01:00"),
    ],
)
def test_the_next_time_is_by_the_owners_wall_clock(
    when: Every | Cron, start: str, expected: str
) -> None:
    found = when.after(datetime.fromisoformat(start), MADRID)
    assert found == datetime.fromisoformat(expected)
