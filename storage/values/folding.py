"""Folding: what spellings of one word share, for look-ups and comparisons in every language."""

import unicodedata
from functools import lru_cache

_REMEMBERED = 60
"""Names, cities and words come again and again; a longer text hardly ever does."""
_BREVE = "\u0306"


def fold(text: str) -> str:
    """Return the text without case, accents and ё; й and и stay two letters.

    White space is reduced to single blanks. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return _again(text) if len(text) <= _REMEMBERED else _fold(text)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", folded):
        if char == _BREVE and kept and kept[-1] == "и":
            kept[-1] = "й"
        elif not unicodedata.combining(char):
            kept.append(char)
    return " ".join("".join(kept).split())


_again = lru_cache(maxsize=16_384)(_fold)
