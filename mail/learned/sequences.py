"""Naming the words of a text one after the other, each in the light of the names before it.

A word's marks speak for its name, and so do the names of the two words before (a maximum entropy
Markov model: McCallum, Freitag, Pereira 2000). The few best ways of naming what was read so far
are kept, so that a word can still change what the words before it seemed to be.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mail.learned.model import Model
from mail.learned.training import Example

NOTHING = "-"
_WAYS = 3  # of naming the words so far that are kept

Marks = Sequence[str]


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a word, and how likely it is, 0 to 1, where the words before it are right."""

    name: str
    likelihood: float


@dataclass(frozen=True, slots=True)
class _Way:
    chance: float
    names: tuple[Named, ...]

    def before(self, back: int) -> str:
        return self.names[-back].name if len(self.names) >= back else NOTHING


def named(model: Model, words: Sequence[tuple[Marks, Marks]]) -> tuple[Named, ...]:
    """Return the names of the words of a text.

    A word is given by its marks, and by those of them that are also looked at together with the
    name before it.
    """
    ways = [_Way(0.0, ())]
    for marks, beside in words:
        own = [row for mark in ("", *marks) if (row := model.rows.get(mark))]
        longer = [one for way in ways for one in _longer(model, way, (sum(own), len(own)), beside)]
        ways = sorted(longer, key=lambda way: -way.chance)[:_WAYS]
    return ways[0].names


def _longer(model: Model, way: _Way, own: tuple[int, int], beside: Marks) -> Iterator[_Way]:
    """Yield a way with the names that the next word may have."""
    after = after_names(way.before(1), way.before(2), beside)
    rows = [row for mark in after if (row := model.rows.get(mark))]
    chances = model.spread(own[0] + sum(rows), own[1] + len(rows))
    for name, chance in zip(model.kinds, chances, strict=True):
        if chance > 0.01:
            yield _Way(way.chance + math.log(chance), (*way.names, Named(name, chance)))


def after_names(last: str, before: str, beside: Marks) -> list[str]:
    """Return the marks that tell of the names before a word."""
    return [f"<{last}", f"<{before}<{last}", *(f"<{last} {mark}" for mark in beside)]


def examples(words: Sequence[tuple[Marks, Marks]], names: Sequence[str]) -> Iterator[Example]:
    """Yield what is learned from a text whose words have these names."""
    earlier = (NOTHING, NOTHING, *names)
    for at, ((marks, beside), name) in enumerate(zip(words, names, strict=True)):
        yield name, [*marks, *after_names(earlier[at + 1], earlier[at], beside)]
