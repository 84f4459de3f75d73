"""What a model looks at in a text: its words, their neighbours, and how long words begin."""

import re
from functools import lru_cache
from itertools import pairwise

_MOST = 80  # words of a text that are looked at
_BEGINNINGS = (4, 6)  # letters: so that other forms and endings of a word are not strangers
_ENDING, _LONG = 3, 5  # letters of an ending, and of the longest word that has none
_WORD = re.compile(
    r"[245]\.\d{1,2}\.\d{1,3}|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?@\ue000]+|[^\w\s\x00-\x7f]"
)
_KEPT = re.compile(rb"[A-Za-z0-9.'?@]")
_APART = bytes(code if _KEPT.match(bytes([code])) else 32 for code in range(256))


def marks(folded: str) -> list[str]:
    """Return the marks of a folded text, each once.

    Numbers are all the same, save enhanced status codes; punctuation is only asked for its
    question marks, other signs (emoji) count as words.
    """
    words = _words(folded)[:_MOST]
    found = dict.fromkeys(map(" ".join, pairwise(("^", *words, "$"))))
    found.update(dict.fromkeys(words))
    for length in _BEGINNINGS:
        found.update(dict.fromkeys([f"{word[:length]}*" for word in words if len(word) > length]))
    return list(found)


def kin(folded: str) -> list[str]:
    """Return the marks by which other forms of the same words are known: how two neighbours
    begin, and how long words end."""
    words = _words(folded)[:_MOST]
    begun = [word[: _BEGINNINGS[0]] for word in ("^", *words, "$")]
    found = dict.fromkeys(map("~".join, pairwise(begun)))
    found.update(dict.fromkeys([f"*{word[-_ENDING:]}" for word in words if len(word) > _LONG]))
    return list(found)


def _words(folded: str) -> list[str]:
    """Return the words of a text; in plain letters most of them need no pattern to be found."""
    if not folded.isascii():
        return list(map(_word, _WORD.findall(folded)))
    words: list[str] = []
    for part in folded.encode().translate(_APART).decode().split():
        words += (part,) if part.isalpha() else map(_word, _WORD.findall(part))
    return words


def _word(found: str) -> str:
    if found[0].isdigit():
        return found if "." in found else "#"
    return found if found[0] != "\ue000" else "\ue000"


@lru_cache(maxsize=4096)
def spelled(word: str) -> list[str]:
    """Return the marks of one word: itself, and how it begins where it is long."""
    return [word, *(f"{word[:length]}*" for length in _BEGINNINGS if len(word) > length)]
