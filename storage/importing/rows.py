"""Rows as an import meets them, read ahead of the writing: in processes of their own for big files.

Reading a row costs as much as writing it, so while one batch is written the next are read. A
worker gets cells and answers with plain values; it holds no connection. It ends by itself when we
do, however we end. Where one dies over a batch, the batch is read here.
"""

import asyncio
import contextlib
import gc
import json
import multiprocessing
import os
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import NamedTuple, Protocol

from storage.files import Cell
from storage.files.filled import as_text
from storage.files.headers import Mapping
from storage.ledger import Ledger

_SPAWN = multiprocessing.get_context("spawn")
_MANY = 4_000
"""From so many rows on it pays to start workers."""
_MOST_WORKERS = 4

Cells = tuple[Cell, ...]
Batch = list[tuple[int, Cells]]


class Read(NamedTuple):
    """What one row says, in the terms of its kind; Rejected or Skipped where it says nothing.

    `kept` is the JSON of {header: text} of its filled cells, `digest` a keyed hash of that ("" for
    a row that says nothing): the same row has the same one.
    """

    said: object
    kept: str
    digest: str


class Row(NamedTuple):
    """A row as read, with its number and its cells."""

    number: int
    cells: Cells
    said: object
    kept: str
    digest: str


class Reader(Protocol):
    """Reads one row. It must pickle, and use nothing but what it holds."""

    def __call__(self, number: int, cells: Cells) -> Read:
        """Return what the row says."""


def kept_of(cells: Cells, mapping: Mapping) -> str:
    """Return the filled cells of a row under their headers, as canonical JSON."""
    kept = {
        column.header: as_text(cells[column.index])
        for column in mapping.columns
        if 0 <= column.index < len(cells) and cells[column.index] != ""
    }
    return json.dumps(kept, sort_keys=True, ensure_ascii=False)


def digest_of(kept: str, ledger: Ledger) -> str:
    """Return the keyed hash by which a row is known again."""
    return ledger.hash_of(kept)


def workers_for(expected_rows: int | None) -> int:
    """Return how many processes shall read a file; none for a small one."""
    if (expected_rows or 0) < _MANY:
        return 0
    return min(os.cpu_count() or 1, _MOST_WORKERS)


async def read_ahead(
    rows: Iterator[tuple[int, Cells]], reader: Reader, *, size: int, workers: int
) -> AsyncGenerator[list[Row], None]:
    """Yield the rows in order, in batches of `size`. Close it (`aclosing`) to end the workers."""
    batches = iter(lambda: list(islice(rows, size)), [])
    if not workers:
        for batch in batches:
            yield _joined(batch, _read_all(reader, batch))
        return
    with ExitStack() as stack:
        free: SimpleQueue[_Hand] = SimpleQueue()
        for _ in range(workers):
            free.put(stack.enter_context(contextlib.closing(_Hand(reader))))
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        async for read in _in_order(batches, free, pool, ahead=2 * workers):
            yield read


async def _in_order(
    batches: Iterator[Batch], free: "SimpleQueue[_Hand]", pool: ThreadPoolExecutor, *, ahead: int
) -> AsyncIterator[list[Row]]:
    loop = asyncio.get_running_loop()
    waiting: deque[tuple[Batch, asyncio.Future[list[Read]]]] = deque()

    def take(count: int) -> None:
        for batch in islice(batches, count):
            waiting.append((batch, loop.run_in_executor(pool, _by_hand, free, batch)))

    take(ahead)
    while waiting:
        batch, answer = waiting.popleft()
        read = await answer
        take(1)
        yield _joined(batch, read)


def _by_hand(free: "SimpleQueue[_Hand]", batch: Batch) -> list[Read]:
    hand = free.get()
    try:
        return hand.read(batch)
    finally:
        free.put(hand)


class _Hand:
    """A process that reads one batch at a time."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, reader), daemon=True)
        self._process.start()
        # Only the child holds its end now: it reads the end of the pipe when we are gone.
        theirs.close()

    def read(self, batch: Batch) -> list[Read]:
        try:
            self._pipe.send(batch)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            return _read_all(self._reader, batch)
        return [Read(*one) for one in answer]

    def close(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, reader: Reader) -> None:
    # What is loaded by now stays: looking through it for garbage, again and again, finds none.
    gc.freeze()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            # Plain tuples pickle faster than named ones.
            pipe.send([tuple(read) for read in _read_all(reader, pipe.recv())])


def _read_all(reader: Reader, batch: Batch) -> list[Read]:
    return [reader(number, cells) for number, cells in batch]


def _joined(batch: Batch, read: Sequence[Read]) -> list[Row]:
    return [Row(number, cells, *one) for (number, cells), one in zip(batch, read, strict=True)]
