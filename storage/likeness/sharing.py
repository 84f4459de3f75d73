"""Who shares enough to be compared, decided from the keys alone.

A key that `n` contacts have points from each to `n - 1` others, of whom hardly more than one is the
same person: so it says 1 / (n - 1) of each. What a pair's keys say together must be `ENOUGH`: one
key that seven have, two that fourteen have, five that thirty-four have. In a long list a town with
a surname is shared by many and says little; in a short one it is enough by itself. A mailbox or a
phone is enough in any list. A key that more than `MOST_TOGETHER` have is given up.

So a contact of `k` keys (23 on average in the benchmark) is compared with at most `k / ENOUGH`
others, however long the list is.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from storage.likeness.blocking import STRONG
from storage.likeness.shares import SHARES, Shares

MOST_TOGETHER: Final = 50
ENOUGH: Final = 0.15

_NUMBER: Final = 28
MOST_CONTACTS: Final = 1 << _NUMBER
_SIZE: Final = 6
_SAYS: Final = (0.0, 0.0, *(1 / (size - 1) for size in range(2, MOST_TOGETHER + 1)))
_OWN: Final = 2
"""The size that a strong key is taken to have."""


def put_keys(keys: Iterable[int], number: int, into: Shares) -> None:
    """Put the keys of contact `number` (below `MOST_CONTACTS`) aside."""
    for key in keys:
        into.put(key % SHARES, key << _NUMBER | number)


def pair_up(keys: Shares, into: Shares) -> None:
    """Put aside every pair that shares a key, once for each key, in the share of its first."""
    for share in range(SHARES):
        rows = sorted(keys.take(share))
        for key, own in groupby(rows, key=lambda row: row >> _NUMBER):
            numbers = [row % MOST_CONTACTS for row in own]
            if not 1 < len(numbers) <= MOST_TOGETHER:
                continue
            size = _OWN if key >= STRONG else len(numbers)
            others = [number << _SIZE | size for number in numbers]
            for i, a in enumerate(numbers[:-1], 1):
                head = a << _NUMBER + _SIZE
                into.put_all(a % SHARES, [head | other for other in others[i:]])
    into.finish()


def sampled(rows: Iterable[int], step: int, offset: int) -> Iterator[int]:
    """Return the pairs of every `step`-th contact, from the one of number `offset`."""
    return (row for row in rows if (row >> _NUMBER + _SIZE) % step == offset)


def enough(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Return each pair of `pair_up` that shares enough, the smaller number first, in order."""
    for pair, own in groupby(sorted(rows), key=lambda row: row >> _SIZE):
        if sum(_SAYS[row % (1 << _SIZE)] for row in own) >= ENOUGH:
            yield pair >> _NUMBER, pair % MOST_CONTACTS
