"""Learning a model from examples: the same examples always give the same table.

Multinomial logistic regression, by gradient descent with a step of its own for each weight
(AdaGrad: Duchi, Hazan, Singer 2011) and a pull of all weights towards nought, so that what was seen
once does not decide. No library: a hundred lines against a dependency of a hundred megabytes.
"""

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mail.learned.model import Model, softmax

_PULL = 2e-5  # of each weight, each time that its mark is met
_LEAST = 0.15  # a mark whose weights are all smaller than that is left out of the table

Example = tuple[str, Sequence[str]]
"""A kind, and the marks of a text that says it."""


@dataclass(frozen=True, slots=True)
class Way:
    """How to learn: marks in fewer than `seldom` examples are not learned; the examples are gone
    through `rounds` times; a smaller `step` makes a model that is less sure of itself. The weights
    are the mean of what they are after each of the `last` rounds (Polyak and Juditsky 1992), so
    that the order of the examples leaves less of a mark."""

    seldom: int = 2
    rounds: int = 12
    step: float = 0.25
    last: int = 1


WAY = Way()


def learn(examples: Sequence[Example], way: Way = WAY) -> Model:
    """Return the model of some examples."""
    kinds = tuple(sorted({kind for kind, _ in examples}))
    counts = Counter(mark for _, marks in examples for mark in marks)
    kept = [
        (kinds.index(kind), ["", *(mark for mark in marks if counts[mark] >= way.seldom)])
        for kind, marks in examples
    ]
    weights = _descended(kept, len(kinds), way)
    telling = {mark: row for mark, row in weights.items() if max(map(abs, row)) >= _LEAST}
    return Model.of(kinds, {"": weights[""], **telling})


def _descended(
    examples: list[tuple[int, list[str]]], kinds: int, way: Way
) -> dict[str, list[float]]:
    weights = {mark: [0.0] * kinds for _, marks in examples for mark in marks}
    squares = {mark: [1e-3] * kinds for mark in weights}
    order = list(range(len(examples)))
    chance = random.Random(1)  # noqa: S311 - an order of examples, always the same
    sums = {mark: [0.0] * kinds for mark in weights}
    for done in range(1, way.rounds + 1):
        chance.shuffle(order)
        for at in order:
            kind, marks = examples[at]
            _step(kind, [(weights[mark], squares[mark]) for mark in marks], way.step)
        if done > way.rounds - way.last:
            _add(weights, sums)
    return {mark: [weight / way.last for weight in row] for mark, row in sums.items()}


def _add(weights: dict[str, list[float]], sums: dict[str, list[float]]) -> None:
    for mark, row in weights.items():
        total = sums[mark]
        for at, weight in enumerate(row):
            total[at] += weight


def _step(kind: int, rows: list[tuple[list[float], list[float]]], step: float) -> None:
    """Move the weights of one example's marks towards its kind."""
    sums = [math.fsum(column) for column in zip(*(row for row, _ in rows), strict=True)]
    wrong = softmax(sums)
    wrong[kind] -= 1
    for row, squares in rows:
        for at, slope in enumerate(wrong):
            if slope * slope < 1e-8:
                continue
            squares[at] += slope * slope
            row[at] -= step * (slope / math.sqrt(squares[at]) + _PULL * row[at])
