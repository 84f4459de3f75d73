"""Rows as an import meets them, read ahead of the writing: in processes of their own for big files.

Reading a row costs as much as writing it, so while one batch is written the next are read.
"""

import asyncio
import json
import os
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple, Protocol

from storage.files import Cell
from storage.files.filled import as_text
from storage.files.headers import Mapping
from storage.hands import hands
from storage.ledger import Ledger

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
    waiting: deque[tuple[Batch, asyncio.Future[list[Read]]]] = deque()
    with hands(partial(_read_all, reader), workers) as ask:

        def take(count: int) -> None:
            for batch in islice(batches, count):
                waiting.append((batch, asyncio.wrap_future(ask(batch))))

        try:
            take(2 * workers or 1)
            while waiting:
                batch, answer = waiting.popleft()
                read = await answer
                take(1)
                yield _joined(batch, read)
        finally:
            for _, answer in waiting:
                answer.cancel()


def read_here(reader: Reader, batch: Batch) -> list[Row]:
    """Read rows in this very process."""
    return _joined(batch, _read_all(reader, batch))


def _read_all(reader: Reader, batch: Batch) -> list[Read]:
    return [reader(number, cells) for number, cells in batch]


def _joined(batch: Batch, read: Sequence[Read]) -> list[Row]:
    return [Row(number, cells, *one) for (number, cells), one in zip(batch, read, strict=True)]
