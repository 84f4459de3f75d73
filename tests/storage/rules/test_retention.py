"""Which backups stay."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from storage.rules.retention import Retention, kept

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 7, 6, 2, 30, tzinfo=UTC)


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    nights = [NOW - timedelta(days=n) for n in range(400)]
    stay = sorted(kept(nights, MADRID), reverse=True)
    assert stay[:7] == nights[:7]
    assert len({at.isocalendar()[:2] for at in stay[:10]}) >= 4
    assert {(at.year, at.month) for at in stay} == {(2026, m) for m in range(1, 8)} | {
        (2025, m) for m in range(8, 13)
    }
    assert len(stay) < 7 + 4 + 12 + 1


def test_everything_of_the_last_two_days_stays() -> None:
    hours = [NOW - timedelta(hours=n) for n in range(48)]
    assert kept(hours, MADRID) == frozenset(hours)


def test_a_machine_that_was_off_loses_nothing_by_it() -> None:
    old = [NOW - timedelta(days=300 + n) for n in range(3)]
    assert set(old) <= kept([*old, NOW], MADRID)


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=60))  # noqa: DTZ001 - made aware below
def test_the_newest_stays_and_keeping_twice_changes_nothing(naive: list[datetime]) -> None:
    made = [moment.replace(tzinfo=UTC) for moment in naive]
    once = kept(made, MADRID, Retention())
    assert once <= set(made)
    assert not made or max(made) in once
    assert kept(once, MADRID) == once
