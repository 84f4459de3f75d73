"""Names are compared part by part, as Spain, Russia and England build them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.likeness.names import parts
from storage.likeness.naming import Names, compare

LEVELS = {
    ("José Luis", "García Pérez", "Jose Luis", "Garcia Perez"): ("exact", "same"),
    ("Ana", "García Pérez", "Ana", "García"): ("exact", "one_missing"),
    ("Ana", "García Pérez", "Ana", "García Ruiz"): ("exact", "half"),
    ("Ana", "de la Fuente", "Ana", "Lafuente"): ("exact", "variant"),
    ("Ana", "Jiménez", "Ana", "Giménez"): ("exact", "variant"),
    ("Pepe", "Ruiz", "José", "Ruiz"): ("short", "same"),
    ("Chema", "Ruiz", "José María", "Ruiz"): ("short", "same"),
    ("José María", "Ruiz", "María José", "Ruiz"): ("different", "same"),
    ("Mario", "Ruiz", "María", "Ruiz"): ("different", "same"),
    ("Mª Carmen", "Ruiz", "María del Carmen", "Ruiz"): ("exact", "same"),
    ("Robert", "O'Brien", "Bob", "Obrien"): ("short", "same"),
    ("Robert", "McDonald", "R.", "MacDonald"): ("initial", "variant"),
    ("Сергей", "Щербаков", "Sergey", "Shcherbakov"): ("variant", "same"),
    ("Юлия", "Чайковская", "Julia", "Tchaikovskaya"): ("variant", "variant"),
    ("Саша", "Иванов", "Александр", "Иванов"): ("short", "same"),
    ("Саша", "Иванов", "Саша", "Иванова"): ("exact", "gendered"),
    ("Ольга", "Иванова", "Olga", "Ivanov"): ("exact", "variant"),
    ("Маша", "Иванова", "Даша", "Иванова"): ("different", "same"),
    ("Sarah", "Smith", "Sarah", "Jones"): ("exact", "married"),
    ("John", "Smith", "John", "Jones"): ("exact", "different"),
    ("Beatriz", "Gutiérrez", "Beatirz", "Gutirrez"): ("close", "close"),
}


def named(one: tuple[str, str], other: tuple[str, str]) -> Names:
    """Compare two names given in two columns each."""
    return compare(parts(*one, "es"), parts(*other, "es"))


@pytest.mark.parametrize(("names", "levels"), LEVELS.items(), ids=" ".join)
def test_each_part_agrees_in_its_own_way(
    names: tuple[str, str, str, str], levels: tuple[str, str]
) -> None:
    found = named(names[:2], names[2:])
    assert (found.given.level, found.surname.level) == levels


def test_columns_that_were_swapped_are_seen() -> None:
    found = named(("Núñez Vela", "Beatriz"), ("Beatriz", "Núñez Vela"))
    assert (found.moved, found.given.level, found.surname.level) == (True, "exact", "same")


def test_a_whole_name_in_one_column_is_taken_apart() -> None:
    found = named(("Núñez Vela, Beatriz", ""), ("Beatriz", "Núñez Vela"))
    assert (found.given.level, found.surname.level) == ("exact", "same")


def test_patronymics_tell_brothers_from_sisters_and_fathers() -> None:
    assert named(("Иван Ильич", "Белых"), ("Иван", "Белых")).given.level == "exact"
    sister = named(("Саша Петрович", "Белых"), ("Саша Петровна", "Белых"))
    assert sister.patronymic.level == "gendered"
    other = named(("Иван Петрович", "Белых"), ("Иван Львович", "Белых"))
    assert other.patronymic.level == "different"


words = st.text(alphabet="aeiouñ'-. bcdxyzАБВгдежзиё", max_size=14)


@given(words, words, words, words)
def test_comparing_is_total_and_has_no_sides(a: str, b: str, c: str, d: str) -> None:
    there, back = named((a, b), (c, d)), named((c, d), (a, b))
    assert there.surname.level == back.surname.level
    assert there.patronymic.level == back.patronymic.level


@given(words, words)
def test_every_name_agrees_with_itself(first: str, last: str) -> None:
    found = named((first, last), (first, last))
    assert found.given.level in ("", "exact", "initial")
    assert found.surname.level in ("", "same", "initial")
