"""Whether two first names that look alike are one person's, or rather two people's.

Twins and couples are called Carl and Karl, Juan and Juana, Jayden and Hayden. Nearness of letters
cannot tell these from slips of the pen, but where the letters differ does: typists slip inside a
word, sexes differ at its end, and parents rhyme.
"""

from functools import cache
from typing import Literal

from storage.likeness import names
from storage.likeness.names import Name
from storage.likeness.sounds import plain, sound
from storage.values import given_names

FirstNames = Literal["one", "short", "slip", "two"]
"""one: the same words; short: a diminutive, or one of two words left out; slip: written otherwise
or mistyped; two: may well be the names of two people."""

Words = tuple[str, ...]
_WORST = ("one", "short", "slip", "two")


def alike(one: Name, other: Name, *, moved: bool = False) -> FirstNames:
    """Say how near two first names are; `moved`: words stand in the wrong column."""
    if moved:
        all_of_one, all_of_other = (sorted((*n.given, *n.surnames)) for n in (one, other))
        return "one" if all_of_one == all_of_other else "slip"
    return _alike(one.given, other.given)


def _alike(one: Words, other: Words) -> FirstNames:
    if "".join(one) == "".join(other):
        return "one"
    if len(one) != len(other):
        return _short(one, other) or _within(*sorted((one, other), key=len))
    return max((_word(a, b) for a, b in zip(one, other, strict=True)), key=_WORST.index)


def _within(shorter: Words, longer: Words) -> FirstNames:
    """José Luis is José to some, and Pepe to others."""
    kept = all(any(_word(a, b) in ("one", "short") for b in longer) for a in shorter)
    return "short" if kept else "two"


def _short(one: Words, other: Words) -> FirstNames | None:
    """Pepe is José; but Lisa and Betty, both of them Elizabeth, may be two daughters."""
    whole_one, whole_other = (" ".join(map(sound, words)) for words in (one, other))
    if whole_one in names.roots(other) or whole_other in names.roots(one):
        return "short"
    return "two" if names.roots(one) & names.roots(other) else None


def _word(one: str, other: str) -> FirstNames:
    if one == other:
        return "one"
    if _sexed(*sorted((one, other), key=len)):
        return "two"
    if sound(one) == sound(other):
        return "two" if any({one, other} <= written for written in _written()) else "slip"
    inside = one[:1] == other[:1] and one[-1:] == other[-1:]
    return _short((one,), (other,)) or ("slip" if inside else "two")


def _sexed(shorter: str, longer: str) -> bool:
    """Tell whether one is the woman's form: Juan and Juana, Mario and Maria, Виталий, Виталия."""
    stem = shorter[:-1] if len(shorter) == len(longer) else shorter
    return longer == f"{stem}a" or (longer[:-1] == stem and shorter == f"{stem}a")


@cache
def _written() -> tuple[frozenset[str], ...]:
    """Return the names that Spaniards and the English give, as they write them.

    Not the Russian ones: two Latin writings of one of these are two transliterations.
    """
    entries = given_names.entries()
    return tuple(
        frozenset(plain(name) for language, _, name in entries if language == wanted)
        for wanted in ("es", "en")
    )
