"""Words as people shorten them on a telephone: "q" is "que", "u" is "you".

A word and its short forms are a row of `tables/shortened/<language>.tsv`; where a phrase has the
word, it is found in its short forms too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from mail.understanding import lists
from mail.understanding.folding import fold

# In Spanish "y" is "and": only by itself it is a yes.
_WHOLE = {"y": "yes", "k": "ok", "s": "sí", "д": "да"}


def forms(word: str) -> Sequence[str]:
    """Return how a folded word may stand in a text: itself first, then its short forms."""
    return (word, *_short().get(word, ()))


def whole(text: str) -> str:
    """Return what a reply of a single letter stands for, any other text as it is."""
    return _WHOLE.get(fold(text).strip(" .!"), text)


def meant(word: str) -> Sequence[str]:
    """Return the words that a folded one may be short for."""
    return _full().get(word, ())


@cache
def _short() -> Mapping[str, Sequence[str]]:
    return dict(_rows())


@cache
def _full() -> Mapping[str, Sequence[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, shorts in _rows():
        for short in shorts:
            found[short].append(word)
    return found


def _rows() -> Iterator[tuple[str, Sequence[str]]]:
    for _, row in lists.rows("shortened"):
        word, _, shorts = fold(row).partition("\t")
        yield word, shorts.split()
