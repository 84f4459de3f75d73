"""From pairs to people: records that belong together, also those never compared directly.

Groups grow from the surest pair down. Two groups join where their records agree on average, so
that one doubtful bridge does not make one person of two families.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.likeness.scoring import Verdict

JOINS_FROM = 0.4
"""The average of all pairs between two groups; a pair not found counts 0."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """A pair that was found."""

    a: int
    b: int
    score: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one person. `links` are the pairs among them that say so, the surest first."""

    contacts: tuple[int, ...]
    verdict: Verdict
    score: float
    links: tuple[Link, ...]


def clusters(links: Iterable[Link], apart: frozenset[Pair] = frozenset()) -> list[Cluster]:
    """Put pairs together: first what is surely one person, then what may be.

    A `maybe` cluster holds whole `same` clusters. Pairs of `apart` (a < b), which a person told
    apart, never come into one cluster. The surest come first.
    """
    found = sorted(links, key=lambda link: (-link.score, link.a, link.b))
    scores = {(link.a, link.b): link.score for link in found}
    group: dict[int, frozenset[int]] = {}
    sure = [link for link in found if link.verdict == "same"]
    _join(sure, scores, apart, group)
    made = _made(group, found, "same")
    known = {cluster.contacts for cluster in made}
    _join(found, scores, apart, group)
    made += [one for one in _made(group, found, "maybe") if one.contacts not in known]
    return sorted(made, key=lambda cluster: (cluster.verdict != "same", -cluster.score))


def _join(
    links: list[Link],
    scores: Mapping[Pair, float],
    apart: frozenset[Pair],
    group: dict[int, frozenset[int]],
) -> None:
    for link in links:
        one = group.get(link.a, frozenset({link.a}))
        other = group.get(link.b, frozenset({link.b}))
        if one == other:
            continue
        between = [(min(a, b), max(a, b)) for a in one for b in other]
        agree = sum(scores.get(pair, 0.0) for pair in between) / len(between)
        if agree >= JOINS_FROM and not any(pair in apart for pair in between):
            whole = one | other
            group.update(dict.fromkeys(whole, whole))


def _made(
    group: Mapping[int, frozenset[int]], found: list[Link], verdict: Verdict
) -> list[Cluster]:
    inside: dict[frozenset[int], list[Link]] = {}
    for link in found:
        whole = group.get(link.a)
        if whole is not None and link.b in whole:
            inside.setdefault(whole, []).append(link)
    return [
        Cluster(tuple(sorted(whole)), verdict, _weakest(whole, links), tuple(links))
        for whole, links in inside.items()
    ]


def _weakest(whole: frozenset[int], links: list[Link]) -> float:
    """Return the score of the weakest link without which the group would fall apart."""
    joined: list[set[int]] = [{contact} for contact in whole]
    weakest = 1.0
    for link in links:
        one = next(part for part in joined if link.a in part)
        other = next(part for part in joined if link.b in part)
        if one is not other:
            joined.remove(other)
            one |= other
            weakest = min(weakest, link.score)
    return weakest
