"""Russian cases turned back: after a preposition a town or a language has another ending."""

import re
from collections.abc import Sequence
from functools import cache

from mail.understanding import lists
from mail.understanding.folding import fold
from storage.values import Invalid, places

_TONGUES = re.compile(r"(?i)\b(?:по-?)?([а-я]{3,15}[сц]к)(?:ом|и|ий|ого|ому)\b")
_CHANNELS = {
    **dict.fromkeys(("ватсапе", "ватсапу", "вотсапе", "вацапе", "whatsapp'е"), "whatsapp"),
    **dict.fromkeys(("почте", "почту", "эл. почте", "электронной почте"), "почта"),
    **dict.fromkeys(("электронную почту", "емейл", "емейлу", "имейл", "имейлу"), "почта"),
    **dict.fromkeys(("телефону", "звонки", "звонком"), "телефон"),
    "обычной почтой": "письмо",
}


_NOUNS = (
    ("вцом", "вец"),
    ("телем", "тель"),
    ("арем", "арь"),
    ("арём", "арь"),
    ("ицей", "ица"),
    ("сестрой", "сестра"),
    ("щим", "щий"),
    ("щей", "щая"),
    ("ником", "ник"),
    ("ом", ""),
)
_ADJECTIVES = (
    ("шим", "ший"),
    ("шей", "шая"),
    ("ым", "ый"),
    ("им", "ий"),
    ("ой", "ая"),
    ("ей", "яя"),
)
_NO_CASE = frozenset(("агроном", "астроном", "гастроном", "эконом", "управдом"))
_PREPOSITION = re.compile(r"(?i)(?:\A|\s)(?:в|во|на|из|от|к|ко|у|при)\s[«\"“„]?\Z")
_DECLINED = re.compile(r"(?i)[а-я][еуюиыа]\W*\Z|[а-я](?:ом|ем|ой|ах|ях)\W*\Z")


def town(text: str) -> str:
    """Return the town in its first case where it is a known one, else ""."""
    return _cases().get(fold(text.strip(" .,")), "")


def country(text: str) -> str:
    """Return the code of a country in a Russian case, "Грузию" as "GE", "" where it is none."""
    for first in _first_cases(text.strip(" .,")):
        read = places.country(first)
        if not isinstance(read, Invalid):
            return read
    return ""


def _first_cases(text: str) -> tuple[str, ...]:
    stem = text[:-1]
    if text.endswith(("ию", "ии")):
        return (f"{stem}я",)
    if text.endswith(("у", "е")):
        return (f"{stem}а", f"{stem}ь", stem)
    return (f"{stem}ь",) if text.endswith("и") else ()


def language(text: str) -> str:
    """Return "английском" as "английский", other texts as they are."""
    found = _TONGUES.search(text)
    return f"{found[1]}ий" if found else text


def channel(text: str) -> str:
    """Return a channel in a Russian case as a word that names it, other texts as they are."""
    return _CHANNELS.get(fold(text.strip(" .,!")), text)


def job(text: str) -> str:
    """Return "главным бухгалтером" as "главный бухгалтер", other texts as they are.

    Only what says nothing else in its first case is turned back: adjectives up to the noun.
    """
    words = text.split(" ")
    for at, word in enumerate(words):
        noun = _first(word, _NOUNS)
        if noun and fold(word) not in _NO_CASE:
            return " ".join([*words[:at], noun, *words[at + 1 :]])
        adjective = _first(word, _ADJECTIVES)
        if not adjective:
            return text
        words[at] = adjective
    return text


def _first(word: str, endings: Sequence[tuple[str, str]]) -> str:
    """Return a word with the first ending that fits it put back, "" where none does."""
    pairs = ((old, new) for old, new in endings if word.endswith(old) and len(word) > len(old) + 2)
    old, new = next(pairs, ("", ""))
    return word.removesuffix(old) + new if old else ""


def declined(name: str, before: str) -> bool:
    """Say whether a name of a firm may stand in another case than its first: "в Ромашке"."""
    return bool(_PREPOSITION.search(before) and _DECLINED.search(name))


@cache
def _cases() -> dict[str, str]:
    towns = [row for name, row in lists.rows("towns") if name == "ru.tsv"]
    return {fold(case): town for town in towns for case in (town, *_declined(town))}


def _declined(town: str) -> tuple[str, ...]:
    """Return the accusative and locative (after "в") of a town, as far as rules give them."""
    if town in _ODD:
        return _ODD[town]
    if " " in town:
        first, last = town.split(" ")
        return (f"{first[:-2]}ем {last}е",)
    if town.endswith("а"):
        return (f"{town[:-1]}у", f"{town[:-1]}е")
    if town.endswith("ь"):
        return (f"{town[:-1]}и",)
    if town.endswith(("ы", "и")):
        return (f"{town[:-1]}ах",)
    return () if town.endswith(("о", "э", "й")) else (f"{town}е",)


_ODD: dict[str, tuple[str, ...]] = {
    **{town: (f"{town[:-1]}е",) for town in ("Ярославль", "Ставрополь", "Севастополь")},
    **dict.fromkeys(("Сочи", "Тольятти", "Алматы"), ()),
    "Симферополь": ("Симферополе",),
    "Ростов-на-Дону": ("Ростове-на-Дону",),
    "Орёл": ("Орле",),
    "Грозный": ("Грозном",),
}
