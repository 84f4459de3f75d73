"""Names in parts: how a name is taken apart for comparing.

Spanish surnames come in twos and lose one, particles come and go, Russian patronymics and the
gender of surnames say who is whose brother; any of it may stand in the wrong column.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from storage.likeness.sounds import plain, sound
from storage.values import diminutives, given_names, names
from storage.values.folding import fold

PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "el", "da", "das", "do", "dos", "di", "du", "y"}
    | {"von", "van", "der", "den", "ter", "ten", "zu", "san", "st", "saint"}
)
_SUFFIXES = frozenset({"jr", "sr", "jnr", "snr", "ii", "iii", "iv", "hijo", "padre", "phd", "md"})
_ABBREVIATED = {
    "ma": "maria",
    "mª": "maria",
    "mᵃ": "maria",
    "fco": "francisco",
    "fca": "francisca",
    "jse": "jose",
    "ant": "antonio",
    "dgo": "domingo",
    "wm": "william",
    "chas": "charles",
    "geo": "george",
    "jas": "james",
    "thos": "thomas",
    "alej": "alejandro",
    "mc": "mc",
}
_SPLIT = re.compile(r"[\s.,/_()\"«»-]+")
_JOINED = re.compile(r"\b(o|d|l|mc|mac)['’´` ]+(?=\w{3})")
_PATRONYMIC = re.compile(
    r".{2,}(?:ovich|evich|ovna|evna|ichna)\Z|(?:il|ily|luk|kuzm|fom|nikit|savv)ich\Z"
)
_WOMANS = (("skaia", "ski"), ("tskaia", "tski"), ("aia", "i"))


class Name(NamedTuple):
    """A name taken apart; every word as `plain` writes it.

    `suffix` is what tells a father from a son of one name (`jr`, `sr`, `ii`).
    """

    given: tuple[str, ...]
    patronymic: str
    surnames: tuple[str, ...]
    suffix: str = ""


@lru_cache(maxsize=20_000)
def parts(first: str, last: str, language: str) -> Name:
    """Take a name apart; a name that stands whole in one column is split first."""
    if not last.strip() and len(first.split()) > 1:
        whole = names.split(first, language)
        first, last = whole.first, whole.last
    elif not first.strip() and len(last.split()) > 1:
        whole = names.split(last, language)
        first, last = whole.first, whole.last
    given, family = words_of(first), words_of(last)
    suffix = next((word for word in (*given, *family) if word in _SUFFIXES), "")
    given = tuple(word for word in given if word not in _SUFFIXES)
    family = tuple(word for word in family if word not in _SUFFIXES)
    given, father = _patronymic(given)
    if not father and len(family) > 1:
        family, father = _patronymic(family)
    return Name(given, father, family, suffix)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a part of a name, plain, without particles."""
    joined = _JOINED.sub(r"\1", fold(text))
    found = tuple(plain(word) for word in _SPLIT.split(joined) if word)
    kept = tuple(_ABBREVIATED.get(word, word) for word in found if word not in PARTICLES)
    return kept if any(kept) else tuple(word for word in found if word)


def _patronymic(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    for word in words[1:]:
        if _PATRONYMIC.match(word):
            return tuple(other for other in words if other != word), word
    return words, ""


@lru_cache(maxsize=50_000)
def stem(word: str) -> tuple[str, str]:
    """Return a Russian surname without its gender, and the gender it shows (`f`, `m` or "")."""
    for ending, bare in _WOMANS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + bare, "f"
    if word.endswith(("ova", "eva", "ina")) and len(word) > 5:
        return word[:-1], "f"
    if word.endswith(("ov", "ev", "in")) and len(word) > 4:
        return word, "m"
    if word.endswith(("skii", "skiy", "sky", "ski", "skoi", "skoy")):
        return word[: word.rindex("sk")] + "ski", "m"
    return word, ""


def gendered(one: str, other: str) -> bool:
    """Tell whether two surnames are the man's and the woman's form of one."""
    (stem_one, sex_one), (stem_other, sex_other) = stem(one), stem(other)
    both = {sex_one, sex_other} == {"f", "m"}
    return both and sound(stem_one) == sound(stem_other)


@lru_cache(maxsize=50_000)
def roots(given: tuple[str, ...]) -> frozenset[str]:
    """Return the full names that a first name may stand for, by their sound."""
    whole = " ".join(sound(word) for word in given)
    return _roots().get(whole, frozenset()) | {whole}


def known(word: str) -> bool:
    """Tell whether a plain word is a first name that somebody has."""
    return sound(word) in _known()


@lru_cache(maxsize=20_000)
def sex(given: tuple[str, ...]) -> str:
    """Return `male` or `female` where the first word of a name tells it in all languages."""
    return _known().get(sound(given[0]), "") if given else ""


@cache
def _roots() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, *short in diminutives.names():
        root = _sounds(name)
        for form in short:
            found.setdefault(_sounds(form), set()).add(root)
    return {form: frozenset(all_of) for form, all_of in found.items()}


def _sounds(name: str) -> str:
    return " ".join(sound(word) for word in words_of(name))


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {}
    for _, letter, name in given_names.entries():
        told = {"f": "female", "m": "male"}.get(letter, "")
        key = sound(name)
        found[key] = told if found.get(key, told) == told else ""
    return found
