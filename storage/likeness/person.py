"""A contact made ready for comparing: taken apart once, compared many times."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from storage.likeness import names
from storage.likeness.lists import listed
from storage.likeness.names import Name
from storage.likeness.sounds import plain, sound
from storage.values.emails import likeness_key
from storage.values.folding import fold


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address as it was typed."""

    street: str = ""
    city: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of somebody; "" or nothing where it is not.

    `emails` are normal forms, `phones` E.164, `birth_date` ISO 8601 or `--MM-DD`.
    """

    id: int
    first_name: str = ""
    last_name: str = ""
    sex: str = ""
    birth_date: str = ""
    company: str = ""
    language: str = ""
    external_id: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


class Mailbox(NamedTuple):
    """An e-mail address by its likeness key; `role` where a function reads it (info@)."""

    key: str
    local: str
    domain: str
    role: bool


class Street(NamedTuple):
    """A street without its kind, and the numbers in it: the house first, then the flat."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]


class Person(NamedTuple):
    """A contact ready for comparing."""

    id: int
    name: Name
    sex: str
    birth: str
    mailboxes: tuple[Mailbox, ...]
    phones: tuple[str, ...]
    streets: tuple[Street, ...]
    postcodes: tuple[str, ...]
    cities: tuple[str, ...]
    company: str


ROLES = frozenset(listed("roles"))
_KINDS = frozenset(listed("streets"))
_LEGAL = frozenset(listed("companies"))
_TOKENS = re.compile(r"[0-9]+|[^\W\d_]+")
_ORDINALS = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)\b")


def ready(described: Described, language: str = "es") -> Person:
    """Take a contact apart. `language` decides how names are built where the contact has none."""
    tongue = described.language or language
    name = names.parts(described.first_name, described.last_name, tongue)
    return Person(
        described.id,
        name,
        described.sex,
        described.birth_date,
        tuple(dict.fromkeys(mailbox(email) for email in described.emails if email)),
        tuple(dict.fromkeys(phone for phone in described.phones if phone)),
        tuple(filter(any, dict.fromkeys(street(place.street) for place in described.places))),
        _distinct(postcode(place.postcode) for place in described.places),
        _distinct(city(place.city) for place in described.places),
        company(described.company),
    )


def mailbox(normal: str) -> Mailbox:
    """Take an address apart."""
    key = likeness_key(normal)
    local, _, domain = key.rpartition("@")
    return Mailbox(key, local, domain, re.split(r"[._+-]|\d", local)[0] in ROLES)


@lru_cache(maxsize=50_000)
def street(text: str) -> Street:
    """Take a street apart: words by sound, numbers as digits."""
    found = _TOKENS.findall(_ORDINALS.sub("", fold(text)))
    read = [word if word.isdigit() else plain(word) for word in found]
    words = [word for word in read if not word.isdigit() and word not in _KINDS and len(word) > 1]
    numbers = [word.lstrip("0") for word in read if word.isdigit()]
    return Street(tuple(sound(word) for word in words), tuple(filter(None, numbers)))


@lru_cache(maxsize=20_000)
def city(text: str) -> str:
    """Return a town by its sound, without the article that one list has and another has not."""
    found = [
        plain(word)
        for word in _TOKENS.findall(fold(text.split("(", maxsplit=1)[0].split("/", maxsplit=1)[0]))
    ]
    kept = [word for word in found if word not in {"a", "la", "el", "l", "the", "g", "gorod", "s"}]
    return " ".join(sound(word) for word in kept if word != "sankt")


def postcode(text: str) -> str:
    """Return a postcode without blanks, dashes and leading zeros (Excel loses those)."""
    return re.sub(r"[^A-Z0-9]", "", text.upper()).lstrip("0")


@lru_cache(maxsize=50_000)
def company(text: str) -> str:
    """Return a company by its words, without what only says in which form it is registered."""
    squeezed = fold(text).replace(".", "")
    words = [plain(word) for word in _TOKENS.findall(squeezed)]
    return " ".join(sound(word) for word in words if word not in _LEGAL)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
