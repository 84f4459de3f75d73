"""Who is compared is decided from shared keys, and the work does not outgrow the list."""

import random
import tempfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.likeness.blocking import STRONG, keys
from storage.likeness.person import Described, Place, ready
from storage.likeness.shares import SHARES, Shares
from storage.likeness.sharing import ENOUGH, MOST_TOGETHER, enough, pair_up, put_keys, sampled

Pairs = set[tuple[int, int]]


def shared(contacts: list[set[int]], folder: Path) -> Shares:
    """Pair up contacts of these keys."""
    mine, pairs = Shares(folder, "keys"), Shares(folder, "pairs")
    for number, own in enumerate(contacts):
        put_keys(own, number, mine)
    mine.finish()
    pair_up(mine, pairs)
    return pairs


def compared(contacts: list[set[int]]) -> list[tuple[int, int]]:
    """Return the pairs that share enough, as often as they come."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = shared(contacts, Path(folder))
        return [pair for share in range(SHARES) for pair in enough(pairs.take(share))]


def by_hand(contacts: list[set[int]]) -> Pairs:
    """Return the pairs that share enough, each looked at by itself."""
    having: dict[int, int] = {}
    for own in contacts:
        for key in own:
            having[key] = having.get(key, 0) + 1
    found = set()
    for (a, one), (b, other) in combinations(enumerate(contacts), 2):
        kept = [key for key in one & other if having[key] <= MOST_TOGETHER]
        says = sum(1.0 if key >= STRONG else 1 / (having[key] - 1) for key in kept)
        if says >= ENOUGH - 1e-12:
            found.add((a, b))
    return found


few_keys = st.sets(st.integers(0, 40) | st.integers(STRONG, STRONG + 3), max_size=8)


@given(st.lists(few_keys, max_size=80))
def test_each_pair_that_shares_enough_is_compared_once(contacts: list[set[int]]) -> None:
    found = compared(contacts)
    assert len(found) == len(set(found))
    assert set(found) == by_hand(contacts)


@given(st.lists(few_keys, max_size=MOST_TOGETHER))
def test_whoever_has_one_mailbox_or_phone_is_always_compared(contacts: list[set[int]]) -> None:
    one_key = {
        (a, b)
        for (a, one), (b, other) in combinations(enumerate(contacts), 2)
        if any(key >= STRONG for key in one & other)
    }
    assert one_key <= set(compared(contacts))


@pytest.mark.parametrize(
    ("with_it", "found"), [(MOST_TOGETHER, MOST_TOGETHER * (MOST_TOGETHER - 1) // 2), (51, 0)]
)
def test_a_switchboard_of_too_many_compares_nobody(with_it: int, found: int) -> None:
    assert len(compared([{STRONG}] * with_it)) == found


def test_a_mailbox_and_a_phone_are_strong_and_a_name_is_not() -> None:
    home = Place("Calle Mayor 3", "Valencia", "46001")
    named = Described(1, "Ana", "García Pérez", birth_date="1980-03-12", places=(home,))
    reached = replace(named, emails=("ana@example.org",), phones=("+34612345678",))
    assert not any(key >= STRONG for key in keys(ready(named)))
    assert sum(key >= STRONG for key in keys(ready(reached))) == 2


def of_towns(count: int) -> list[set[int]]:
    """Return contacts with ten weak keys each, drawn from what does not grow with the list."""
    dice = random.Random(count)  # noqa: S311 - invented contacts, no secrets
    return [{kind * 1_000 + dice.randrange(200) for kind in range(10)} for _ in range(count)]


def test_how_many_a_contact_is_compared_with_does_not_grow_with_the_list() -> None:
    each = [2 * len(compared(of_towns(count))) / count for count in (500, 2_000, 6_000)]
    assert each[0] > 1, "there must be something to compare"
    assert max(each) <= 10 / ENOUGH
    assert each[2] <= each[0], "a key of thirty says less than one of three"


def test_a_sample_holds_all_pairs_of_every_so_manyth_contact(tmp_path: Path) -> None:
    pairs = shared([{number // 5} for number in range(600)], tmp_path)
    whole, part = set[tuple[int, int]](), set[tuple[int, int]]()
    for share in range(SHARES):
        rows = pairs.take(share)
        whole |= set(enough(rows))
        part |= set(enough(sampled(rows, 7, 3)))
    assert len(whole) == 1_200
    assert part == {(a, b) for a, b in whole if a % 7 == 3}
