"""Countries, languages and postcodes in three languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values import EMPTY, Invalid
from storage.values.places import Postcode, country, language, postcode, province


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("España", "ES"),
        ("ESPAÑA", "ES"),
        ("Spain", "ES"),
        ("Испания", "ES"),
        ("es", "ES"),
        ("ESP", "ES"),
        ("Reino Unido", "GB"),
        ("U.K.", "GB"),
        ("England", "GB"),
        ("EE.UU.", "US"),
        ("Estados Unidos", "US"),
        ("Россия", "RU"),
        ("РФ", "RU"),
        ("Rusia", "RU"),
        ("Allemagne", "DE"),
    ],
)
def test_a_country_is_read_in_any_language(typed: str, code: str) -> None:
    assert country(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Español", "es"),
        ("castellano", "es"),
        ("es-ES", "es"),
        ("en_GB", "en"),
        ("Inglés", "en"),
        ("Русский", "ru"),
        ("ruso", "ru"),
        ("RUS", "ru"),
        ("Español (España)", "es"),
        ("valencià", "ca"),
    ],
)
def test_a_language_is_read_in_any_language(typed: str, code: str) -> None:
    assert language(typed) == code


def test_what_is_no_place_says_so() -> None:
    assert country("Narnia") == Invalid("unknown_country")
    assert language("klingonés") == Invalid("unknown_language")
    assert country(" ") == EMPTY
    assert language("-") == EMPTY


def test_a_spanish_postcode_gets_its_lost_zero_back_and_says_so() -> None:
    assert postcode("8001", "ES") == Postcode("08001", repaired=True)
    assert postcode(8001.0, "ES") == Postcode("08001", repaired=True)
    assert postcode("46001", "ES") == Postcode("46001")
    assert postcode("E-46001", "ES") == Postcode("46001")
    assert postcode("99999", "ES") == Invalid("bad_postcode")
    assert postcode("8001", "CH") == Postcode("8001")
    assert postcode("sw1a  1aa", "GB") == Postcode("SW1A 1AA")


def test_a_postcode_tells_its_province() -> None:
    assert province("46001") == "Valencia"
    assert province("01001") == "Araba/Álava"
    assert province("52001") == "Melilla"
    assert province("53001") is None
    assert province("4600") is None


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from(["ES", "GB", ""]))
def test_any_text_gives_a_place_or_a_reason(text: str, where: str) -> None:
    country(text)
    language(text)
    province(text)
    read = postcode(text, where)
    if isinstance(read, Postcode) and where == "ES":
        assert province(read.value)
