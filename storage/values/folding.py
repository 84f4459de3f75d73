"""Folding: what spellings of one word share, for look-ups and comparisons in every language."""

import unicodedata

_BREVE = "\u0306"


def fold(text: str) -> str:
    """Return the text without case, accents and ё; й and и stay two letters.

    White space is reduced to single blanks. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = unicodedata.normalize("NFKD", folded).casefold()
    kept: list[str] = []
    for char in unicodedata.normalize("NFKD", folded):
        if char == _BREVE and kept and kept[-1] == "и":
            kept[-1] = "й"
        elif not unicodedata.combining(char):
            kept.append(char)
    return " ".join("".join(kept).split())
