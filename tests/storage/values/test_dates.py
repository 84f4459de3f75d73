"""Dates: styles, serials, words, and the order of a column."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values import EMPTY, Invalid
from storage.values.dates import Order, ambiguous, column_order, parse


@pytest.mark.parametrize(
    "typed",
    [
        "12/03/1980",
        "12-3-80",
        "12.03.1980 г.",
        "1980-03-12",
        "1980-03-12T23:59:59+02:00",
        "12/03/1980 10:30",
        "12 de marzo de 1980",
        "12-mar-80",
        "12 марта 1980 года",
        "March 12, 1980",
        "12 Mar 1980",
        "19800312",
        "12031980",
        "29292",
        29292,
        29292.75,
        date(1980, 3, 12),
        datetime(1980, 3, 12, 23, tzinfo=UTC),
    ],
)
def test_one_day_in_many_spellings(typed: str | float | date) -> None:
    assert parse(typed, "dmy") == date(1980, 3, 12)


def test_the_order_decides_only_where_the_text_leaves_it_open() -> None:
    assert parse("03/12/1980", "mdy") == date(1980, 3, 12)
    assert parse("03/25/1980", "dmy") == date(1980, 3, 25)
    assert parse("25/03/1980", "mdy") == date(1980, 3, 25)
    assert parse("1980/03/12", "mdy") == date(1980, 3, 12)


def test_two_digit_years_turn_at_the_pivot() -> None:
    assert parse("1/2/30", "dmy") == date(2030, 2, 1)
    assert parse("1/2/31", "dmy") == date(1931, 2, 1)
    assert parse("1/2/31", "dmy", pivot=40) == date(2031, 2, 1)


@pytest.mark.parametrize("typed", ["", "0/0/00", "00/00/0000", "-", "N/A", 0])
def test_no_date_at_all_is_empty(typed: str | float) -> None:
    assert parse(typed, "dmy") == EMPTY


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("hola", "not_a_date"),
        ("31/02/1980", "no_such_day"),
        ("mayo 1980", "not_a_date"),
        ("12/03/198", "not_a_date"),
        (-5, "not_a_date"),
        (1e300, "not_a_date"),
        (float("nan"), "not_a_date"),
    ],
)
def test_what_is_no_date_says_why(typed: str | float, reason: str) -> None:
    assert parse(typed, "dmy") == Invalid(reason)


def test_a_column_shows_its_order_by_the_cells_that_leave_no_choice() -> None:
    assert column_order(["01/02/2020", "25/12/2020"]) == "dmy"
    assert column_order(["01/02/2020", "12/25/2020"]) == "mdy"
    assert column_order(["2020-01-02"]) == "ymd"
    assert column_order(["25/12/2020", "2020-01-02"]) == "dmy"
    assert column_order(["25/12/2020", "12/25/2020"]) == "mixed"
    assert column_order(["01/02/2020", "hola", "", 5]) is None


def test_ambiguous_is_what_could_change_places() -> None:
    assert ambiguous("03/12/1980")
    assert not ambiguous("12/12/1980")
    assert not ambiguous("25/12/1980")
    assert not ambiguous("1980-03-12")
    assert not ambiguous(date(1980, 3, 12))


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_any_text_gives_a_day_or_a_reason(text: str, order: Order) -> None:
    assert isinstance(parse(text, order), date | Invalid)
    ambiguous(text)
    column_order([text])


@settings(deadline=None)
@given(st.text(alphabet="0123456789/-. :T", max_size=20), st.floats())
def test_date_like_text_and_numbers_never_raise(text: str, number: float) -> None:
    parse(text, "dmy")
    parse(number, "dmy")


@settings(deadline=None)
@given(st.dates(date(1931, 1, 1), date(2030, 12, 31)))
def test_every_day_comes_back_from_its_usual_spellings(day: date) -> None:
    assert parse(day.isoformat(), "mdy") == day
    assert parse(f"{day:%d/%m/%Y}", "dmy") == day
    assert parse(f"{day:%m/%d/%Y}", "mdy") == day
    assert parse(f"{day:%d.%m.%y}", "dmy") == day
