"""Which phrases of a table a sentence can hold at all, told by its words alone.

Searching for each of a thousand phrases in each sentence is what takes time. Here a phrase is
asked for only when one word of each of its parts is there; what is left is searched for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from mail.understanding import shortened
from mail.understanding.folding import fold

_RUN = re.compile(r"\w+")
_LEAST_STEM, _MOST_STEM = 2, 12

Needs = tuple[frozenset[str], ...]
"""For each part of a phrase that may not be missing, the words of which one must be there;
`stem*` stands for a word that begins so."""


def part(alternatives: Iterable[str]) -> frozenset[str]:
    """Return the words of which a part of a phrase needs one; none where that cannot be said."""
    words = [_longest(alternative) for alternative in alternatives]
    return frozenset(words) if all(words) else frozenset()


def _longest(alternative: str) -> str:
    """Return the longest word of an alternative, the one that fewest sentences have."""
    return max(_words(alternative), key=len, default="")


def _words(alternative: str) -> Iterator[str]:
    for word in alternative.split():
        folded = fold(word)
        *runs, last = _RUN.findall(folded) or [""]
        yield from runs
        stem = last[:_MOST_STEM]
        if not folded.endswith("*"):
            yield last
        elif len(stem) >= _LEAST_STEM:
            yield f"{stem}*"


class Candidates:
    """The phrases of a table by the words they need; numbered as in the table."""

    def __init__(self, table: Sequence[Needs]) -> None:
        self._table = [tuple(filter(None, needs)) for needs in table]
        self._always = [at for at, needs in enumerate(table) if not any(needs)]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, needs in enumerate(table):
            # The part with the longest words is the one that fewest sentences have.
            rare = max(filter(None, needs), key=lambda words: min(map(len, words)), default=())
            for word in rare:
                self._by_word[word].append(at)

    def of(self, sentence: str) -> list[int]:
        """Return the numbers of the phrases that a folded sentence may hold, in their order."""
        there = keys(sentence)
        known = self._by_word.keys() & there
        found = {at for word in known for at in self._by_word[word]}
        held = [at for at in found if not any(words.isdisjoint(there) for words in self._table[at])]
        return sorted([*held, *self._always])


def keys(sentence: str) -> set[str]:
    """Return the words of a folded sentence, those that they are short for, and what all of them
    begin with as `stem*`."""
    written = set(_RUN.findall(sentence))
    words = written.union(*map(shortened.meant, written))
    return words.union(*map(_stems, words))


@lru_cache(maxsize=4096)
def _stems(word: str) -> tuple[str, ...]:
    ends = range(_LEAST_STEM, min(_MOST_STEM, len(word)) + 1)
    return tuple(f"{word[:end]}*" for end in ends)
