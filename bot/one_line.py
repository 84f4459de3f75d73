"""A new contact in one line: `Ana Ruiz 612 345 678 ana@example.org Valencia`.

Pure. The e-mail and the phone are known by their looks; the words before them are the name, the
words after them the city, perhaps after its postcode. Where there is neither, all is the name.
"""

import re
from dataclasses import dataclass, field

from storage.values import Invalid, emails, names, phones

_EMAIL = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")
_PLACE = re.compile(r"(?P<postcode>\d{4,6})?\s*(?P<city>.*)")
_LONGEST = {"postcode": 16, "honorific": 40, "last_name": 160, "email": 320}
_PHONE = re.compile(r"\+?\d[\d\s().-]{5,}\d")


@dataclass(frozen=True, slots=True)
class Line:
    """The fields in their normal form; `bad` names what could not be understood, as typed."""

    values: dict[str, str] = field(default_factory=dict)
    bad: str = ""


def read(text: str, language: str, country: str) -> Line:
    """Read a line; `country` reads national phone numbers, `language` splits the name."""
    values: dict[str, str] = {}
    found_email = _EMAIL.search(text)
    if found_email:
        address = emails.parse(found_email[0])
        if isinstance(address, Invalid):
            return Line(bad=found_email[0])
        values["email"] = address.normal
    rest = _blank(text, found_email)
    found_phone = _PHONE.search(rest)
    if found_phone:
        phone = phones.parse(found_phone[0], country)
        if isinstance(phone, Invalid) or not phone.e164:
            return Line(bad=found_phone[0].strip())
        values["mobile" if phone.label == "mobile" else "phone"] = phone.e164
    rest = _blank(rest, found_phone)
    starts = [found.start() for found in (found_email, found_phone) if found]
    cut = min(starts, default=len(text))
    before = _tidy(rest[:cut])
    digits = re.search(r"\d[\d\s]*", before)
    if digits:
        return Line(bad=digits[0].strip())
    if before and not any(char.isalpha() for char in before):
        return Line(bad=before)
    named = names.split(before, language)
    parts = {"honorific": named.honorific, "first_name": named.first, "last_name": named.last}
    values |= {name: value for name, value in parts.items() if value}
    place = _PLACE.fullmatch(_tidy(rest[cut:]))
    if place and "@" in place[0]:
        return Line(bad=place[0])
    if place:
        values |= {name: value for name, value in place.groupdict().items() if value}
    long = next((v for name, v in values.items() if len(v) > _LONGEST.get(name, 120)), "")
    return Line(bad=long) if long else Line(values)


def _blank(text: str, found: re.Match[str] | None) -> str:
    if found is None:
        return text
    return text[: found.start()] + " " * len(found[0]) + text[found.end() :]


def _tidy(text: str) -> str:
    return " ".join(text.replace(",", " ").replace(";", " ").split())
