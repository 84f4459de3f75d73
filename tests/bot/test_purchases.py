"""What was bought, as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.editing import field_in
from bot.purchases import read

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


@given(st.text(max_size=300))
def test_nothing_typed_as_a_purchase_breaks_it(text: str) -> None:
    read(text, "EUR")


@given(st.text(max_size=200))
def test_nothing_typed_as_a_field_breaks_it(text: str) -> None:
    field_in(text)


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
