"""Which value stands when two records become one, and what their dates say together."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.freshness import Dates, Freshness, freshness
from storage.rules.merging import Reach, Said, dates, primary, settle, strictest, worse
from storage.rules.provenance import Source
from storage.rules.subscriptions import SubscriptionStanding

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def said(whose: int, value: object, who: str = "import:1", days: int = 0) -> Said:
    return Said(whose, value, Source(who, NOW + days * DAY))


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "wins", "why"),
    [
        ("company", said(1, ""), said(2, "Flores"), 2, "only_one"),
        ("company", said(1, "Flores"), said(2, None), 1, "only_one"),
        ("company", said(1, "Flores"), said(2, "Rosas", days=3), 2, "newer"),
        ("company", said(1, "Flores"), said(2, "Rosas"), 1, "kept"),
        ("company", said(1, "Flores", "staff:1"), said(2, "Rosas", days=3), 1, "more_trusted"),
        ("company", said(1, "A", "cli"), said(2, "B", "contact:2", days=-9), 2, "more_trusted"),
        ("last_name", said(1, "Ruiz", days=5), said(2, "Ruiz Gómez"), 2, "fuller"),
        ("first_name", said(1, "José"), said(2, "J.", days=5), 1, "fuller"),
        ("first_name", said(1, "JOSE", days=5), said(2, "José"), 2, "fuller"),
        ("birth_date", said(1, "--03-12", days=5), said(2, "1980-03-12"), 2, "fuller"),
        ("birth_date", said(1, "1980-03-12"), said(2, "1981-03-12", days=1), 2, "newer"),
        ("source", said(1, "fair"), said(2, "web", "contact:2", days=1), 1, "first"),
    ],
)
def test_what_stands(field: str, ours: Said, theirs: Said, wins: int, why: str) -> None:
    done = settle(field, ours, theirs)
    assert (done.winner.contact_id, done.why) == (wins, why)


def test_a_person_s_choice_beats_every_rule_but_an_empty_value() -> None:
    ours, theirs = said(1, "Ana", "contact:1"), said(2, "Anita")
    assert settle("first_name", ours, theirs, chosen=2).winner is theirs
    assert settle("first_name", ours, said(2, ""), chosen=2).winner is ours


values = st.builds(
    said,
    st.just(1),
    st.sampled_from(["", None, "Ana", "ana", "Ana Ruiz", "A.", "Eva", "--03-12", "1980-03-12"]),
    st.sampled_from(["import:1", "staff:2", "contact:3", "fill:4"]),
    st.integers(-3, 3),
)


@given(values, values)
def test_no_value_is_lost(ours: Said, theirs: Said) -> None:
    other = Said(2, theirs.value, theirs.source)
    done = settle("company", ours, other)
    kept = {done.winner.value, done.beside.value if done.beside else None}
    assert {one for one in (ours.value, theirs.value) if one} <= kept


SILENT = Dates(asked_at=NOW - 90 * DAY, stale_since=NOW - 60 * DAY, silent_runs=1)


def test_a_confirmation_after_a_silence_ends_it_and_one_before_does_not() -> None:
    later = dates(SILENT, Dates(confirmed_at=NOW - 10 * DAY))
    assert freshness(later, NOW) is Freshness.CONFIRMED
    assert later.silent_runs == 0
    earlier = dates(SILENT, Dates(confirmed_at=NOW - 100 * DAY))
    assert freshness(earlier, NOW) is Freshness.STALE
    assert earlier.silent_runs == 1


def test_retired_is_only_who_was_retired_as_both() -> None:
    retired = Dates(retired_at=NOW)
    assert dates(retired, Dates()).retired_at is None
    assert dates(retired, retired).retired_at == NOW


moments = st.none() | st.integers(-400, 0).map(lambda days: NOW + days * DAY)
some_dates = st.builds(Dates, moments, moments, moments, moments, st.integers(0, 3), moments)


@given(some_dates, some_dates)
def test_the_order_of_two_records_does_not_matter_to_their_dates(one: Dates, other: Dates) -> None:
    both = dates(one, other)
    assert both == dates(other, one)
    assert both.asked_at == max(filter(None, [one.asked_at, other.asked_at]), default=None)


def test_the_strictest_of_all_records_counts() -> None:
    refusals = (SubscriptionStanding.COMPLAINED, SubscriptionStanding.WITHDRAWN)
    for one, other in permutations(SubscriptionStanding, 2):
        found = strictest([one, other])
        assert found == strictest([other, one])
        assert (found in refusals) == (one in refusals or other in refusals)
    assert strictest([]) is SubscriptionStanding.NONE


def test_what_was_learnt_of_a_mailbox_holds_for_both() -> None:
    assert worse("deliverable", "undeliverable") == "undeliverable"
    assert worse("unverified", "deliverable") == "unverified"


def test_mail_goes_to_an_address_that_may_be_used_works_and_was_confirmed() -> None:
    ours = Reach(1, False, True, "unverified", None, ours=True)
    assert primary(ours, Reach(2, False, True, "unverified", None, ours=False)) == ours
    confirmed = Reach(2, False, True, "unverified", NOW, ours=False)
    assert primary(ours, confirmed) == confirmed
    dead = Reach(2, False, True, "undeliverable", NOW, ours=False)
    assert primary(ours, dead) == ours
    unasked = Reach(1, False, False, "deliverable", NOW, ours=True)
    assert primary(unasked, dead) == dead, "no basis is worse than a dead address"
    assert primary(None, dead) == dead
    assert primary(None, None) is None
