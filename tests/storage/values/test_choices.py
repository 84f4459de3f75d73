"""Yes and no, sexes, channels and numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values import EMPTY, Invalid
from storage.values.choices import CHANNELS, channel, meaning_of_m, number, sex, yes_no


@pytest.mark.parametrize("typed", ["Sí", "SI", "s", "yes", "да", "x", "Х", "✓", "1", "TRUE", "sí."])
def test_a_yes(typed: str) -> None:
    assert yes_no(typed) is True


@pytest.mark.parametrize("typed", ["No", "нет", "0", "false", "baja", "Unsubscribed"])
def test_a_no(typed: str) -> None:
    assert yes_no(typed) is False


def test_neither_is_never_guessed() -> None:
    assert yes_no("") == EMPTY
    assert yes_no(" - ") == EMPTY
    assert yes_no("quizás") == Invalid("not_yes_or_no")


def test_a_bare_m_is_asked_about_unless_its_column_tells() -> None:
    assert sex("m") == Invalid("ambiguous")
    assert sex("M.") == Invalid("ambiguous")
    assert sex("м") == "male"  # Cyrillic
    assert sex("m", meaning_of_m(["H", "M"])) == "female"
    assert sex("m", meaning_of_m(["F", "M"])) == "male"
    assert meaning_of_m(["H", "F", "M"]) is None
    assert meaning_of_m(["M"]) is None


def test_sexes_in_words() -> None:
    assert [sex(word) for word in ("Mujer", "female", "ж", "Hombre", "муж", "Otro")] == [
        *("female", "female", "female", "male", "male", "other"),
    ]
    assert sex("?") == EMPTY
    assert sex("xyzzy") == Invalid("unknown")


def test_channels_in_words() -> None:
    words = ("Correo electrónico", "Teléfono", "СМС", "WhatsApp", "carta")
    assert [channel(word) for word in words] == ["email", "phone", "sms", "whatsapp", "post"]
    assert channel("paloma") == Invalid("unknown")
    assert channel("") == EMPTY


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.500,50", "1500.50"),
        ("1,500.50", "1500.50"),
        ("1 500", "1500"),
        ("1\u202f500,5", "1500.5"),
        ("500€", "500"),
        ("1.500", "1500"),
        ("1,5", "1.5"),
        ("12.5", "12.5"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("-3,5", "-3.5"),
        ("300 руб.", "300"),
        (12.5, "12.5"),
    ],
)
def test_a_number_is_read_whatever_its_marks(typed: str | float, value: str) -> None:
    assert number(typed) == Decimal(value)


def test_a_number_follows_the_decimal_mark_where_only_that_tells() -> None:
    assert number("1,500", ".") == Decimal(1500)
    assert number("1.500", ".") == Decimal("1.500")
    assert number("abc") == Invalid("not_a_number")
    assert number("") == EMPTY
    assert number(float("nan")) == Invalid("not_a_number")


UNKNOWN = Invalid("unknown")
NO_NUMBER = Invalid("not_a_number")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_choice_or_a_reason(text: str) -> None:
    assert yes_no(text) in {True, False, EMPTY, Invalid("not_yes_or_no")}
    assert sex(text) in {"female", "male", "other", EMPTY, UNKNOWN, Invalid("ambiguous")}
    assert channel(text) in {*CHANNELS, EMPTY, UNKNOWN}


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.text(alphabet="0123456789.,-+ €", max_size=20)
    | st.floats()
    | st.decimals()
)
def test_anything_gives_a_finite_number_or_a_reason(typed: str | float | Decimal) -> None:
    found = number(typed)
    assert found.is_finite() if isinstance(found, Decimal) else found in {EMPTY, NO_NUMBER}
