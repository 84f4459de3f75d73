"""What a sentence seems to be about when no phrase is in it: told by its words, for staff only.

People complain and wish in more ways than a table of phrases can hold. `tables/leanings` has a kind
a line and groups of words; a sentence leans to the kind when each group has a word in it. It is
less than a phrase: it never changes anything unasked, and a refusal found so only holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from mail.understanding import wording
from mail.understanding.candidates import keys, part
from mail.understanding.facts import Intent, Kind
from mail.understanding.sentences import Sentence

_SURE = 0.45  # less than any rule asks for, also the owner's
_LEAST_WORDS = 2  # that nothing explains: fewer are left to the phrases
_FIRST: tuple[Kind, ...] = (
    "wrong_person",
    "erase",
    "access",
    "complaint",
    "unsubscribe",
    "update",
    "question",
    "confirm",
)
_TURNED = ("negation", "contrast", "condition", "denial", "sarcasm", "other")


@dataclass(frozen=True, slots=True)
class _Leaning:
    kind: Kind
    groups: tuple[frozenset[str], ...]
    never: frozenset[str]

    def fits(self, words: set[str]) -> bool:
        return self.never.isdisjoint(words) and not any(map(words.isdisjoint, self.groups))


def read(sentences: Sequence[Sentence]) -> Iterator[Intent]:
    """Yield what the sentences lean to in which nothing was found, at most one kind for each."""
    for sentence in sentences:
        if len(sentence.unexplained) >= _LEAST_WORDS and not _says_something(sentence):
            turned = sentence.has(*_TURNED)
            kinds = [k for k in _kinds(keys(sentence.named)) if not turned or k != "confirm"]
            if kinds:
                yield Intent(kinds[0], _SURE, sentence.text)


def matters(word: str) -> bool:
    """Say whether a folded word may be about something else than the record: an order, a bill."""
    return not _subjects().isdisjoint(keys(word))


@cache
def _subjects() -> frozenset[str]:
    others = (row for row in _table() if row.kind not in ("confirm", "update"))
    return frozenset().union(*(group for row in others for group in (*row.groups, row.never)))


def _says_something(sentence: Sentence) -> bool:
    spoken = any(hit.kind in get_args(Kind) for hit in sentence.found)
    return spoken or sentence.asks or sentence.has("nothing", "keep", "later", "retract")


def _kinds(words: set[str]) -> list[Kind]:
    fitting = {leaning.kind for leaning in _table() if leaning.fits(words)}
    return [kind for kind in _FIRST if kind in fitting]


@cache
def _table() -> tuple[_Leaning, ...]:
    return tuple(map(_row, wording.rows("leanings")))


def _row(named: tuple[str, str]) -> _Leaning:
    name, row = named
    cells = row.split("\t")
    if len(cells) != 2 or cells[0] not in get_args(Kind):
        raise ValueError(f"{name}: a row is a kind and groups of words between a tab: {row!r}")
    groups = [group.split() for group in cells[1].split(" + ")]
    wanted = tuple(_folded(group) for group in groups if not group[0].startswith("!"))
    barred = [word.removeprefix("!") for group in groups if group[0][0] == "!" for word in group]
    kind: Kind = next(kind for kind in get_args(Kind) if kind == cells[0])
    return _Leaning(kind, wanted, _folded(barred))


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*(part([word]) for word in words))
