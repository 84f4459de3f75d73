"""An answer is due within a calendar month, whatever month it is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.rights import one_month_after


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ((2026, 7, 6), (2026, 8, 6)),
        ((2026, 12, 15), (2027, 1, 15)),
        ((2026, 1, 31), (2026, 2, 28)),
        ((2028, 1, 30), (2028, 2, 29)),
    ],
)
def test_an_answer_is_due_a_month_on(
    asked: tuple[int, int, int], due: tuple[int, int, int]
) -> None:
    assert one_month_after(datetime(*asked, 9, tzinfo=UTC)) == datetime(*due, 9, tzinfo=UTC)


@given(st.integers(0, 4_000_000_000))
def test_a_month_is_never_longer_than_the_longest(second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    assert 28 <= (one_month_after(moment) - moment).days <= 31
