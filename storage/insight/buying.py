"""When customers buy again: a model of gaps between orders, learnt from all of them. Pure.

Each customer is taken to be of one of many kinds. A kind says how often one buys (a mean gap), how
evenly (the shape k of gamma-distributed gaps: 1 is at random, 12 like clockwork), and after how
long one goes away for good (an exponential time, or never). How common each kind is, is learnt
from everybody by EM; what is known of one customer then says which kinds they may be. So somebody
with one order is neither taken for faithful nor for gone: they are what others with one order, so
long ago, turned out to be.

With a = k / gap and m the rate of leaving, no order comes within R days of the last one with
probability D(R) = 1 - (a / (a + m))^k P(k, (a + m) R), where P is the regularised lower incomplete
gamma function. All that is asked of the model follows from D. Times are days; no date is known
here. Method: the Pareto/NBD setting of Schmittlein, Morrison and Colombo (1987) with the mixing
distribution left free (Laird 1978) instead of gamma.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_GAPS = (3.0, 7.0, 14.0, 30.0, 50.0, 90.0, 160.0, 300.0, 700.0, 2500.0)
_STAYS = (math.inf, 1500.0, 450.0, 150.0, 40.0)
_SHAPES = (1, 3, 12)
_ROUNDS = 25
_STRENGTH = 6.0
"""So many customers' worth of not knowing: it keeps three customers from settling everything."""
_RARE = 0.002
_STEPS = 8
_HORIZONS = (1, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730)


@dataclass(frozen=True, slots=True)
class History:
    """When somebody bought: gaps between order days (each at least 1), and days since the last."""

    gaps: tuple[int, ...]
    since: int

    @property
    def span(self) -> int:
        """Return the days from the first order to the last."""
        return sum(self.gaps)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected: `risk` is the probability of no order day within the horizon.

    `orders` is how many order days are expected in it; `next_in` the number of days within which
    an order is as likely as not, None where it is not within two years.
    """

    risk: float
    orders: float
    next_in: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of customer: rate within a gap (a), its shape (k), the rate of leaving (m)."""

    rate: float
    shape: int
    leaving: float

    @property
    def comes_back(self) -> float:
        """Return the probability that another order comes at all."""
        return (self.rate / (self.rate + self.leaving)) ** self.shape

    def silent(self, days: float) -> float:
        """Return D: the probability of no order within `days` of the last."""
        return 1.0 - self.comes_back * _gamma(self.shape, (self.rate + self.leaving) * days)

    def log_gaps(self, history: History, log_gaps: float) -> float:
        """Return the log density of the gaps of a history, without the silence after them."""
        k, count = self.shape, len(history.gaps)
        known = count * (k * math.log(self.rate) - math.lgamma(k)) + (k - 1) * log_gaps
        return known - (self.rate + self.leaving) * history.span

    def orders_within(self, days: float) -> float:
        """Return how many orders follow within `days` of one, the one not counted."""
        total, share, number = 0.0, self.comes_back, 1
        while share > 1e-6 and number < 400:
            term = share * _gamma(self.shape * number, (self.rate + self.leaving) * days)
            total += term
            if term < 1e-6:
                break
            share *= self.comes_back
            number += 1
        return total


class Ahead(NamedTuple):
    """What each kind lets one expect of somebody who was silent for so long."""

    log_silent: tuple[float, ...]
    still: tuple[float, ...]
    expected: tuple[float, ...]
    curve: tuple[tuple[float, ...], ...]
    """For each of _HORIZONS, the probability of no order in it."""


class Model:
    """How common each kind is among the customers that it was learnt from.

    What follows from a length of silence alone is worked out once for each that occurs.
    """

    def __init__(self, kinds: Sequence[Kind], shares: Sequence[float]) -> None:
        """Take the kinds and their shares, which add up to 1."""
        self.kinds = tuple(kinds)
        self._log_shares = tuple(math.log(share) for share in shares)
        self._ahead: dict[tuple[int, int], Ahead] = {}
        self._after: dict[int, list[list[float]]] = {}

    def outlook(self, history: History, horizon: int) -> Outlook:
        """Return what is to be expected of somebody in the next `horizon` days."""
        ahead = self._look(_rounded(history.since), horizon)
        weights = self._weights(history, ahead)
        return Outlook(
            risk=min(1.0, _mean(weights, ahead.still)),
            orders=_mean(weights, ahead.expected),
            next_in=_next_in([_mean(weights, row) for row in ahead.curve]),
        )

    def _weights(self, history: History, ahead: Ahead) -> list[float]:
        """Return how likely somebody is of each kind."""
        log_gaps = sum(map(math.log, history.gaps))
        logs = [
            share + kind.log_gaps(history, log_gaps) + silent
            for kind, share, silent in zip(
                self.kinds, self._log_shares, ahead.log_silent, strict=True
            )
        ]
        best = max(logs)
        weights = [math.exp(one - best) if one > best - 40 else 0.0 for one in logs]
        total = sum(weights)
        return [weight / total for weight in weights]

    def _look(self, since: int, horizon: int) -> Ahead:
        known = self._ahead.get((since, horizon))
        if known is None:
            after = self._after.get(horizon) or self._follow(horizon)
            known = _ahead_of(self.kinds, since, horizon, after)
            self._ahead[since, horizon] = known
        return known

    def _follow(self, horizon: int) -> list[list[float]]:
        """Return, by kind, what follows an order in each step of the horizon."""
        step = horizon / _STEPS
        lefts = [horizon - step * (number + 0.5) for number in range(_STEPS)]
        after = [[kind.orders_within(left) for left in lefts] for kind in self.kinds]
        self._after[horizon] = after
        return after


