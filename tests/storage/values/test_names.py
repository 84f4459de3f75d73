"""Names: one column into parts, in three languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values.names import FullName, fold, proper_case, split


@pytest.mark.parametrize(
    ("full", "language", "expected"),
    [
        ("Ana García López", "es", FullName("", "Ana", "García López")),
        ("García López, Ana", "es", FullName("", "Ana", "García López")),
        ("GARCÍA LÓPEZ, ANA", "es", FullName("", "Ana", "García López")),
        ("García López Ana", "es", FullName("", "Ana", "García López")),
        ("Ana María García López", "es", FullName("", "Ana María", "García López")),
        ("Ana Martín Alonso", "es", FullName("", "Ana", "Martín Alonso")),
        ("María José Soler", "es", FullName("", "María José", "Soler")),
        (
            "María del Carmen de la Fuente Pérez",
            "es",
            FullName("", "María del Carmen", "de la Fuente Pérez"),
        ),
        ("Mª Carmen Ruiz", "es", FullName("", "Mª Carmen", "Ruiz")),
        ("D.ª Mª José de la Fuente", "es", FullName("D.ª", "Mª José", "de la Fuente")),
        ("Sr. D. Luis Pérez", "es", FullName("Sr. D.", "Luis", "Pérez")),
        ("Sr. García", "es", FullName("Sr.", "", "García")),
        ("Dra. López Ruiz", "es", FullName("Dra.", "", "López Ruiz")),
        ("Sr. Iker Ruiz", "es", FullName("Sr.", "Iker", "Ruiz")),
        ("José Ortega y Gasset", "es", FullName("", "José", "Ortega y Gasset")),
        ("Don Smith", "en", FullName("", "Don", "Smith")),
        ("Mr John E Smith", "en", FullName("Mr", "John E", "Smith")),
        ("John Smith Jr.", "en", FullName("", "John", "Smith Jr.")),
        ("Smith, Dr. John", "en", FullName("Dr.", "John", "Smith")),
        ("JOHN O'BRIEN", "en", FullName("", "John", "O'Brien")),
        ("Ludwig van Dyke", "en", FullName("", "Ludwig", "van Dyke")),
        ("Иванов Иван Иванович", "ru", FullName("", "Иван Иванович", "Иванов")),
        ("Анна Сергеевна Петрова", "ru", FullName("", "Анна Сергеевна", "Петрова")),
        ("Петрова Анна", "es", FullName("", "Анна", "Петрова")),
        ("Анна Петрова", "ru", FullName("", "Анна", "Петрова")),
        ("Иванов И.И.", "ru", FullName("", "И.И.", "Иванов")),
        ("Иван Иванович", "ru", FullName("", "Иван Иванович", "")),
        ("г-жа Ольга Кузнецова", "ru", FullName("г-жа", "Ольга", "Кузнецова")),
        ("Ana", "es", FullName("", "Ana", "")),
        ("  ", "es", FullName("", "", "")),
    ],
)
def test_a_full_name_is_split(full: str, language: str, expected: FullName) -> None:
    assert split(full, language) == expected


def test_folding_keeps_what_makes_letters_differ() -> None:
    assert fold("  GARCÍA   Núñez ") == "garcia nunez"
    assert fold("Артём Семёнов") == "артем семенов"
    assert fold("Андрей") == "андрей"
    assert fold("Straße") == "strasse"
    assert fold("Cа") != fold("Ca")  # a Cyrillic а stays one


def test_capitals_are_tamed_and_other_names_left_alone() -> None:
    assert proper_case("ANA DE LA FUENTE") == "Ana de la Fuente"
    assert proper_case("mcdonald") == "McDonald"
    assert proper_case("GARCÍA-ABAD") == "García-Abad"
    assert proper_case("McGregor van Dyke") == "McGregor van Dyke"
    assert proper_case("D") == "D"


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from(["es", "en", "ru", "ca", "xx", ""]))
def test_any_text_splits_without_losing_a_word(full: str, language: str) -> None:
    parts = split(full, language)
    told = fold(f"{parts.honorific} {parts.first} {parts.last}").replace(",", " ").split()
    if full.count(",") < 2 and len(full) < 100:
        assert sorted(told) == sorted(fold(full).replace(",", " ").split())


@settings(deadline=None)
@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
