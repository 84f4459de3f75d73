"""Values are seen where examples teach them, and nowhere but in the reply's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.learned import tables
from mail.learned.sequences import NOTHING
from mail.understanding import annotated, learning, sentences, tagging


def seen(text: str) -> dict[str, str]:
    said = sentences.read(text, {})
    return {span.field: said[span.at].text[span.start : span.end] for span in tagging.spans(said)}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Nos hemos mudado a Alcorcón, calle Olmo 14, 5º C", "street", "calle Olmo 14, 5º C"),
        ("We moved in June - 14 Albion Road, London N16 9PA", "postcode", "N16 9PA"),
        ("Теперь работаю в ООО «Вектор»", "company", "ООО «Вектор»"),
        ("please use bea@example.org from now on", "email", "bea@example.org"),
        ("мой новый номер 8 916 555-20-31", "number", "8 916 555-20-31"),
    ],
)
def test_a_told_value_is_seen(text: str, field: str, value: str) -> None:
    assert seen(text)[field] == value


@pytest.mark.parametrize(
    "text",
    [
        "Todo está bien, gracias",
        "For anything urgent ring Joanne on 020 7946 0199 while I am away",
        "Мы виделись у вас на ул. Мира, д. 5, в прошлый вторник",
    ],
)
def test_what_is_nobodys_new_value_is_not_seen(text: str) -> None:
    assert not {"street", "number", "email"} & seen(text).keys()


@given(st.text(max_size=200))
def test_spans_lie_inside_their_sentences(text: str) -> None:
    said = sentences.read(text, {})
    for span in tagging.spans(said):
        assert 0 <= span.start < span.end <= len(said[span.at].text)
        assert 0 < span.likelihood <= 1


def test_an_example_is_read_with_its_values() -> None:
    text, values = annotated.read(r"Vivo en {city Toledo}\nno en {-city Getafe}")
    assert text == "Vivo en Toledo\nno en Getafe"
    assert [(text[one.start : one.end], one.name) for one in values] == [
        ("Toledo", "city"),
        ("Getafe", tagging.OLD),
    ]
    tokens, names = annotated.named(r"Vivo en {city Toledo}\nno en {-city Getafe}")
    told = [token.text for token, name in zip(tokens, names, strict=True) if name != NOTHING]
    assert told == ["Toledo", "Getafe"]


@pytest.mark.parametrize("row", ["{town Toledo}", "en {city Toledo", "en Toledo}"])
def test_wrong_braces_are_an_error(row: str) -> None:
    with pytest.raises(ValueError, match=r"brace|field"):
        annotated.read(row)


def test_the_shipped_table_was_learned_from_the_shipped_examples() -> None:
    head = learning.TAGS.read_text("utf-8").partition("\t")[0]
    assert head == tables.note(list(annotated.seen())), "run make learn"


def test_each_example_stands_once() -> None:
    rows = list(annotated.rows())
    assert len(rows) > 10_000
    assert len(set(rows)) == len(rows)
