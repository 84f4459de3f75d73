"""What was bought, as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.editing import field_in
from bot.commands.writing import EDITED
from bot.purchases import MOST_ITEMS, read
from storage.orders import PIECE
from storage.texts import LANGUAGES, say

WORD = st.text("abcdefghijklmnñopqrstuvwyzáéíóúбвгджзклмн", min_size=4, max_size=12)
THINGS = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
VALUES = st.lists(st.text("abcxyz0123456789@.+", min_size=1), min_size=1, max_size=4).map(" ".join)
LABELS = [(say(code, f"field.{name}"), name) for code in LANGUAGES for name in EDITED]

TYPED = {
    "3 café 45,50": [("café", 3000, 4550)],
    "café 45,50": [("café", 1000, 4550)],
    "3 café 45,50, té 5": [("café", 3000, 4550), ("té", 1000, 500)],
    "3 café a 15": [("café", 3000, 4500)],
    "2 mugs at 9.95; tea 5": [("mugs", 2000, 1990), ("tea", 1000, 500)],
    "2 x mugs 19.90": [("mugs", 2000, 1990)],
    "1,5 kg naranjas 3": [("naranjas", 1500, 300)],
    "3 кофе по 150 руб": [("кофе", 3000, 45000)],
    "iPhone 15 900": [("iPhone 15", 1000, 90000)],
    "45,50": [("", 1000, 4550)],
    "camiseta talla 42 60€": [("camiseta talla 42", 1000, 6000)],
    "2 mugs": [("mugs", 2000, None)],
    "té\n3 pastas 4,20": [("té", 1000, None), ("pastas", 3000, 420)],
}


@pytest.mark.parametrize("typed", TYPED)
def test_a_purchase_is_read(typed: str) -> None:
    bought = read(typed, "EUR")
    assert [(line.text, line.quantity, line.total) for line in bought.lines] == TYPED[typed]


def test_the_currency_that_is_named_is_taken_and_two_are_not() -> None:
    assert read("café 5", "EUR").currency == "EUR"
    assert read("café 5 $", "EUR").currency == "USD"
    assert read("café 5 $, té 3 €", "EUR").currency is None


@given(st.lists(st.tuples(st.integers(1, 999), THINGS, st.integers(0, 999_999)), max_size=5))
def test_whatever_is_sold_is_read_as_it_was_typed(sold: list[tuple[int, str, int]]) -> None:
    typed = "; ".join(f"{n} {thing} {cents // 100},{cents % 100:02}" for n, thing, cents in sold)
    bought = read(typed, "EUR")
    assert [(line.quantity, line.text, line.total) for line in bought.lines] == [
        (n * PIECE, thing, cents) for n, thing, cents in sold
    ]
    assert bought.total == (sum(cents for _, _, cents in sold) if sold else None)


@given(st.text(max_size=300))
def test_no_word_of_a_purchase_is_invented_and_no_line_is_of_nothing(text: str) -> None:
    bought = read(text, "EUR")
    assert len(bought.lines) <= MOST_ITEMS
    for line in bought.lines:
        assert all(word in text for word in line.text.split())
        assert line.quantity >= 0


@given(st.sampled_from(LABELS), VALUES)
def test_every_field_is_known_by_its_label_and_keeps_what_was_typed(
    labelled: tuple[str, str], value: str
) -> None:
    label, name = labelled
    assert field_in(f"{label}: {value}") == (name, value)


@given(st.text(max_size=200))
def test_only_a_field_that_can_be_edited_is_named_and_the_value_is_the_end_of_the_text(
    text: str,
) -> None:
    name, value = field_in(text)
    assert name in {"", *EDITED}
    assert text.rstrip().endswith(value.rstrip())
    assert not value or name


@pytest.mark.parametrize(
    ("typed", "field"),
    {
        "móvil 699 22 33 44": ("mobile", "699 22 33 44"),
        "correo: ana@example.org": ("email", "ana@example.org"),
        "código postal 46001": ("postcode", "46001"),
        "город Самара": ("city", "Самара"),
        "job title Head of Sales": ("job_title", "Head of Sales"),
        "cumple 3/5/1980": ("birth_date", "3/5/1980"),
        "calle Mayor 1": ("street", "Mayor 1"),
        "móvil": ("mobile", ""),
        "algo raro": ("", ""),
        "": ("", ""),
    }.items(),
)
def test_the_field_that_is_named(typed: str, field: tuple[str, str]) -> None:
    assert field_in(typed) == field
