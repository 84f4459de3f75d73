"""Values as a mail shows them: in the contact's language, and so that a reply can be read back.

A birth date goes without its year, a phone of the owner's country is written nationally, and no
value holds a line break: one field is one line.
"""

import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton

from storage.texts import say
from storage.values import phones

_CHANNELS = frozenset({"email", "phone", "sms", "whatsapp", "post"})
# Line and paragraph separators and the marks that turn the direction of writing round.
_NO_PLACE = frozenset({"Cc", "Zl", "Zp", "Cs", "Co"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown(field: str, value: str, *, language: str, country: str) -> str:
    """Return a value of a field in its normal form as people read it; "" stays ""."""
    if not value:
        return ""
    show = _SHOW.get(field)
    return one_line(show(value, language, country) if show else value)


def one_line(text: str) -> str:
    """Return the text on one line, without control characters."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    if not text.isprintable():
        text = "".join(" " if _has_no_place(char) else char for char in text)
    return " ".join(text.split())


def _has_no_place(char: str) -> bool:
    return unicodedata.category(char) in _NO_PLACE or char in _TURNING


@lru_cache(maxsize=4096)
def _phone(value: str, language: str, country: str) -> str:
    return phones.display(value, country)


@lru_cache(maxsize=4096)
def _birthday(value: str, language: str, country: str) -> str:
    try:
        # A leap year, so that the 29th of February is a day.
        day = date(2000, int(value[-5:-3]), int(value[-2:]))
    except ValueError:
        return value
    return format_skeleton("MMMMd", day, locale=language)


def _country(value: str, language: str, country: str) -> str:
    return str(Locale(language).territories.get(value, value))


def _language(value: str, language: str, country: str) -> str:
    return str(Locale(language).languages.get(value, value))


def _channel(value: str, language: str, country: str) -> str:
    return say(language, f"mail.channel.{value}") if value in _CHANNELS else value


_SHOW: dict[str, Callable[[str, str, str], str]] = {
    "phone": _phone,
    "mobile": _phone,
    "birth_date": _birthday,
    "country": _country,
    "language": _language,
    "channel": _channel,
}
