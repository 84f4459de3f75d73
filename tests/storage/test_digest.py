"""The digest: counts of real events since the reader's last one, and whose hour has come."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import consent, contacts, digest, proposals, staff, tasks
from storage.events import By
from storage.rules.addresses import AddressEvent
from storage.rules.roles import Role
from storage.rules.subscriptions import ConsentAct
from storage.staff import NO_DIGEST, Newcomer
from storage.tables.staff import Staff
from storage.tables.transactions import transaction
from storage.tables.work import Notice
from storage.unasked import Span
from tests.databases import NOW
from tests.storage.people import person

MADRID, MEXICO = ZoneInfo("Europe/Madrid"), ZoneInfo("America/Mexico_City")
EIGHT = datetime(2026, 7, 6, 6, 0, tzinfo=UTC)
"""Eight o'clock in Madrid, midnight in Mexico."""
DAY = timedelta(days=1)


async def colleague(number: int = 7, *, hour: int = 8, since: datetime = NOW - 30 * DAY) -> int:
    """Somebody on the staff since a month ago; gives the id."""
    made = await staff.welcome(Newcomer(number, "Rosa", "es"), Role.EDITOR, By("cli", since))
    await Staff.filter(id=made.id).update(digest_hour=hour)
    return made.id


async def corrected(name: str, at: datetime) -> int:
    """A customer who corrects their city at this moment."""
    contact = await person(By("cli", at), name)
    by = By(f"contact:{contact}", at)
    await contacts.correct(contact, {"city": "Elche"}, by, country="ES")
    return contact


async def params_of_last() -> dict[str, object]:
    """What the last digest says."""
    last = await Notice.filter(code="digest").order_by("-id").first()
    assert last is not None
    return last.params


async def test_what_happened_is_counted(database: str, by: By) -> None:
    ana, eva, luis = [await person(by, name) for name in ("Ana", "Eva", "Luis")]
    mine = By(f"contact:{ana}", by.at)
    await contacts.correct(ana, {"city": "Elche"}, mine, country="ES")
    await contacts.confirm(ana, mine)
    await proposals.propose(ana, "email", "ana@nuevo.example", mine, ask=True)
    await proposals.propose(ana, "first_name", "Aina", mine)
    await consent.refuse(eva, ConsentAct.WITHDRAWN, by)
    happened = transaction(contacts.address_happened)
    await happened(luis, "luis@example.org", AddressEvent.HARD_BOUNCED, by)
    await tasks.open_task("call", luis, "bounced_hard", by)
    await tasks.open_task("review", luis, "question", by)
    found = await digest.digest(by.at, Span(0, 10**9))
    assert found == digest.Digest(
        confirmed=1,
        corrected=1,
        awaiting=1,
        withdrawn=1,
        undeliverable=1,
        calls=1,
        proposals=1,
        reviews=1,
        shelved=0,
    )


async def test_staff_are_due_from_their_hour_on_in_the_zone_of_the_house(database: str) -> None:
    rosa = await colleague()
    await colleague(8, hour=NO_DIGEST)
    for at, zone, due in (
        (EIGHT - timedelta(seconds=1), MADRID, []),
        (EIGHT, MADRID, [rosa]),
        (EIGHT + timedelta(hours=7), MADRID, [rosa]),
        (EIGHT, MEXICO, []),
        (EIGHT + timedelta(hours=8), MEXICO, [rosa]),
    ):
        assert await digest.readers(at, zone) == due, (at, zone)


async def test_an_hour_that_the_clocks_skip_is_an_hour_all_the_same(database: str) -> None:
    rosa = await colleague(hour=2, since=datetime(2026, 1, 1, tzinfo=UTC))
    spring = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert await digest.readers(spring, MADRID) == []
    assert await digest.readers(spring + timedelta(minutes=1), MADRID) == [rosa]


async def test_who_came_later_than_their_hour_waits_until_tomorrow(database: str) -> None:
    rosa = await colleague(since=EIGHT + timedelta(hours=1))
    assert await digest.readers(EIGHT + timedelta(hours=2), MADRID) == []
    assert await digest.readers(EIGHT + DAY, MADRID) == [rosa]


async def test_each_reader_is_told_what_is_new_since_their_last_digest(database: str) -> None:
    await corrected("Ana", EIGHT - timedelta(hours=30))
    rosa = await colleague(since=EIGHT - timedelta(hours=20))
    await corrected("Eva", EIGHT - timedelta(hours=2))
    assert await digest.tell(rosa, EIGHT, MADRID)
    assert (await params_of_last())["corrected"] == 1, "since she came"
    await corrected("Luis", EIGHT + timedelta(hours=2))
    await corrected("Mar", EIGHT + timedelta(days=2))
    assert await digest.tell(rosa, EIGHT + 3 * DAY, MADRID)
    told = await params_of_last()
    assert (told["corrected"], told["since"]) == (2, EIGHT.isoformat())
    olga = await colleague(8, since=EIGHT + DAY)
    assert await digest.tell(olga, EIGHT + 3 * DAY, MADRID)
    assert (await params_of_last())["corrected"] == 1


async def test_what_a_long_job_wrote_late_is_told_the_next_day(database: str) -> None:
    rosa = await colleague()
    await corrected("Ana", EIGHT - timedelta(hours=1))
    assert await digest.tell(rosa, EIGHT, MADRID)
    began = EIGHT - timedelta(minutes=5)
    await corrected("Eva", began)
    assert await digest.tell(rosa, EIGHT + DAY, MADRID)
    assert (await params_of_last())["corrected"] == 1


async def test_nobody_is_told_of_more_than_a_week(database: str) -> None:
    rosa = await colleague()
    await corrected("Ana", EIGHT)
    assert await digest.tell(rosa, EIGHT, MADRID)
    await corrected("Eva", EIGHT + DAY)
    await corrected("Mar", EIGHT + 4 * DAY)
    assert await digest.tell(rosa, EIGHT + 10 * DAY, MADRID)
    told = await params_of_last()
    assert (told["corrected"], told["since"]) == (1, (EIGHT + 3 * DAY).isoformat())


async def test_a_day_without_news_is_over_and_nobody_is_told(database: str) -> None:
    rosa = await colleague()
    assert not await digest.tell(rosa, EIGHT, MADRID)
    assert (await Notice.get()).sent_at == EIGHT
    await corrected("Ana", EIGHT + timedelta(hours=1))
    assert await digest.readers(EIGHT + timedelta(hours=2), MADRID) == []
    assert await digest.tell(rosa, EIGHT + DAY, MADRID)
    assert (await params_of_last())["corrected"] == 1


@pytest.mark.parametrize("again", [0, 5])
async def test_a_digest_is_posted_once_a_day(database: str, again: int) -> None:
    rosa = await colleague()
    await corrected("Ana", EIGHT - timedelta(hours=1))
    assert await digest.tell(rosa, EIGHT, MADRID)
    assert not await digest.tell(rosa, EIGHT + timedelta(hours=again), MADRID)
    assert await Notice.all().count() == 1
