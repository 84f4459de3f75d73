"""How a word sounds, as far as people who write by ear confuse its letters.

"resivir" is "recibir", "извените" is "извините". A key is no spelling: two words with the same key
are only likely to be meant for one another where one of them is no word at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_Letters = Sequence[tuple[re.Pattern[str], str]]


def _compiled(pairs: Sequence[tuple[str, str]]) -> _Letters:
    return [(re.compile(pattern), sound) for pattern, sound in pairs]


# Spanish: b and v, s, c and z, a silent h, ll and y sound alike; and what is typed for qu.
_LATIN = _compiled(
    (
        (r"h", ""),
        (r"v", "b"),
        (r"z|c(?=[ei])", "s"),
        (r"qu(?=[ei])|[cq]", "k"),
        (r"ll", "y"),
        (r"x", "s"),
        (r"(.)\1", r"\1"),
    )
)
# Russian: vowels without stress, what is voiced only in writing, signs, endings of verbs.
_CYRILLIC = _compiled(
    (
        (r"ть?с|дс", "ц"),
        (r"[оа]", "а"),
        (r"[еиэыяй]", "и"),
        (r"[ьъ]", ""),
        (r"щ", "ш"),
        (r"вств", "ств"),
        (r"(?<=.)в\b", "ф"),
        (r"(?<=.)д\b", "т"),
        (r"з(?=[сткпхцчш])", "с"),
        (r"(.)\1", r"\1"),
    )
)


@lru_cache(maxsize=4096)
def key(word: str) -> str:
    """Return what a folded word sounds like."""
    for pattern, sound in _LATIN if word.isascii() else _CYRILLIC:
        word = pattern.sub(sound, word)
    return word
