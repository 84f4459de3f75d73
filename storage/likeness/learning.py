"""Letting a list correct the agreed figures, without anybody telling which pairs are one person.

Expectation maximisation over pairs that share something: how many partners of each reading a
contact has, and how the records of one person differ in this list (careless lists differ more).
The agreed figures weigh as much as `PRIOR_PAIRS` pairs, so that a short or clean list keeps them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from storage.likeness.odds import AGREED, Model, Row
from storage.likeness.person import Person
from storage.likeness.scoring import Agreement, Judge, readings

PRIOR_PAIRS = 60
PRIOR_NAMED = 200
"""Of first names we are surer: twins and spouses look like somebody written under another name."""
PRIOR_PEOPLE = 150
ROUNDS = 8


def learn(judge: Judge, pairs: Iterable[tuple[Person, Person]], people: float) -> Judge:
    """Return a judge that has learned from `pairs`, drawn from among `people` contacts.

    Where `pairs` are a sample, `people` is that share of the contacts.
    """
    compared = (judge.agreement(one, other) for one, other in pairs)
    found = [agreed for agreed in compared if judge.chance(agreed) > 1e-6]
    model = judge.model
    for _ in range(ROUNDS):
        model = _round(model, found, judge, people)
    return Judge(judge.seen, model)


def _round(model: Model, found: list[Agreement], judge: Judge, people: float) -> Model:
    length = judge.seen.length
    totals = [0.0] * len(model.partners)
    levels: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for agreed in found:
        each = readings(agreed, model, length)
        whole = sum(each)
        for i in range(len(totals)):
            totals[i] += each[i] / whole
        for name, level in agreed.levels.items():
            if level:
                levels[name][level] += each[0] / whole
    partners = tuple(
        (2 * total + prior * PRIOR_PEOPLE) / (people + PRIOR_PEOPLE)
        for total, prior in zip(totals, AGREED.partners, strict=True)
    )
    return Model(partners, {name: _corrected(name, levels[name]) for name in AGREED.tables})


def _corrected(name: str, met: Mapping[str, float]) -> Mapping[str, Row]:
    agreed = AGREED.tables[name]
    if len(agreed) < 3:
        return agreed  # told by what is against, never by what agrees: nothing to count
    prior = PRIOR_NAMED if name in ("given", "surname") else PRIOR_PAIRS
    whole = sum(met.values()) + prior
    return {
        level: ((met.get(level, 0.0) + row[0] * prior) / whole, *row[1:])
        for level, row in agreed.items()
    }
