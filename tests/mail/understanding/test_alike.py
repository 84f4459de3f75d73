"""Two writings of a street are the same only where nothing in them differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.understanding import alike

_SAME = [
    ("Ленина 5-12", "ул. Ленина, д. 5, кв. 12"),
    ("улице Ленина, дом 5, квартира 12", "ул. Ленина, д. 5, кв. 12"),
    ("C/ Mayor, nº 12 - 3ºB", "Calle Mayor 12, 3º B"),
    ("Mayor 12 3ºB", "Calle Mayor 12, 3º B"),
    ("Flat 2, 27 Park St", "27 Park Street, flat 2"),
    ("Calle de la Paz 3", "C/ Paz 3"),
]
_OTHER = [
    ("ул. Ленина 5, корп. 12", "ул. Ленина, д. 5, кв. 12"),
    ("пер. Ленина 5-12", "ул. Ленина, д. 5, кв. 12"),
    ("Ленина 51-2", "ул. Ленина, д. 5, кв. 12"),
    ("27A Park Street", "27 Park Street"),
    ("27 Park Road", "27 Park Street"),
    ("Calle Mayor 12, 3º izda", "Calle Mayor 12, 3º dcha"),
    ("Calle Mayor 12, bajo", "Calle Mayor 12"),
    ("Calle Mayor 3, 12 B", "Calle Mayor 12, 3 B"),
    ("Avenida Mayor 12", "Calle Mayor 12"),
]


@pytest.mark.parametrize(("one", "other"), _SAME)
def test_short_words_and_words_left_out_change_nothing(one: str, other: str) -> None:
    assert alike.same(one, other)
    assert alike.same(other, one)


@pytest.mark.parametrize(("one", "other"), _OTHER)
def test_another_number_kind_or_name_is_another_street(one: str, other: str) -> None:
    assert not alike.same(one, other)
    assert not alike.same(other, one)


@pytest.mark.parametrize(
    ("part", "whole", "is_it"),
    [
        ("C/ Mayor 12", "Calle Mayor 12, 3º B", True),
        ("27 Park Street", "Flat 2, 27 Park St", True),
        ("Ленина 5", "ул. Ленина, д. 5, кв. 12", True),
        ("Calle Mayor 3", "Calle Mayor 12, 3º B", False),
        ("C/ Mayor 12, 3º A", "Calle Mayor 12, 3º B", False),
        ("27 Park Road", "Flat 2, 27 Park Street", False),
    ],
)
def test_a_street_without_its_door_is_told_from_another(part: str, whole: str, is_it: bool) -> None:
    assert alike.without_door(part, whole) == is_it


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert alike.same(one, other) == alike.same(other, one)
    assert alike.same(one, one)