def learn(histories: Sequence[History]) -> Model:
    """Learn how common each kind is. Some hundreds of customers tell as much as all of them."""
    kinds = tuple(
        Kind(shape / gap, shape, 1.0 / stay)
        for gap in _GAPS
        for stay in _STAYS
        for shape in _SHAPES
    )
    silent = {since: _log_silent(kinds, since) for since in {_rounded(h.since) for h in histories}}
    likelihoods = [_likelihoods(kinds, h, silent[_rounded(h.since)]) for h in histories]
    shares = [1.0 / len(kinds)] * len(kinds)
    for _ in range(_ROUNDS):
        shares = _improved(shares, likelihoods)
    kept = [(kind, share) for kind, share in zip(kinds, shares, strict=True) if share > _RARE]
    total = sum(share for _, share in kept)
    return Model([kind for kind, _ in kept], [share / total for _, share in kept])


_Likely = tuple[list[int], list[float]]
"""The kinds that somebody may be, by their place, and how likely their history is for each."""


def _improved(shares: Sequence[float], likelihoods: Sequence[_Likely]) -> list[float]:
    """One round of EM: give each customer to the kinds that they may be."""
    counts = [_STRENGTH / len(shares)] * len(shares)
    for places, row in likelihoods:
        joint = [shares[place] * one for place, one in zip(places, row, strict=True)]
        total = sum(joint)
        for place, one in zip(places, joint, strict=True):
            counts[place] += one / total
    total = sum(counts)
    return [count / total for count in counts]


def _likelihoods(kinds: Sequence[Kind], history: History, silent: Sequence[float]) -> _Likely:
    """Return the likelihoods of a history, scaled so that the greatest is 1."""
    log_gaps = sum(map(math.log, history.gaps))
    logs = [kind.log_gaps(history, log_gaps) + one for kind, one in zip(kinds, silent, strict=True)]
    best = max(logs)
    places = [place for place, one in enumerate(logs) if one > best - 12]
    return places, [math.exp(logs[place] - best) for place in places]


def _ahead_of(
    kinds: Sequence[Kind], since: int, horizon: int, after: Sequence[Sequence[float]]
) -> Ahead:
    now = [kind.silent(since) for kind in kinds]
    still = [
        [_still(kind, one, since, h) for kind, one in zip(kinds, now, strict=True)]
        for h in _HORIZONS
    ]
    return Ahead(
        log_silent=_log_silent(kinds, since),
        still=tuple(
            _still(kind, one, since, horizon) for kind, one in zip(kinds, now, strict=True)
        ),
        expected=tuple(
            _expected(kind, one, since, horizon, follow)
            for kind, one, follow in zip(kinds, now, after, strict=True)
        ),
        curve=tuple(map(tuple, still)),
    )


def _log_silent(kinds: Sequence[Kind], since: int) -> tuple[float, ...]:
    return tuple(math.log(max(kind.silent(since), 1e-300)) for kind in kinds)


def _still(kind: Kind, now: float, since: int, horizon: float) -> float:
    """Return the probability of no order in the horizon, for one who was silent until now."""
    return kind.silent(since + horizon) / now if now > 1e-290 else 0.0


def _expected(kind: Kind, now: float, since: int, horizon: int, after: Sequence[float]) -> float:
    """Add up, over when the first order comes, that one and what follows it."""
    if now <= 1e-290:
        return after[0]
    step = horizon / _STEPS
    silent = [kind.silent(since + step * number) for number in range(_STEPS + 1)]
    first = ((silent[number] - silent[number + 1]) / now for number in range(_STEPS))
    return sum(chance * (1.0 + rest) for chance, rest in zip(first, after, strict=True))


def _next_in(curve: Sequence[float]) -> int | None:
    before, was = 0, 1.0
    for horizon, now in zip(_HORIZONS, curve, strict=True):
        if now <= 0.5:
            share = (was - 0.5) / (was - now) if was > now else 1.0
            return max(1, round(before + share * (horizon - before)))
        before, was = horizon, now
    return None


def _mean(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def _rounded(since: int) -> int:
    """A day more or less tells nothing after half a year of silence."""
    return since if since < 180 else since // 7 * 7


def _gamma(shape: int, z: float) -> float:
    """Return P(shape, z) for a whole shape: 1 - e^-z times the first terms of e^z."""
    if z <= 0.0:
        return 0.0
    if z > 700.0:
        return 1.0
    if shape > 40:
        # Far out the sum is long and the normal curve is near (Wilson and Hilferty 1931).
        spread = 1.0 / (9.0 * shape)
        return 0.5 * math.erfc(-((z / shape) ** (1 / 3) - 1.0 + spread) / math.sqrt(2.0 * spread))
    term = total = 1.0
    for number in range(1, shape):
        term *= z / number
        total += term
    return max(0.0, 1.0 - math.exp(-z) * total)
