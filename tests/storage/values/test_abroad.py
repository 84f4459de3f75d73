"""Numbers whose + a spreadsheet ate are read where nothing else can be meant, and only there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values import Invalid, phones
from storage.values.abroad import parse
from storage.values.phones import Phone

SPANISH, BRITISH, RUSSIAN, AMERICAN = (
    ("ES", "612345678"),
    ("GB", "7911123456"),
    ("RU", "9161234567"),
    ("US", "4155552671"),
)
NOT_ONE = Invalid("not_a_number_there")


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("447911123456", "ES", "+447911123456"),
        ("447700900123", "ES", "+447700900123"),
        (447911123456.0, "ES", "+447911123456"),
        ("447911123456.0", "ES", "+447911123456"),
        ("4.47911123456E+11", "ES", "+447911123456"),
        ("33612345678", "ES", "+33612345678"),
        ("79161234567", "ES", "+79161234567"),
        ("14155552671", "ES", "+14155552671"),
        ("5491123456789", "ES", "+5491123456789"),
        ("34600123456", "GB", "+34600123456"),
        ("393331234567", "GB", "+393331234567"),
        ("447700900123", "GB", "+447700900123"),
        ("34600123456", "US", "+34600123456"),
        ("447911123456", "US", "+447911123456"),
        ("79161234567", "US", "+79161234567"),
        ("34600123456", "RU", "+34600123456"),
        ("380501234567", "RU", "+380501234567"),
        ("375291234567", "RU", "+375291234567"),
        ("447911123456", "RU", "+447911123456"),
    ],
)
def test_a_number_that_lost_its_plus_is_read(typed: str | float, country: str, e164: str) -> None:
    assert phones.parse(typed, country) == NOT_ONE
    read = parse(typed, country, country)
    assert isinstance(read, Phone)
    assert (read.e164, read.repair) == (e164, "plus_lost")


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("34600123456", "ES"),
        ("79161234567", "RU"),
        ("89161234567", "RU"),
        ("77011234567", "RU"),
        ("14155552671", "US"),
        ("447911123456", "GB"),
        ("447911123456", "DE"),
        ("34600123456", "DE"),
        ("612345678", "FR"),
    ],
)
def test_what_is_a_number_of_the_country_stays_one(typed: str, country: str) -> None:
    assert parse(typed, country, country) == phones.parse(typed, country)
    assert isinstance(parse(typed, country, country), Phone)


def test_the_lists_own_numbers_are_read_also_of_a_customer_abroad() -> None:
    read = parse("34961234567", "RU", "ES")
    assert isinstance(read, Phone)
    assert (read.e164, read.label) == ("+34961234567", "landline")
    assert parse("34961234567", "RU", "RU") == NOT_ONE, "a slip in 346 123 45 67 is as likely"


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("6123456789", "ES"),
        ("6581234567", "ES"),
        ("4791112345", "GB"),
        ("79111234567", "GB"),
        ("77911123456", "GB"),
        ("89161234567", "ES"),
        ("891612345678", "RU"),
        ("88005553535", "ES"),
        ("44 7911 123456 678", "ES"),
        ("447911 123456", "ES"),
        ("447911123456 (Ana)", "ES"),
        ("0447911123456", "ES"),
        ("8412345678905", "ES"),
        ("20260706090000", "ES"),
        ("123456789012", "ES"),
        ("447911123456", ""),
        ("447911123456", "ZZ"),
        ("-447911123456", "ES"),
        ("4.479E+11", "ES"),
        ("883510012345", "ES"),
    ],
)
def test_what_may_be_something_else_stays_as_typed(typed: str, country: str) -> None:
    assert isinstance(parse(typed, country, country), Invalid)


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from([SPANISH, BRITISH, RUSSIAN, AMERICAN]))
def test_a_digit_too_many_makes_no_foreigner(data: st.DataObject, at: tuple[str, str]) -> None:
    """Any number of a mobile network's, with any digit put in anywhere."""
    country, example = at
    head, tail = example[:-5], data.draw(st.text("0123456789", min_size=5, max_size=5))
    where = data.draw(st.integers(0, len(example)))
    digit = data.draw(st.sampled_from("0123456789"))
    slipped = f"{head}{tail}"[:where] + digit + f"{head}{tail}"[where:]
    read = parse(slipped, country, country)
    assert isinstance(read, Invalid) or read == phones.parse(slipped, country)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=40), st.text("0123456789+ .,E-", max_size=20), st.floats()),
    st.sampled_from(["ES", "GB", "RU", "", "zz"]),
)
def test_anything_is_read_as_at_home_or_lost_its_plus(value: str | float, country: str) -> None:
    read, at_home = parse(value, country, "ES"), phones.parse(value, country)
    if read != at_home:
        assert at_home == NOT_ONE
        assert isinstance(read, Phone)
        assert read.repair == "plus_lost"
        assert read.e164.removeprefix("+").isdecimal()
