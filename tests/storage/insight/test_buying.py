"""The forecast is right on average, and puts those who stay away before those who come.

The customers are invented by processes that the model does not have in it (gamma rates, gaps of a
normal curve). Their seeds were not tried before: the model was built on seed 5 alone.
"""

import math
import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.insight.buying import History, Model, learn

TODAY, HORIZON = 730, 90
Days = list[int]


def at_random(dice: random.Random) -> Days:
    """Somebody who buys at random for a while, each at a rate of their own."""
    rate, leaving = dice.gammavariate(0.8, 1 / 60), dice.gammavariate(0.6, 1 / 150)
    return _until(dice, lambda: dice.expovariate(rate + 1e-9), dice.expovariate(leaving + 1e-9))


def like_clockwork(dice: random.Random) -> Days:
    """Somebody who comes every so often for a while; four in ten come once."""
    gap = dice.choice([14, 30, 60, 180])
    stay = 0.0 if dice.random() < 0.4 else dice.expovariate(1 / 500)
    return _until(dice, lambda: max(1.0, dice.gauss(gap, gap / 5)), stay)


def _until(dice: random.Random, gap: Callable[[], float], stay: float) -> Days:
    at, days = 0.0, [0]
    while (at := at + gap()) <= min(stay, 2000):
        days.append(int(at))
    start = dice.randint(0, 700)
    return sorted({start + day for day in days})


def history(days: Days) -> History | None:
    past = [day for day in days if day <= TODAY]
    gaps = tuple(later - earlier for earlier, later in pairwise(past))
    return History(gaps, TODAY - past[-1]) if past else None


def auc(scores: list[tuple[float, bool]]) -> float:
    """Return how often one who stays away is put before one who comes; ties count half."""
    away = [risk for risk, stays in scores if stays]
    come = [risk for risk, stays in scores if not stays]
    wins = sum((a > c) + (a == c) / 2 for a in away for c in come)
    return wins / (len(away) * len(come))


@pytest.mark.parametrize(
    ("life", "seed", "least"), [(at_random, 1861, 0.84), (like_clockwork, 90210, 0.94)]
)
def test_the_risk_is_honest_and_tells_who_stays_away(
    life: Callable[[random.Random], Days], seed: int, least: float
) -> None:
    dice = random.Random(seed)  # noqa: S311 - invented customers, no secret
    people = [(history(days), days) for days in (life(dice) for _ in range(900))]
    known = [(past, days) for past, days in people if past is not None]
    model = learn([past for past, _ in known[:450]])
    told = []
    for past, days in known:
        outlook = model.outlook(past, HORIZON)
        comes = sum(TODAY < day <= TODAY + HORIZON for day in days)
        told.append((outlook.risk, comes == 0, outlook.orders, comes, not past.gaps))
    assert auc([(risk, away) for risk, away, *_ in told]) > least
    for group in (told, [one for one in told if one[4]], sorted(told)[:300], sorted(told)[300:]):
        risk = sum(one[0] for one in group) / len(group)
        away = sum(one[1] for one in group) / len(group)
        chance = 2 * math.sqrt(away * (1 - away) / len(group))
        assert abs(risk - away) < 0.03 + chance
    expected, came = sum(one[2] for one in told), sum(one[3] for one in told)
    assert abs(expected - came) < 0.15 * came


@pytest.fixture(scope="module")
def model() -> Model:
    dice = random.Random(7)  # noqa: S311 - as above
    pasts = [history(like_clockwork(dice)) for _ in range(200)]
    return learn([past for past in pasts if past])


def test_the_longer_the_silence_the_higher_the_risk(model: Model) -> None:
    risks = [model.outlook(History((30,) * 6, since), 90).risk for since in (5, 60, 120, 365)]
    assert risks == sorted(risks)
    assert risks[0] < 0.4
    assert risks[-1] > 0.8


def test_who_comes_each_month_is_expected_next_month(model: Model) -> None:
    outlook = model.outlook(History((30, 31, 29, 30, 30, 31), 10), 90)
    assert outlook.next_in is not None
    assert 12 <= outlook.next_in <= 32
    assert 1.5 < outlook.orders < 3.5


def test_one_order_is_no_proof_of_faith(model: Model) -> None:
    once = model.outlook(History((), 300), 90)
    often = model.outlook(History((30, 30, 30, 30), 10), 90)
    assert once.risk > 0.8 > often.risk
    assert once.next_in is None


def test_nobody_to_learn_from_gives_a_model_all_the_same() -> None:
    outlook = learn([]).outlook(History((), 10), 90)
    assert 0 < outlook.risk < 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 4000), max_size=30), st.integers(0, 9000), st.integers(1, 900))
def test_any_history_has_an_outlook(
    model: Model, gaps: list[int], since: int, horizon: int
) -> None:
    outlook = model.outlook(History(tuple(gaps), since), horizon)
    assert 0 <= outlook.risk <= 1
    assert outlook.orders >= 0
