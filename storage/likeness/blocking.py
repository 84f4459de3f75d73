"""Who is worth comparing with whom: contacts that share one of the keys made here.

Each key is something that records of one person still share when the rest was mistyped, moved or
married away. A mailbox or a phone is a strong key, enough by itself; what else says enough is
decided in `sharing.py`. Beside keys that many share (José García) stand finer ones (José García in
one postcode, of one year).
"""

from collections.abc import Iterator
from typing import Final

from storage.likeness import names
from storage.likeness.person import Person
from storage.likeness.sounds import sound

MOST_NAMES = 10
_LOCAL = 6
STRONG: Final = 1 << 34
"""Keys from this number on are strong ones."""


def keys(person: Person) -> frozenset[int]:
    """Return the keys of a contact, as numbers below 2 * STRONG for this run of the program only.

    Other keys may fall on the same number, so seldom that it costs next to nothing.
    """
    strong = {STRONG + hash(key) % STRONG for key in _reached(person)}
    return frozenset(strong.union([hash(key) % STRONG for key in _shared(person)]))


def _reached(person: Person) -> Iterator[tuple[object, ...]]:
    for box in person.mailboxes:
        yield "mailbox", box.key
    for phone in person.phones:
        yield "phone", phone[-9:]


def _shared(person: Person) -> Iterator[tuple[object, ...]]:
    for box in person.mailboxes:
        if not box.role and len(box.local) >= _LOCAL:
            yield "local", box.local
    called = _called(person)
    words = {sound(word) for word in (*person.name.given, *person.name.surnames) if len(word) > 1}
    yield from _named(person, called)
    yield from _born(person, words)
    yield from _living(person, words)
    if person.company:
        yield from (("company", person.company, word) for word in words)


def _called(person: Person) -> list[tuple[str, str]]:
    """Return pairs of a first name (by its full form) and a surname, in either column."""
    name = person.name
    first = {root for word in name.given for root in names.roots((word,))}
    first |= names.roots(name.given) if name.given else frozenset()
    last = {sound(word) for word in name.surnames}
    pairs = {(min(a, b), max(a, b)) for a in first for b in last if len(a) > 1 and len(b) > 1}
    return sorted(pairs)[:MOST_NAMES]


def _named(person: Person, called: list[tuple[str, str]]) -> Iterator[tuple[object, ...]]:
    both = tuple(sorted(sound(word) for word in person.name.surnames))
    year = person.birth[:4] if len(person.birth) == 10 else ""
    for pair in called:
        yield "name", pair
        if len(both) > 1:
            yield "names", pair, both
        if year:
            yield "year", pair, year
        for code in (*person.postcodes, *person.cities):
            yield "place", pair, code


def _born(person: Person, words: set[str]) -> Iterator[tuple[object, ...]]:
    if not person.birth:
        return
    day = tuple(sorted((person.birth[-5:-3], person.birth[-2:])))
    if len(person.birth) == 10:
        for word in words:
            yield "born", person.birth[:4], day, word[:2]
        for code in person.postcodes:
            yield "born there", person.birth, code
    for word in words:
        yield "day", day, word


def _living(person: Person, words: set[str]) -> Iterator[tuple[object, ...]]:
    starts = {word[:3] for word in words}
    for street in person.streets:
        number = street.numbers[0] if street.numbers else ""
        main = max(street.words, key=len, default="")
        if main and number:
            yield "house", main[:5], number, street.numbers[1:2]
            for start in starts:
                yield "at house", main[:4], number, start[:1]
    for code in person.postcodes:
        for start in starts:
            yield "near", code, start
    for town in person.cities:
        for word in words:
            yield "in town", town, word
    for code in (*person.postcodes, *person.cities):
        for street in person.streets:
            yield "same street", code, max(street.words, key=len, default="")[:4]
