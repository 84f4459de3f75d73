"""Phones: what spreadsheets do to them, and what is read nevertheless."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values import Invalid
from storage.values.phones import Phone, display, parse, parse_many


@pytest.mark.parametrize(
    ("typed", "e164", "label"),
    [
        ("612 34 56 78", "+34612345678", "mobile"),
        ("961 23 45 67", "+34961234567", "landline"),
        ("96/123 45 67", "+34961234567", "landline"),
        ("(+34) 612-345-678", "+34612345678", "mobile"),
        ("0034 612345678", "+34612345678", "mobile"),
        ("34612345678", "+34612345678", "mobile"),
        ("'612345678", "+34612345678", "mobile"),
        ("Tel. 961 23 45 67", "+34961234567", "landline"),
        ("612345678 (preguntar por Ana)", "+34612345678", "mobile"),
        (612345678, "+34612345678", "mobile"),
        (612345678.0, "+34612345678", "mobile"),
        ("+44 20 7946 0958", "+442079460958", "landline"),
        ("+7 916 123-45-67", "+79161234567", "mobile"),
        ("00 7 916 123-45-67", "+79161234567", "mobile"),
    ],
)
def test_a_number_is_read_to_e164(typed: str | float, e164: str, label: str) -> None:
    read = parse(typed, "ES")
    assert isinstance(read, Phone)
    assert (read.e164, read.label, read.repair) == (e164, label, "")


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("8 (916) 123-45-67", "RU"),
        ("79161234567", "RU"),
        ("(212) 555-0100", "US"),
        ("020 7946 0958", "GB"),
        ("612345678", "ES"),
    ],
)
def test_a_number_without_a_country_of_its_own_is_read_in_one_only(typed: str, home: str) -> None:
    for country in ("ES", "RU", "US", "GB", ""):
        read = parse(typed, country)
        if country == home:
            assert isinstance(read, Phone)
        else:
            assert read == Invalid("not_a_number_there")


def test_double_zero_states_a_country_wherever_it_is_typed() -> None:
    for country in ("ES", "RU", "US", ""):
        read = parse("0034 612 34 56 78", country)
        assert isinstance(read, Phone)
        assert read.e164 == "+34612345678"


@pytest.mark.parametrize(
    ("typed", "repair"),
    [
        ("612345678.0", "number_format"),
        ("6.12345678E+08", "number_format"),
        ("6,12345678E+08", "number_format"),
        ("-612345678", "minus_sign"),
        (-612345678.0, "minus_sign"),
    ],
)
def test_damage_that_can_be_undone_is_undone_and_said(typed: str | float, repair: str) -> None:
    read = parse(typed, "ES")
    assert isinstance(read, Phone)
    assert (read.e164, read.repair) == ("+34612345678", repair)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("no tiene", "empty"),
        ("preguntar en la tienda", "no_digits"),
        ("123", "too_few_digits"),
        ("6.12E+08", "digits_lost"),
        ("-411", "negative"),
        ("-123456", "negative"),
        ("999999999", "not_a_number_there"),
        ("555-555-5555", "not_a_number_there"),
        ("61234567890", "not_a_number_there"),
        ("1" * 600, "too_long"),
    ],
)
def test_what_is_no_number_says_why(typed: str, reason: str) -> None:
    assert parse(typed, "ES") == Invalid(reason)


def test_an_extension_is_kept_apart() -> None:
    read = parse("961 23 45 67 ext. 12", "ES")
    assert isinstance(read, Phone)
    assert (read.e164, read.extension) == ("+34961234567", "12")


@pytest.mark.parametrize(
    "cell",
    [
        "612345678 / 961234567",
        "612345678; 961234567",
        "612 34 56 78 y 96 123 45 67",
        "612345678\n961234567",
        "612345678 ::: 961234567",
    ],
)
def test_two_numbers_in_a_cell_are_both_read(cell: str) -> None:
    numbers = [read.e164 for read in parse_many(cell, "ES") if isinstance(read, Phone)]
    assert numbers == ["+34612345678", "+34961234567"]


def test_a_number_beside_words_is_found() -> None:
    (read,) = parse_many("casa, 612345678", "ES")
    assert isinstance(read, Phone)
    assert parse_many("", "ES") == ()


def test_display_groups_by_country() -> None:
    assert display("+34612345678", "ES") == "612 34 56 78"
    assert display("+34612345678", "GB") == "+34 612 34 56 78"
    assert display("rubbish", "ES") == "rubbish"


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.floats(), st.integers()), st.sampled_from(["ES", "zz"]))
def test_anything_gives_a_number_or_a_reason(value: str | float, country: str) -> None:
    read = parse(value, country)
    if isinstance(read, Phone):
        assert read.e164.startswith("+")
        assert read.e164[1:].isdigit()
    parse_many(value, country)


@settings(deadline=None)
@given(st.text(alphabet="0123456789+-() /.eE,ext y", max_size=40))
def test_number_like_text_never_raises(text: str) -> None:
    parse_many(text, "ES")
    display(text, "ES")
