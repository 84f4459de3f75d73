"""Phone numbers: kept as typed, and in E.164 (ITU-T) where they can be read.

The numbering plans come from the phonenumbers library. What is ours is the damage that a
spreadsheet does to a number: `612345678.0`, `6.12345678E+08`, a leading apostrophe or minus.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from storage.values import EMPTY, Invalid
from storage.values.words import says_nothing

Label = Literal["mobile", "landline", "other"]
# Codes of what had to be repaired; "" where nothing had.
Repair = Literal["", "minus_sign", "number_format", "plus_lost"]

_MAX_CELL = 500
_MIN_DIGITS = 5
_AS_FLOAT = re.compile(r"[-+]?\d+\.0+\Z")
_AS_SCIENCE = re.compile(r"[-+]?\d(?:[.,]\d+)?[eE]\+?\d{1,2}\Z")
_AS_NEGATIVE = re.compile(r"-\d+\Z")
# As most are: nothing in it to mend, to split or to take for an extension.
_PLAIN = re.compile(r"\+?\d[\d ]*\Z")
_NUMBER = re.compile(r"\+?\(?\+?\d[\d\s()./\-\u2010-\u2015\u2212\u00a0]*")
_EXTENSION = re.compile(
    r"[\s,;(]*(?:extensi[oó]n|ext|int|доб|вн|x|#)[.:\s]*(\d{1,7})\b\)?", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?::::|[;|\n\r/])\s*|\s*,\s*|\s+(?:y|o|e|or|and|и|или)\s+")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that can be called. `extension` is digits or ""; `repair` says what was mended."""

    e164: str
    as_typed: str
    label: Label
    extension: str = ""
    repair: Repair = ""


def parse(value: str | float, country: str) -> Phone | Invalid:
    """Read one number; `country` (ISO alpha-2) is where a number without + or 00 is from.

    Reasons: empty, too_long, no_digits, too_few_digits, digits_lost (Excel kept too few of them),
    negative (a subtraction was calculated), not_a_number_there.
    """
    typed = as_typed(value)
    if not typed or says_nothing(typed[:_MAX_CELL]):
        return EMPTY
    if len(typed) > _MAX_CELL:
        return Invalid("too_long")
    plain = _PLAIN.match(typed)
    mended: tuple[str, Repair] | Invalid = (typed, "") if plain else _undo_spreadsheet(typed)
    if isinstance(mended, Invalid):
        return mended
    text, repair = mended
    extension = None if plain else _EXTENSION.search(text, _MIN_DIGITS)
    number = _number_in(text[: extension.start()] if extension else text, country.upper())
    if isinstance(number, Invalid):
        return Invalid("negative") if repair == "minus_sign" else number
    e164, label = number
    return Phone(e164, typed, label, extension[1] if extension else "", repair)


def parse_many(
    value: str | float, country: str, one_of: Callable[[str | float, str], Phone | Invalid] = parse
) -> tuple[Phone | Invalid, ...]:
    """Read a cell that may hold several numbers; an empty cell gives an empty tuple.

    `one_of` reads each. Parts are kept whole where splitting would leave something that is no
    number (`96/123 45 67`).
    """
    typed = as_typed(value)
    if _PLAIN.match(typed):
        one = one_of(typed, country)
        return () if one == EMPTY else (one,)
    parts = [part for part in _BETWEEN.split(typed[:_MAX_CELL]) if part]
    if len(parts) > 1:
        each = [one_of(part, country) for part in parts]
        if sum(isinstance(read, Phone) for read in each) > 1:
            return tuple(each)
    one = one_of(value, country)
    if one == EMPTY:
        return ()
    if isinstance(one, Invalid) and len(parts) > 1:
        read = (one_of(part, country) for part in parts)
        return tuple(part for part in read if isinstance(part, Phone)) or (one,)
    return (one,)


def digits_alone(value: str | float) -> str:
    """Return the digits of a cell that holds nothing else, whatever a spreadsheet made of them."""
    typed = as_typed(value)
    mended = _undo_spreadsheet(typed) if len(typed) <= _MAX_CELL else Invalid("too_long")
    if isinstance(mended, Invalid) or mended[1] == "minus_sign":
        return ""
    return mended[0] if mended[0].isascii() and mended[0].isdecimal() else ""


def display(e164: str, country: str) -> str:
    """Return the number grouped for reading: national in its own country, international abroad."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.region_code_for_number(number) == country.upper()
    style = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def as_typed(value: str | float) -> str:
    """Return a number as it is kept beside its E.164."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return str(value).replace("\xa0", " ").strip().lstrip("'´`").strip()


def _undo_spreadsheet(text: str) -> tuple[str, Repair] | Invalid:
    if _AS_SCIENCE.match(text):
        return _from_science(text)
    if _AS_FLOAT.match(text):
        text = text.split(".", 1)[0]
        if not text.startswith("-"):
            return text, "number_format"
    if _AS_NEGATIVE.match(text):
        return text[1:], "minus_sign"
    return text, ""


def _from_science(text: str) -> tuple[str, Repair] | Invalid:
    mantissa, _, exponent = text.replace(",", ".").upper().partition("E")
    kept = sum(c.isdigit() for c in mantissa)
    try:
        digits = str(int(Decimal(f"{mantissa}E{exponent}")))
    except InvalidOperation:
        return Invalid("digits_lost")
    # 6.12E+08 kept three digits of nine: the zeros that would fill it up are invented.
    if kept < len(digits.lstrip("-")) - 1:
        return Invalid("digits_lost")
    return digits.lstrip("-"), "number_format"


def _number_in(text: str, country: str) -> tuple[str, Label] | Invalid:
    number = _NUMBER.search(text)
    if not number:
        return Invalid("no_digits")
    if sum(map(str.isdigit, number[0])) < _MIN_DIGITS:
        return Invalid("too_few_digits")
    return _look_up(number[0], country)


def _look_up(text: str, country: str) -> tuple[str, Label] | Invalid:
    """Read a number as one of `country`, or of the one that it states itself by + or 00.

    Digits that are none there are no number: read as one of some other country that they happen
    to begin like, they would ring at a stranger's.
    """
    text = text.replace("(+", "+(").replace("/", "")
    stated = text.lstrip("(").startswith("+")
    found = _valid(text, country, believed=stated)
    digits = "".join(filter(str.isdecimal, text))
    if found is None and not stated and digits.startswith("00"):
        found = _valid(f"+{digits[2:]}", country)  # not every country dials 00 to get out
    return found or Invalid("not_a_number_there")


def _valid(text: str, country: str, *, believed: bool = False) -> tuple[str, Label] | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if kind != PhoneNumberType.UNKNOWN:
        return e164, _LABELS.get(kind, "other")
    # Ranges are opened faster than plans are published: a country code after + is believed.
    return (e164, "other") if believed and phonenumbers.is_possible_number(number) else None


_LABELS: dict[int, Label] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
}
