"""Words as they sound, whatever letters and habits wrote them.

`plain` puts a word into Latin letters; `sound` also gives up what clerks and passports disagree
about: Сергей, Sergey, Serguéi; Юлия, Yulia, Julia; Jiménez, Giménez; Catherine, Kathryn. Words of
one sound are most likely one name, and words of two sounds may still be a slip of the pen.
"""

import re
from functools import lru_cache

from storage.values.folding import fold

_LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфыэіїґ", "abvgdeziiklmnoprstufyeiig", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
    "ё": "e",
    "ь": "",
    "ъ": "",
    "ў": "u",
    "є": "ie",
    "ß": "ss",
    "ø": "o",
    "æ": "ae",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "œ": "oe",
}
_LATIN = str.maketrans(_LETTERS)
_FROM_DIGITS = str.maketrans("015", "ols")
"""What a scanner reads as digits inside a name."""

_STEPS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("^mac(?=[bcdfglnprt])", "mc"),
        ("shch|sch|sh", "s"),
        ("tch|ch", "4"),
        ("zh", "2"),
        ("kh", "h"),
        ("ph", "f"),
        ("th", "t"),
        ("ts|tz|cz", "s"),
        ("ck|qu|q", "k"),
        ("x", "ks"),
        ("gu(?=[ei])", "g"),
        ("c(?=[eiy])|z", "s"),
        ("c", "k"),
        ("^ye", "e"),
        ("yo", "e"),
        ("b|w", "v"),
        ("g(?=[eiy])|j|y", "i"),
        ("i(?=ev)", ""),
        ("h", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=200_000)
def plain(word: str) -> str:
    """Return a word in Latin letters, folded, without marks inside it."""
    folded = fold(word)
    if not folded.isascii():
        folded = folded.translate(_LATIN)
    kept = "".join(char for char in folded if char.isalnum())
    if kept.isalpha() or kept.isdigit():
        return kept
    return kept.translate(_FROM_DIGITS)


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """Return what spellings of one name share; words of one or two letters stay as they are."""
    text = plain(word)
    if len(text) < 3:
        return text
    for pattern, to in _STEPS:
        text = pattern.sub(to, text)
    return text or plain(word)
