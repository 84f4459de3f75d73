"""What is printed is read back as the same tree, and no text at all makes the parser crash."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from storage.query import QueryError, corrected, explain, parse, print_query, read_back
from storage.query.fields import field_words
from storage.query.parser import MAX_LENGTH
from storage.query.tree import DayOfYear, Op, Query, Range, Term
from storage.texts import LANGUAGES
from tests.storage.query import trees

COUNTRIES = ("ES", "RU", "US", "GB")
PIECES = [
    *(f"{word}:" for _, word in field_words()), ":", "=", "!=", ">", "<=", "[", "]", "[30d]", "(",
    ")", '"', "“", "-", "—", "!", " ", "  ", ",", "..", "*", "O ", "OR ", "ИЛИ", " NO ", "НЕ ", "y",
    "500", "1.500", "1,5", "€", "%", "30d", "6м", "hoy", "2026-05-01", "31/02/2026", "Ana", "Ёлка",
    "m", "м", "о", "612 345 678", "+34", "a@example.org", "46001", "'", "\\", "…", "\x00", "\u200b",
    "\ud800", "x" * 40, "(" * 12, "vip", "mujer", "caducado", "2026", "|", ";", "SW1A 1AA",
]  # fmt: skip
queries_typed = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=200, deadline=None)
@given(query=trees.queries, country=st.sampled_from(COUNTRIES))
@example(query=Query(Term("birthday", Op.HAS, Range(DayOfYear(1, 1), None))), country="ES")
def test_what_is_printed_reads_back_as_the_same_tree(
    query: Query, country: str, language: str
) -> None:
    text = print_query(query, language)
    assume(len(text) <= MAX_LENGTH and text.count("(") < 8)
    assert parse(text, language=language, country=country) == query, text


@settings(max_examples=450, deadline=None)
@given(
    text=st.one_of(queries_typed, st.text(max_size=60)),
    language=st.sampled_from(LANGUAGES),
    country=st.sampled_from(COUNTRIES),
)
@example("612 (345) 678", "es", "ES")
@example("edad:", "es", "ES")
def test_any_text_is_understood_or_refused_in_words(text: str, language: str, country: str) -> None:
    try:
        query = parse(text, language=language, country=country)
    except QueryError as error:
        _check_refusal(error, text, language)
        return
    assert read_back(query, language, 3)
    printed = print_query(query, language)
    assume(len(printed) <= MAX_LENGTH)
    assert parse(printed, language=language, country=country) == query, printed


def _check_refusal(error: QueryError, text: str, language: str) -> None:
    assert 0 <= error.start <= error.end <= len(text)
    assert explain(error, text, language)
    assert corrected(error, text) != text


@settings(max_examples=100, deadline=None)
@given(query=trees.queries)
def test_the_canonical_form_reads_back_in_words_of_every_language(query: Query) -> None:
    for language in LANGUAGES:
        assert "{" not in read_back(query, language, 2)
