"""What a word by itself is: a phone, an e-mail address, a postcode, or part of a name."""

import re

import phonenumbers

from storage.query import fields, words
from storage.query.scanner import Scanner
from storage.query.tree import Bare, BareEmail, BarePhone, BarePostcode, Phrase, Word
from storage.values import Invalid, emails

_PART = r"(?:\([0-9]{1,5}\)|[0-9])"
_PHONE = re.compile(rf"\+?{_PART}(?:[\s./-]?{_PART}|\s-\s(?=[0-9]))*")
_AFTER_PHONE = re.compile(r"(?=$|[\s)|,;])")
_DATE_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_FEWEST, _MOST = 7, 15
_EDGES = ",;.:!?'«»…"
_SIX_DIGITS = frozenset({"RU", "BY", "KZ", "KG", "UZ", "CN", "IN", "CO", "RO", "EC", "SG"})
_FOUR_DIGITS = frozenset({"AT", "AU", "BE", "BG", "CH", "CY", "DK", "HU", "LU", "LV", "NL", "NO",
                          "NZ", "PY", "SI", "VE", "AR", "BO", "GE", "AM"})  # fmt: skip
_LETTERED = {
    "GB": re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?\s?[0-9][A-Z]{2}(?![^\s)|])", re.IGNORECASE),
    "NL": re.compile(r"[0-9]{4}\s?[A-Z]{2}(?![^\s)|])", re.IGNORECASE),
    "CA": re.compile(r"[A-Z][0-9][A-Z]\s?[0-9][A-Z][0-9](?![^\s)|])", re.IGNORECASE),
    "AR": re.compile(r"[A-Z][0-9]{4}[A-Z]{3}(?![^\s)|])", re.IGNORECASE),
    "PT": re.compile(r"[0-9]{4}-[0-9]{3}(?![^\s)|])"),
    "PL": re.compile(r"[0-9]{2}-[0-9]{3}(?![^\s)|])"),
    "US": re.compile(r"[0-9]{5}-[0-9]{4}(?![^\s)|])"),
    "BR": re.compile(r"[0-9]{5}-[0-9]{3}(?![^\s)|])"),
}


def take_phone(scanner: Scanner, country: str) -> BarePhone | None:
    """Read a phone number here, in whatever groups it was typed; None where there is none.

    Of several groups of digits as many are taken as make one number of `country`, so that a
    postcode after a phone stays a postcode.
    """
    found = scanner.looking_at(_PHONE)
    if not found or _DATE_LIKE.match(found[0]):
        return None
    ends = _ends(scanner, found.start(), found.end())
    good = [end for end in ends if _is_number(scanner.text[found.start() : end], country)]
    if not ends:
        return None
    scanner.pos = (good + ends)[0]
    typed = scanner.text[found.start() : scanner.pos]
    plus = "+" if typed.lstrip("(").startswith("+") else ""
    return BarePhone(plus + _digits(typed), scanner.span(found.start(), scanner.pos))


def _digits(typed: str) -> str:
    return "".join(char for char in typed if char in "0123456789")


def take_postcode(scanner: Scanner, country: str) -> BarePostcode | None:
    """Read a postcode with letters or a dash here, where the country writes them so."""
    shape = _LETTERED.get(country.upper())
    found = scanner.take(shape) if shape else None
    if not found:
        return None
    code = " ".join(found[0].upper().split())
    return BarePostcode(code, scanner.span(*found.span()))


def read_bare(scanner: Scanner, typed: str, start: int, country: str) -> Bare | None:
    """Tell what a run of characters is; None for mere punctuation."""
    text = typed.strip(_EDGES)
    at = scanner.span(start, start + len(typed))
    if "@" in text.strip("@"):
        address = emails.parse(text)
        if not isinstance(address, Invalid):
            return BareEmail(address.normal, at)
    if re.fullmatch(r"[0-9]+", text) and len(text) in _lengths(country):
        return BarePostcode(text, at)
    if not any(char.isalnum() for char in text):
        return None
    if text != typed and not _plain_word(text):
        return Phrase(text, at)
    return Word(text, at)


def _plain_word(text: str) -> bool:
    """Tell whether a word freed of its punctuation is still only a word: "No." is not."""
    return text.isalpha() and not words.operator_of(text) and fields.key(text) != words.LOOKALIKE_OR


def _lengths(country: str) -> set[int]:
    code = country.upper()
    return {5} | ({6} if code in _SIX_DIGITS else set()) | ({4} if code in _FOUR_DIGITS else set())


def _ends(scanner: Scanner, start: int, end: int) -> list[int]:
    """Return where a number that starts here may end, the longest first."""
    text = scanner.text
    # No phone is longer, with a mark between any two digits.
    latest = min(end, start + 3 * _MOST)
    ends = [end] + [i for i in range(latest, start, -1) if text[i : i + 1].isspace()]
    return [
        i
        for i in dict.fromkeys(ends)
        if _AFTER_PHONE.match(text, i)
        and text[i - 1] in "0123456789)"
        and _FEWEST <= len(_digits(text[start:i])) <= _MOST
    ]


def _is_number(typed: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(typed, country.upper()))
    except phonenumbers.NumberParseException:
        return False
