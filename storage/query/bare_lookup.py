"""Looking up what was typed by itself: a name, a phone, an address, a postcode."""

import re

import phonenumbers
from tortoise.expressions import Q, Subquery

from storage.query import matching
from storage.query.text_index import narrowed
from storage.query.tree import Bare, BareEmail, BarePhone, BarePostcode, Op, Phrase, Word
from storage.tables.people import EmailAddress, Phone, PostalAddress
from storage.values import Invalid, phones
from storage.values.diminutives import also_called
from storage.values.folding import fold

_FEWEST_DIGITS = 7
_JOINTS = re.compile(r"[-'’.]+")


def condition(node: Bare, country: str) -> Q:
    """Return the filter on contacts for a bare word."""
    match node:
        case BarePhone(digits):
            return phone(digits, Op.HAS, country)
        case BareEmail(address):
            return _having(EmailAddress.filter(normal=address))
        case BarePostcode(code):
            spellings = [code, code.replace(" ", "")]
            return _having(PostalAddress.filter(postcode__in=spellings))
        case Phrase(text):
            return matching.searched("search_text", text, Op.HAS)
        case Word(text):
            return _word(text)


def phone(typed: str, op: Op, country: str) -> Q:
    """Return who has a phone: a whole number in any format, or some of its digits."""
    digits = "".join(char for char in typed if char in "0123456789")
    if "*" in typed:
        return _having(Phone.filter(_part(typed, digits, country)))
    read = phones.parse(typed, country)
    exact = f"+{digits}" if isinstance(read, Invalid) else read.e164
    if op in (Op.EQ, Op.NE):
        return _having(Phone.filter(e164=exact))
    inside = Q(e164__contains=digits) if len(digits) < _FEWEST_DIGITS else _ending(digits)
    found = Phone.filter(Q(e164__isnull=False) & (Q(e164=exact) | inside))
    return _having(found) | _unread(digits)


def _ending(digits: str) -> Q:
    """A number dialled at home ends the same abroad, but for what it is dialled with."""
    ends = Q(e164__endswith=digits.lstrip("0"))
    if len(digits) == 11 and digits.startswith("8"):
        return ends | Q(e164=f"+7{digits[1:]}")
    return ends


def _part(typed: str, digits: str, country: str) -> Q:
    known = Q(e164__isnull=False)
    if typed.startswith("+"):
        return known & Q(e164__startswith=f"+{digits}")
    if typed.endswith("*") and not typed.startswith("*"):
        code = phonenumbers.country_code_for_region(country.upper())
        return known & (Q(e164__startswith=f"+{code}{digits}") | Q(e164__startswith=f"+{digits}"))
    if typed.startswith("*") and not typed.endswith("*"):
        return known & Q(e164__endswith=digits)
    return known & Q(e164__contains=digits)


def _unread(digits: str) -> Q:
    """A phone that could not be understood is kept as typed; its digits are in search_text."""
    if len(digits) < _FEWEST_DIGITS:
        return Q(id__in=[])
    unread = Phone.filter(e164__isnull=True)
    return _having(unread) & Q(narrowed(digits), search_text__contains=digits)


def _word(text: str) -> Q:
    """A part of a name, company, city or address, or a whole id of the other system."""
    parts = [text]
    if "*" not in text and "@" not in text:
        parts = [part for part in _JOINTS.split(text) if part]
    found = Q(*[matching.searched("search_text", part, Op.HAS) for part in parts])
    if not matching.simple(text):
        pieces = [fold(piece) for piece in text.split("*") if piece]
        found = Q(*[Q(narrowed(piece), search_text__contains=piece) for piece in pieces])
    called = [_first_name(form) for form in sorted(also_called(text))]
    return Q(found, *called, Q(external_id__isnull=False, external_id=text), join_type=Q.OR)


def _first_name(form: str) -> Q:
    """A form of a name counts only as a whole word: Ana is no Anabel's nickname."""
    ends = Q(name_key__endswith=f" {form}") | Q(name_key__contains=f" {form} ")
    whole = Q(name_key=form) | Q(name_key__startswith=f"{form} ") | ends
    return Q(narrowed(form), whole)


def _having(rows: object) -> Q:
    return Q(id__in=Subquery(rows.values("contact_id")))  # type: ignore[attr-defined]
