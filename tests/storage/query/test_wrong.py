"""A query that is not understood says what is wrong, where, and the nearest right word."""

import pytest

from storage.query import QueryError, caret, corrected, explain, find, parse
from storage.texts import LANGUAGES, keys
from tests.storage.query import people
from tests.storage.query.wrong import REFUSED_LATER, WRONG

COUNTRIES = {"es": "ES", "en": "GB", "us": "US", "ru": "RU"}


def refusal(who: str, text: str) -> QueryError | None:
    try:
        parse(text, language=who.replace("us", "en"), country=COUNTRIES[who])
    except QueryError as error:
        return error
    return None


@pytest.mark.parametrize(("who", "text", "code", "where", "suggestion"), WRONG)
def test_a_mistake_is_named_in_its_place(
    who: str, text: str, code: str | None, where: str, suggestion: str | None
) -> None:
    error = refusal(who, text)
    if code is None:
        assert error is None
        return
    assert error is not None
    assert (error.code, error.suggestion) == (code, suggestion)
    assert text[error.start : error.end].startswith(where)


def test_the_tables_hold_what_was_promised() -> None:
    assert sum(code is not None for _, _, code, _, _ in WRONG) >= 60


@pytest.mark.parametrize(("who", "text", "code", "where", "suggestion"), WRONG)
def test_a_suggestion_mends_what_it_stands_for(
    who: str, text: str, code: str | None, where: str, suggestion: str | None
) -> None:
    error = refusal(who, text)
    mended = corrected(error, text) if error else None
    if error is None or mended is None:
        return
    again = refusal(who, mended)
    assert again is None or again.start > error.start, mended


async def test_what_cannot_be_looked_up_is_named_in_its_place(database: str) -> None:
    await people.populate()
    for who, text, code, where, suggestion in REFUSED_LATER:
        with pytest.raises(QueryError) as caught:
            await find(text, language=who, country=COUNTRIES[who], now=people.NOW,
                       timezone=people.ZONE)  # fmt: skip
        error = caught.value
        assert (error.code, error.suggestion) == (code, suggestion)
        assert text[error.start : error.end] == where


def test_the_answer_shows_the_place_under_the_query() -> None:
    text = "Ana cuidad:Valencia"
    error = refusal("es", text)
    assert error is not None
    assert caret(error) == "    ^^^^^^"
    assert explain(error, text, "es").split("\n") == [
        "No hay ningún campo «cuidad».",
        "¿Querías decir ciudad?",
        "Ana cuidad:Valencia",
        "    ^^^^^^",
    ]
    assert corrected(error, text) == "Ana ciudad:Valencia"


def test_sexo_m_is_asked_about_with_both_readings() -> None:
    error = refusal("es", "sexo:m")
    assert error is not None
    sentence = explain(error, "sexo:m", "es").split("\n")[0]
    assert "sexo:mujer" in sentence
    assert "sexo:hombre" in sentence


def test_cyrillic_m_is_male_and_latin_letters_never_become_cyrillic() -> None:
    assert refusal("ru", "пол:м") is None
    assert refusal("es", "пол:m") is not None
    for text in ("ceх:mujer", "тел:612345678x", "сп:46001"):
        error = refusal("es", text)
        assert error is None or error.code in {"unknown_field", "mixed_alphabets"}


def test_places_count_the_text_as_it_was_typed() -> None:
    text = "“Ana”\u200b \u200bcui\u200bdad:x"
    error = refusal("es", text)
    assert error is not None
    assert text[error.start : error.end] == "cui\u200bdad"


def test_every_language_has_every_sentence() -> None:
    own = {key for key in keys("en") if key.startswith("query.")}
    for language in LANGUAGES:
        assert {key for key in keys(language) if key.startswith("query.")} == own
