"""Looking up what was typed by itself: a name, a phone, an address, a postcode."""

import re

import phonenumbers
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage.query import matching
from storage.query.conditions import having
from storage.query.text_index import narrowed, narrowed_rows
from storage.query.tree import Bare, BareEmail, BarePhone, BarePostcode, Op, Phrase, Word
from storage.tables.people import EmailAddress, Phone, PostalAddress
from storage.values import Invalid, phones
from storage.values.diminutives import also_called
from storage.values.folding import fold

_FEWEST_DIGITS = 7
_MOST_HOLDERS = 10_000
_JOINTS = re.compile(r"[-'’.]+")


async def condition(node: Bare, country: str) -> Q:
    """Return the filter on contacts for a bare word."""
    match node:
        case BarePhone(digits):
            return await phone(digits, Op.HAS, country)
        case BareEmail(address):
            return having(EmailAddress.filter(normal=address))
        case BarePostcode(code):
            spellings = [code, code.replace(" ", "")]
            return having(PostalAddress.filter(postcode__in=spellings))
        case Phrase(text):
            return matching.searched("search_text", text, Op.HAS)
        case Word(text):
            return _word(text)


async def phone(typed: str, op: Op, country: str) -> Q:
    """Return who has a phone: a whole number in any format, or some of its digits."""
    digits = "".join(char for char in typed if char in "0123456789")
    if "*" in typed:
        return having(Phone.filter(_part(typed, digits, country)))
    read = phones.parse(typed, country)
    exact = f"+{digits}" if isinstance(read, Invalid) else read.e164
    if op in (Op.EQ, Op.NE):
        return having(Phone.filter(e164=exact))
    if len(digits) < _FEWEST_DIGITS:
        return having(Phone.filter(e164__isnull=False, e164__contains=digits))
    # A whole number has few holders: they are looked up first, each by an index of its own.
    wholes = [exact, f"+7{digits[1:]}"] if _russian(digits) else [exact]
    home = digits.lstrip("0")
    holders = {
        *await _holders(Phone.filter(e164__in=wholes)),
        *await _holders(Phone.filter(narrowed_rows(home), e164__endswith=home)),
        *await _holders(
            Phone.filter(
                narrowed_rows(digits), e164__isnull=True, contact__search_text__contains=digits
            )
        ),
    }
    return Q(id__in=sorted(holders))


def _russian(digits: str) -> bool:
    """At home a Russian number is dialled with 8 in front, from abroad with +7."""
    return len(digits) == 11 and digits.startswith("8")


async def _holders(rows: QuerySet[Phone]) -> set[int]:
    """Return the contacts of phones. A number ends at home as it ends abroad."""
    found = await rows.limit(_MOST_HOLDERS).values_list("contact_id", flat=True)
    return {int(str(one)) for one in found}


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
