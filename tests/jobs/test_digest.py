"""The digest job: once a day to each colleague, at their hour or as soon as there is somebody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.clock import enter, tick
from jobs.digest import digest
from storage import contacts, staff
from storage.clock import RehearsedClock
from storage.events import By
from storage.rules.roles import Role
from storage.staff import Newcomer
from storage.tables.staff import Staff
from storage.tables.work import Notice
from tests.storage.people import person

MADRID, MEXICO = ZoneInfo("Europe/Madrid"), ZoneInfo("America/Mexico_City")
EVENING = datetime(2026, 7, 5, 20, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def colleague(hour: int) -> int:
    """Somebody new this evening who reads their digest at this hour; gives the id."""
    by = By("cli", EVENING)
    made = await staff.welcome(Newcomer(100 + hour, "Rosa", "es"), Role.EDITOR, by)
    await Staff.filter(id=made.id).update(digest_hour=hour)
    return made.id


async def correction(at: datetime, city: str = "Elche") -> None:
    """A customer corrects their city."""
    contact = await person(By("cli", at), f"Ana{at:%d%H%M}")
    await contacts.correct(contact, {"city": city}, By(f"contact:{contact}", at), country="ES")


async def ticked(clock: RehearsedClock, zone: ZoneInfo, until: datetime) -> None:
    """Let the clock tick every quarter of an hour until this moment."""

    async def job(by: By) -> dict[str, int]:
        return await digest(by, zone)

    while clock.now() <= until:
        await tick({"digest": job}, clock, zone)
        clock.move_to(clock.now() + 15 * MINUTE)


async def told() -> list[tuple[int | None, datetime, object]]:
    """To whom, when and how many corrections."""
    rows = await Notice.filter(sent_at=None).order_by("id")
    return [(row.staff_id, row.created_at.astimezone(UTC), row.params["corrected"]) for row in rows]


@pytest.mark.parametrize(("zone", "seven", "nine"), [(MADRID, 5, 19), (MEXICO, 13, 3)])
async def test_each_is_told_on_the_hour_that_they_chose(
    database: str, zone: ZoneInfo, seven: int, nine: int
) -> None:
    rosa, luis = await colleague(7), await colleague(21)
    clock = RehearsedClock(EVENING)
    await enter(zone, clock.now())
    await correction(EVENING)
    await ticked(clock, zone, EVENING + 24 * HOUR)
    monday = datetime(2026, 7, 6, tzinfo=UTC)
    expected = {(rosa, monday + seven * HOUR, 1), (luis, monday + nine * HOUR, 1)}
    assert set(await told()) == expected


async def test_a_missed_hour_is_caught_up_once_and_loses_no_news(database: str) -> None:
    rosa = await colleague(8)
    clock = RehearsedClock(EVENING)
    await enter(MADRID, clock.now())
    await correction(EVENING)
    await ticked(clock, MADRID, EVENING + 8 * HOUR)
    # From 6:45 on nothing runs, until a quarter past nine the day after tomorrow.
    await correction(EVENING + 30 * HOUR)
    again = datetime(2026, 7, 8, 7, 15, tzinfo=UTC)
    clock.move_to(again)
    await ticked(clock, MADRID, again + 20 * HOUR)
    assert await told() == [(rosa, again, 2)]
    await correction(clock.now())
    await ticked(clock, MADRID, again + 40 * HOUR)
    assert (await told())[1:] == [(rosa, datetime(2026, 7, 9, 6, 0, tzinfo=UTC), 1)]


async def test_without_news_nobody_is_told(database: str) -> None:
    await colleague(8)
    clock = RehearsedClock(EVENING)
    await enter(MADRID, clock.now())
    await ticked(clock, MADRID, EVENING + 20 * HOUR)
    assert await told() == []
