"""Numbers from abroad that lost their +: a spreadsheet takes `+447911123456` for a quantity.

Digits that are a number of the country at hand are one, whatever else they begin like. Others are
read with a + where a whole plan fits them, unless a digit too many in a number of that country
would look the same: who is called by a guess must not be a stranger.
"""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import chain

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberType

from storage.values import Invalid
from storage.values.phones import Phone, as_typed, digits_alone
from storage.values.phones import parse as parse_at_home

_MOBILE = frozenset({PhoneNumberType.MOBILE})
_MAY_BE_MOBILE = _MOBILE | {PhoneNumberType.FIXED_LINE_OR_MOBILE}
_USUAL = _MAY_BE_MOBILE | {PhoneNumberType.FIXED_LINE}
_NOWHERE = "001"
"""What phonenumbers calls the region of satellites and of freephone everywhere."""


def parse(value: str | float, country: str, home: str) -> Phone | Invalid:
    """Read one number of `country`, or one that lost its +; both ISO alpha-2.

    `home` is where the list is from: with its code a number is believed. Reasons as in
    `phones.parse`; the repair is `plus_lost`.
    """
    read = parse_at_home(value, country)
    if read != Invalid("not_a_number_there"):
        return read
    digits = digits_alone(value)
    country, home = country.upper(), home.upper()
    if not digits or digits.startswith("0") or not _too_long(digits, country):
        return read
    number = _with_plus(digits)
    if number is None or not (
        number.country_code in (_code(country), _code(home)) or _no_slip(digits, number, country)
    ):
        return read
    whole = parse_at_home(f"+{digits}", country)
    if isinstance(whole, Invalid) or whole.e164 != f"+{digits}":
        return read
    return replace(whole, as_typed=as_typed(value), repair="plus_lost")


def _too_long(digits: str, country: str) -> bool:
    """Tell whether these are more digits than a number of a country has, dialled from within."""
    plan = _plan(country)
    if plan is None:
        return False
    usual = (kind.possible_length for kind in (plan.mobile, plan.fixed_line) if kind)
    longest, out = max(chain.from_iterable(usual)), plan.national_prefix or ""
    # A digit too many behind an 8 is a Russian slip, not a call to Japan.
    return len(digits) > longest + (len(out) + 1 if out and digits.startswith(out) else 0)


def _with_plus(digits: str) -> PhoneNumber | None:
    """Return the number that these are with a +, where they fit the plan of a country."""
    number = _read(f"+{digits}", None)
    if number is None:
        return None
    kind = phonenumbers.number_type(number)
    if kind != PhoneNumberType.UNKNOWN:
        return number if kind in _USUAL else None
    # Ranges are opened faster than plans are published; those for films are in none.
    plan = _plan(phonenumbers.region_code_for_country_code(number.country_code or 0))
    whole = plan.general_desc if plan else None
    rest = phonenumbers.national_significant_number(number)
    fits = whole and re.fullmatch(whole.national_number_pattern or "", rest)
    return number if fits else None


def _no_slip(digits: str, number: PhoneNumber, country: str) -> bool:
    """Tell whether no number of `country` looks like this with one digit too many.

    A mobile abroad is likelier than a slip in a landline; anything else abroad is not.
    """
    likelier = _MAY_BE_MOBILE if phonenumbers.number_type(number) in _MOBILE else _USUAL
    shorter = (_read(digits[:i] + digits[i + 1 :], country) for i in range(len(digits)))
    return not any(one and phonenumbers.number_type(one) in likelier for one in shorter)


def _read(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None


@lru_cache
def _plan(region: str) -> PhoneMetadata | None:
    """Return the numbering plan of a region, None where it has none."""
    return None if region == _NOWHERE else PhoneMetadata.metadata_for_region(region, None)


def _code(region: str) -> int:
    return int(phonenumbers.country_code_for_region(region))
