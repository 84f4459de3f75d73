"""Amounts of money as people type them and files hold them: whole hundredths of a currency.

The currency is a sign, an ISO 4217 code or a word (`€`, `usd`, `рублей`) before or behind the
number. A bare `$` or `pesos` is the house's own currency where that is one of them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_territory_currencies

from storage.values import EMPTY, Invalid, choices
from storage.values.folding import fold
from storage.values.words import meanings

Mark = Literal[",", "."]

LARGEST = 10**15
"""Beyond ten billions of anything it is a phone number or a mistake."""
_LONGEST = 60
_DOLLARS = frozenset({"USD", "MXN", "ARS", "CLP", "COP", "CAD", "AUD", "NZD", "DOP", "SGD", "HKD"})
_PESOS = frozenset({"MXN", "ARS", "CLP", "COP", "UYU", "DOP", "CUP", "PHP"})
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"})
_EVERY_FORMAT = re.compile(r"[\u200e\u200f\u061c]")
_NUMBER = r"\d(?:[\d.,'’]|[ \u00a0\u202f\u2009](?=\d{3}(?!\d)))*"
_AMOUNT = re.compile(
    rf"(?P<before>[^\d.,'’()\s+-]{{1,20}})?\s*(?P<minus>[+-])?\s*(?P<number>(?:{_NUMBER})|[.,]\d+)"
    r"(?:,?-(?!\d))?\s*(?P<after>[^\d()+-]{1,30})?"
)


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in hundredths; `currency` is ISO 4217, or "" where nobody named one."""

    amount: int
    currency: str


def parse(
    text: str | float | Decimal, *, currency: str = "", decimal: Mark | None = None
) -> Money | Invalid:
    """Read an amount. `currency` is the house's, for amounts that name none.

    `decimal` is what a column has shown to be its decimal mark; without it a lone mark before
    three digits groups thousands (1,500 and 1.500 are fifteen hundred), as money has two decimals.
    A minus before or behind and brackets make it negative. More decimals are rounded, halves up.
    Reasons: empty, not_an_amount, too_large.
    """
    if isinstance(text, bool):
        return Invalid("not_an_amount")
    if isinstance(text, int | float | Decimal):
        return _money(choices.number(text), currency)
    plain = _EVERY_FORMAT.sub("", text).translate(_MINUS).strip()
    if not plain.strip(" -"):
        return EMPTY
    negative, plain = _signed(plain) if len(plain) <= _LONGEST else (False, "")
    found = _AMOUNT.fullmatch(plain)
    named = _named(found, currency) if found else None
    if found is None or named is None:
        return Invalid("not_an_amount")
    read = _money(_number(found["number"], decimal), named)
    if isinstance(read, Invalid):
        return read
    return Money(-read.amount if negative != (found["minus"] == "-") else read.amount, named)


def take(text: str, currency: str) -> tuple[Money | None, str]:
    """Take the amount out of a sentence; return it and the words that are left.

    One with a currency beside it counts before bare numbers; of those the last word that is one.
    """
    words = text.split()
    spans = [(i, n) for n in (3, 2, 1) for i in range(len(words) - n, -1, -1)]
    bare: tuple[Money, str] | None = None
    for start, length in spans:
        piece = " ".join(words[start : start + length])
        if not any(char.isdigit() for char in piece):
            continue
        read = parse(piece, currency="")
        rest = " ".join([*words[:start], *words[start + length :]])
        if isinstance(read, Money) and read.currency:
            return read, rest
        if isinstance(read, Money) and bare is None and length == 1:
            bare = Money(read.amount, currency), rest
    return bare or (None, " ".join(words))


def column_mark(samples: Iterable[object]) -> Literal[",", ".", ""]:
    """Return the decimal mark of a column from cells that leave no choice, "" where none does.

    `12,50` and `1.234,5` show a comma; `1.500` shows nothing, for it may be a thousand.
    """
    seen = {mark for mark in map(_shown_mark, samples) if mark}
    return "," if seen == {","} else "." if seen == {"."} else ""


def _shown_mark(sample: object) -> str:
    marks = re.findall(r"[.,](?=\d)", sample) if isinstance(sample, str) else []
    if not marks:
        return ""
    tail = re.search(r"[.,](\d+)\D*\Z", str(sample))
    whole = re.match(r"\D*0[.,]", str(sample))
    alone = len(set(marks)) == 1
    if tail is None or (alone and len(marks) > 1):
        return ""
    return "" if alone and len(tail[1]) == 3 and not whole else marks[-1]


def read_currency(text: str, house: str = "") -> str | Invalid:
    """Return the ISO 4217 code of a sign, a code or a word. Reasons: empty, unknown_currency."""
    word = fold(text)
    if not word:
        return EMPTY
    if word in ("$", "dollars", "dolares", "dolar") and house in _DOLLARS:
        return house
    if word in ("$", "peso", "pesos"):
        own = house if house in _PESOS else ""
        return own or ("USD" if word == "$" else Invalid("unknown_currency"))
    code = meanings("currency").get(word) or word.upper()
    return code if code in _codes() else Invalid("unknown_currency")


def currency_of(country: str) -> str:
    """Return the currency of a country (ISO 3166-1 alpha-2), "" where there is none."""
    try:
        return next(iter(get_territory_currencies(country)), "") if country else ""
    except (KeyError, UnknownLocaleError):
        return ""


def shown(amount: int, currency: str, language: str) -> str:
    """Return an amount in hundredths as readers of `language` write it: `1.500,50 €`."""
    value = Decimal(amount).scaleb(-2)
    if not currency:
        return format_decimal(value, format="#,##0.00", locale=language)
    # JPY and its like have no hundredths, but what was counted in them must not be rounded away.
    digits = amount % 100 == 0
    return format_currency(value, currency, locale=language, currency_digits=digits)


def _signed(text: str) -> tuple[bool, str]:
    """Take brackets, and a minus at either end, off; say whether they make it negative."""
    inside = re.fullmatch(r"\((.*)\)", text)
    if inside:
        return True, inside[1].strip()
    if text.startswith("-"):
        return True, text[1:].strip()
    if re.search(r"\d\s*-\Z", text) and not text.endswith(",-"):
        return True, text[:-1].strip()
    return False, text


def _named(found: re.Match[str], house: str) -> str | None:
    """Return the currency of an amount; None where a word beside it is none."""
    words = [word.strip() for word in (found["before"], found["after"]) if word and word.strip()]
    if not words:
        return house
    code = read_currency(words[0], house)
    return code if len(words) == 1 and not isinstance(code, Invalid) else None


def _number(digits: str, decimal: Mark | None) -> Decimal | Invalid:
    digits = digits.rstrip(".,'’")
    if decimal is None:
        marks = {char for char in digits if char in ".,"}
        # The other mark than the one that stands there: then a group of three is thousands.
        decimal = "." if marks == {","} else ","
    return choices.number(digits, decimal)


def _money(number: Decimal | Invalid, currency: str) -> Money | Invalid:
    if isinstance(number, Invalid):
        return Invalid("not_an_amount")
    if abs(number) >= LARGEST:
        return Invalid("too_large")
    return Money(int((number * 100).to_integral_value(ROUND_HALF_UP)), currency)


@cache
def _codes() -> frozenset[str]:
    return frozenset(Locale("en").currencies)
