"""Which first names are one person's, and which are rather twins' or spouses'."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.likeness.first_names import alike
from storage.likeness.names import Name, parts

ALIKE = {
    ("José", "JOSE"): "one",
    ("José Luis", "Joseluis"): "one",
    ("Pepe", "José"): "short",
    ("Саша", "Александра"): "short",
    ("María del Carmen", "María"): "short",
    ("Beatriz", "Beatirz"): "slip",
    ("Сергей", "Serguéi"): "slip",
    ("Carl", "Karl"): "two",
    ("Juan", "Juana"): "two",
    ("Mario", "María"): "two",
    ("Adrián", "Adriana"): "two",
    ("Jayden", "Hayden"): "two",
    ("Lisa", "Betty"): "two",
    ("Виталий", "Виталия"): "two",
    ("José María", "María José"): "two",
}


@pytest.mark.parametrize(("names", "expected"), ALIKE.items(), ids=" ".join)
def test_letters_at_the_end_tell_two_people_and_letters_inside_a_slip(
    names: tuple[str, str], expected: str
) -> None:
    one, other = (parts(name, "Ruiz", "es") for name in names)
    assert alike(one, other) == alike(other, one) == expected


def test_words_in_the_wrong_column_are_one_name() -> None:
    one, other = parts("Núñez", "Beatriz", "es"), parts("Beatriz", "Núñez", "es")
    assert alike(one, other, moved=True) == "one"


words = st.lists(st.text(alphabet="abeijoy", min_size=1, max_size=6), min_size=1, max_size=3)


@given(words, words)
def test_comparing_has_no_sides(a: list[str], b: list[str]) -> None:
    one, other = Name(tuple(a), "", ("ruiz",)), Name(tuple(b), "", ("ruiz",))
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == "one"
