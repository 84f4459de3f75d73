"""A field's value as a colleague types it, in the normal form that the record keeps. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.wording import Html, View, escape
from storage.values import Invalid, choices, dates, emails, names, phones, places
from storage.values.dates import Order

_LONGEST = {"company": 200, "job_title": 160, "street": 250}
_EMPTY = frozenset({"-", "—", "–"})


@dataclass(frozen=True, slots=True)
class Given:
    """The value to keep; empty clears the field."""

    value: str


@dataclass(frozen=True, slots=True)
class Odd:
    """What is wrong with it, as a code."""

    reason: str


def read_field(name: str, text: str, language: str, country: str) -> Given | Odd:
    """Read what was typed for a field; a lone dash empties it."""
    typed = " ".join(text.split())
    if typed in _EMPTY:
        return Given("")
    value = _read(name, typed, language, country)
    return Odd(value.reason) if isinstance(value, Invalid) else Given(value)


def shown_value(view: View, name: str, value: str) -> Html:
    """Return a value of the record as it is read: a phone as dialled, a country by its name."""
    if not value:
        return view.speak("review.cleared")
    if name in {"phone", "mobile"}:
        return view.phone(value if value.startswith("+") else None, value)
    return Html(f"<code>{escape(value)}</code>")


def _read(name: str, typed: str, language: str, country: str) -> str | Invalid:
    reader = _READERS.get(name)
    if reader is not None:
        return reader(typed, language, country)
    return typed[: _LONGEST.get(name, 120)]


def _email(typed: str, _language: str, _country: str) -> str | Invalid:
    address = emails.parse(typed)
    return address if isinstance(address, Invalid) else address.normal


def _phone(typed: str, _language: str, country: str) -> str | Invalid:
    phone = phones.parse(typed, country)
    return phone if isinstance(phone, Invalid) else phone.e164 or typed


def _birth_date(typed: str, language: str, country: str) -> str | Invalid:
    order: Order = "mdy" if (language, country) == ("en", "US") else "dmy"
    day = dates.parse(typed, order)
    return day if isinstance(day, Invalid) else day.isoformat()


def _postcode(typed: str, _language: str, country: str) -> str | Invalid:
    code = places.postcode(typed, country)
    return code if isinstance(code, Invalid) else code.value


def _name(typed: str, _language: str, _country: str) -> str:
    return names.proper_case(typed)[:120]


_READERS: dict[str, Callable[[str, str, str], str | Invalid]] = {
    "email": _email,
    "phone": _phone,
    "mobile": _phone,
    "birth_date": _birth_date,
    "postcode": _postcode,
    "first_name": _name,
    "last_name": _name,
    "language": lambda typed, _language, _country: places.language(typed),
    "country": lambda typed, _language, _country: places.country(typed),
    "channel": lambda typed, _language, _country: choices.channel(typed),
}
