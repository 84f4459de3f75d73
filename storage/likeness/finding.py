"""Judging the pairs of a list share by share, in processes of their own where the list is long.

A worker reads the scratch files and answers with what it found; it holds no connection. It ends by
itself when we do, however we end. Where one dies over a share, the share is done here.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import NamedTuple

from storage.likeness.scoring import MAYBE_FROM, Judge, Scored
from storage.likeness.shares import SHARES, Shares
from storage.likeness.sharing import enough
from storage.likeness.shelf import Shelf

_SPAWN = multiprocessing.get_context("spawn")
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
    with ThreadPoolExecutor(max(workers, 1)) as pool, ExitStack() as stack:
        free: SimpleQueue[_Hand | Finder] = SimpleQueue()
        for _ in range(workers):
            free.put(stack.enter_context(contextlib.closing(_Hand(finder))))
        if not workers:
            free.put(finder)
        asked = [pool.submit(_by_any, free, share) for share in range(SHARES)]
        stack.callback(lambda: [future.cancel() for future in asked])
        asked.reverse()
        yield (asked.pop() for _ in range(SHARES))


def _by_any(free: "SimpleQueue[_Hand | Finder]", share: int) -> list[Found]:
    hand = free.get()
    try:
        return hand.found(share)
    finally:
        free.put(hand)


class _Hand:
    """A process that judges one share at a time."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._closed = False
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, finder), daemon=True)
        # Ctrl-C reaches the child too, but is meant for whoever started it: dying of it would seem
        # a mishap. It inherits what is held back here, so not even its start can be interrupted.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        # Only the child holds its end now: it reads the end of the pipe when we are gone.
        theirs.close()

    def found(self, share: int) -> list[Found]:
        try:
            self._pipe.send(share)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            return [] if self._closed else self._finder.found(share)
        return [Found(a, b, Scored(*scored)) for a, b, scored in answer]

    def close(self) -> None:
        self._closed = True
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, finder: Finder) -> None:
    # What is loaded by now stays: looking through it for garbage, again and again, finds none.
    gc.freeze()
    with contextlib.suppress(EOFError, OSError):
        while True:
            # Plain tuples pickle faster than named ones.
            found = finder.found(pipe.recv())
            pipe.send([(a, b, (s.score, s.verdict, s.why)) for a, b, s in found])
