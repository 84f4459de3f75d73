"""Judging the pairs of a list share by share, in processes of their own where the list is long."""

import os
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from storage.hands import hands
from storage.likeness.scoring import MAYBE_FROM, Judge, Scored
from storage.likeness.shares import SHARES, Shares
from storage.likeness.sharing import enough
from storage.likeness.shelf import Shelf

_MANY = 20_000
"""From so many contacts on it pays to start workers."""
_MOST_WORKERS = 4


class Found(NamedTuple):
    """Two contacts, the smaller id first, and what they are to each other."""

    a: int
    b: int
    scored: Scored


@dataclass(frozen=True, slots=True)
class Finder:
    """What it takes to judge the pairs of a list; it pickles."""

    shelf: Shelf
    pairs: Shares
    judge: Judge

    def found(self, share: int) -> list[Found]:
        """Return the pairs of one share (0 … SHARES - 1) that may be one person."""
        found = []
        with self.shelf.opened() as read:
            for a, b in enough(self.pairs.take(share)):
                one, other = read(a), read(b)
                scored = self.judge.score(one, other)
                if scored.score >= MAYBE_FROM:
                    found.append(Found(min(one.id, other.id), max(one.id, other.id), scored))
        return found


def workers_for(contacts: int) -> int:
    """Return how many processes shall judge a list; none for a short one."""
    return 0 if contacts < _MANY else min(os.cpu_count() or 1, _MOST_WORKERS)


@contextmanager
def finding(finder: Finder, workers: int) -> Generator[Iterator[Future[list[Found]]]]:
    """Start judging, and give the answers of all shares in order. Leaving ends the workers."""
    with hands(finder.found, workers) as ask:
        asked = deque(ask(share) for share in range(SHARES))
        yield (asked.popleft() for _ in range(SHARES))
