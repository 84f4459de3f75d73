"""On invented customers, one half of whom the rules were not written against."""

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest

from storage.likeness.clusters import Cluster, Link, clusters
from storage.likeness.person import ready
from storage.likeness.pile import Pile
from storage.likeness.shares import SHARES
from tests.storage.likeness.people import Written, described, make

HALVES = {0: "open", 1: "held back"}


def searched(records: list[Written], folder: Path) -> list[Cluster]:
    """Return the clusters of a list."""
    pile = Pile(folder)
    for number, record in enumerate(records):
        pile.add(ready(described(number, record)))
    finder = pile.learn()
    found = [pair for share in range(SHARES) for pair in finder.found(share)]
    return clusters(Link(f.a, f.b, f.scored.score, f.scored.verdict) for f in found)


def measured(records: list[Written], chosen: Iterable[Cluster]) -> tuple[float, float]:
    """Return precision and recall over pairs."""
    pairs = {pair for one in chosen for pair in combinations(one.contacts, 2)}
    everyone = combinations(range(len(records)), 2)
    true = {(a, b) for a, b in everyone if records[a].who == records[b].who}
    return len(pairs & true) / len(pairs), len(pairs & true) / len(true)


@pytest.mark.parametrize("half", HALVES, ids=HALVES.values())
def test_people_are_found_and_families_and_offices_left_alone(half: int, tmp_path: Path) -> None:
    records = make(half)
    found = searched(records, tmp_path)
    assert len({record.who for record in records}) >= 500
    precision, recall = measured(records, (one for one in found if one.score >= 0.9))
    assert precision >= 0.99
    assert recall >= 0.85
    precision, recall = measured(records, found)
    assert precision >= 0.95
    assert recall >= 0.97


def test_the_same_list_gives_the_same_clusters(tmp_path: Path) -> None:
    records = make(0, times=2, others=40)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    assert searched(records, tmp_path / "one") == searched(records, tmp_path / "two")
