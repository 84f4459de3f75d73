"""When a run stops by itself, how its waves grow, and how a record ages."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.freshness import Dates, Freshness, freshness, is_due
from storage.rules.occurrences import half_year, reminder_due
from storage.rules.watching import Watched, reason_to_pause, wilson_lower
from storage.rules.waves import PILOT, wave_of

NOW = datetime(2026, 7, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("watched", "reason"),
    [
        (Watched(49, 49, 0, 0), None),
        (Watched(50, 2, 0, 0), None),
        (Watched(50, 3, 0, 0), "hard_bounces"),
        (Watched(1000, 20, 0, 0), None),
        (Watched(1000, 31, 0, 0), "hard_bounces"),
        (Watched(1000, 31, 0, 0, hard_limit=0.05), None),
        (Watched(10, 0, 2, 0), None),
        (Watched(100, 0, 3, 0), "complaints"),
        (Watched(10000, 0, 3, 0), None),
        (Watched(5, 0, 0, 4), None),
        (Watched(5, 0, 0, 5), "sender_faults"),
    ],
)
def test_a_run_pauses_where_the_proof_is_enough(watched: Watched, reason: str | None) -> None:
    assert reason_to_pause(watched) == reason


def test_the_wilson_bound_is_the_published_one() -> None:
    # 4 of 50: the 95 % score interval is 3.15 % to 18.84 %.
    assert wilson_lower(4, 50) == pytest.approx(0.0315, abs=0.0001)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_bound_never_exceeds_the_share_itself(hits: int, total: int) -> None:
    assert 0 <= wilson_lower(hits, total) <= min(hits, total) / total


def test_waves_begin_with_a_pilot_and_grow() -> None:
    waves = [wave_of(index) for index in range(2000)]
    assert waves[: PILOT + 1] == [1] * PILOT + [2]
    assert waves == sorted(waves)
    sizes = [waves.count(wave) for wave in sorted(set(waves))][:-1]
    assert all(later > earlier for earlier, later in pairwise(sizes))


def test_a_record_ages_from_confirmed_to_retired() -> None:
    day = timedelta(days=1)
    confirmed = Dates(confirmed_at=NOW)
    asked = Dates(confirmed_at=NOW, asked_at=NOW + 190 * day)
    reminded = Dates(confirmed_at=NOW, asked_at=NOW + 190 * day, reminded_at=NOW + 197 * day)
    stale = Dates(asked_at=NOW, stale_since=NOW + 30 * day, silent_runs=1)
    assert freshness(confirmed, NOW + 10 * day) is Freshness.CONFIRMED
    assert freshness(confirmed, NOW + 183 * day) is Freshness.DUE
    assert freshness(asked, NOW + 191 * day) is Freshness.ASKED
    assert freshness(reminded, NOW + 198 * day) is Freshness.REMINDED
    assert freshness(stale, NOW + 31 * day) is Freshness.STALE
    assert freshness(Dates(silent_runs=2, stale_since=NOW), NOW) is Freshness.DORMANT
    assert freshness(Dates(confirmed_at=NOW, retired_at=NOW), NOW) is Freshness.RETIRED


def test_an_import_is_no_confirmation() -> None:
    assert freshness(Dates(), NOW) is Freshness.DUE
    assert is_due(Dates(), NOW)
    assert not is_due(Dates(confirmed_at=NOW), NOW)
    assert not is_due(Dates(silent_runs=2), NOW), "the dormant get no more campaigns"


def test_the_half_years_and_the_reminders() -> None:
    assert half_year(NOW.date()) == "2026-H2"
    assert reminder_due(NOW, 0) == NOW + timedelta(days=7)
    assert reminder_due(NOW, 1) == NOW + timedelta(days=21)
    assert reminder_due(NOW, 2) is None
