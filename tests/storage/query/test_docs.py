"""docs/searching.md says what the language does: every example in it runs."""

import re
from pathlib import Path

import pytest

from storage.query import QueryError, explain, parse, read_back
from storage.query.fields import FIELDS
from storage.query.words import CHOICES

DOCS = Path(__file__).parents[3] / "docs" / "searching.md"
TEXT = DOCS.read_text(encoding="utf-8")
COUNTRIES = {"es": "ES", "en": "GB", "ru": "RU"}


def rows(header: str) -> list[tuple[str, str]]:
    """Return the rows of the two-column table under `header`."""
    table = TEXT.split(header, 1)[1].split("\n\n", 1)[0]
    found = re.findall(r"^\| `(.+?)` \| (.+) \|$", table, re.MULTILINE)
    assert found
    return found


@pytest.mark.parametrize("language", COUNTRIES)
def test_every_example_is_understood(language: str) -> None:
    blocks = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines
    for line in lines:
        assert parse(line, language=language, country=COUNTRIES[language]).where is not None


def test_what_is_said_to_be_understood_is_what_is_read_back() -> None:
    for text, understood in rows("| typed | understood |"):
        query = parse(text, language="es", country="ES")
        assert read_back(query, "es").replace("\xa0", " ") == understood


def test_answers_to_mistakes_are_those_shown() -> None:
    for text, answer in rows("| typed | answer |"):
        with pytest.raises(QueryError) as caught:
            parse(text, language="es", country="ES")
        lines = explain(caught.value, text, "es").splitlines()
        assert " ".join(lines[:-2]) == answer


def test_every_sign_shown_is_understood() -> None:
    table = TEXT.split("| sign | meaning |", 1)[1].split("\n\n", 1)[0]
    for first_cell in re.findall(r"^\| (.+?) \|", table, re.MULTILINE):
        for text in re.findall(r"`([^`]*:[^`]*)`", first_cell):
            parse(text, language="es", country="ES")


def test_every_field_and_value_is_listed() -> None:
    lines = TEXT.split("## All fields", 1)[1].split("## Words for values", 1)[0].splitlines()
    for field in FIELDS.values():
        typed = [f"`{word}`" for of_language in field.words.values() for word in of_language]
        assert len([line for line in lines if all(word in line for word in typed)]) == 1
    for choices in CHOICES.values():
        for words in choices.values():
            assert f"`{words['es'][0]}`" in TEXT
            assert f"`{words['ru'][0]}`" in TEXT
