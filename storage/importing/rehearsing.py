"""A dry run: an import in transactions that are taken back, in bounded memory.

A short file is one transaction, so it comes to what the real run would, duplicates too. Of a long
one each batch is, so that nobody waits long to write: before it come the rows of earlier batches
that are about the same, or about what these are about. Of one key the first `MOST_A_KEY` count.
"""

import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from storage.importing.batch import BATCH, Import, Kind, place_rows, speaking
from storage.importing.met import Met
from storage.importing.options import Counts
from storage.importing.people import COMPARED
from storage.importing.rows import Batch, Cells, Row, read_here
from storage.tables.transactions import transaction

MOST_A_KEY = 100
_MOST_AGAIN = 5_000
"""How many earlier rows at most come before a batch again."""

Keys = Sequence[frozenset[str]]


class _TakenBack(Exception):  # noqa: N818 - not an error: it ends a rehearsal
    """Raised to roll a dry run back."""


class Rehearsal:
    """A dry run of one file. Close it to forget the rows."""

    def __init__(self, work: Import, kind: Kind) -> None:
        self._work, self._kind = work, kind
        self._read = kind.reader(work)
        self._earlier = Earlier()
        self.size = BATCH if (work.expected_rows or 0) > COMPARED else COMPARED
        """How many rows are taken back at once."""

    async def batch(self, rows: Sequence[Row]) -> None:
        """Count what a batch would come to, and move the progress on."""
        with suppress(_TakenBack):
            await self._place(rows)
        self._work.file.rows_done += len(rows)

    def close(self) -> None:
        """Forget all rows."""
        self._earlier.close()

    @transaction
    async def _place(self, rows: Sequence[Row]) -> None:
        said = speaking(rows)
        keys = [own for part in _parts(said) for own in await self._kind.keys(part)]
        await self._again([*self._earlier.linked(keys)])
        self._earlier.add(said, keys)
        for part in _parts(rows):
            await place_rows(self._work, self._kind, part)
        raise _TakenBack

    async def _again(self, before: Batch) -> None:
        """Place rows that were counted before, without counting them."""
        if not before:
            return
        work = replace(self._work, counts=Counts(), met=Met(), refused=[])
        try:
            for part in _parts(read_here(self._read, before)):
                await place_rows(work, self._kind, part)
        finally:
            work.met.close()


class Earlier:
    """Rows by what a later one may share with them, in a database that SQLite removes by itself."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, cells, keys)")
        self._database.execute(
            "CREATE TABLE shared (key, number, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )

    def add(self, rows: Sequence[Row], keys: Keys) -> None:
        """Remember rows, each with its keys."""
        numbered = [(row, own) for row, own in zip(rows, keys, strict=True) if own]
        kept = [(row.number, pickle.dumps(row.cells), pickle.dumps(own)) for row, own in numbered]
        self._database.executemany("INSERT INTO row VALUES (?, ?, ?)", kept)
        shared = [(key, row.number) for row, own in numbered for key in own]
        self._database.executemany("INSERT INTO shared VALUES (?, ?)", shared)

    def linked(self, keys: Keys) -> Iterator[tuple[int, Cells]]:
        """Yield the rows that share a key with these, or with one that does, in their order."""
        found: dict[int, Cells] = {}
        asked: set[str] = set()
        new = frozenset[str]().union(*keys)
        while new and len(found) < _MOST_AGAIN:
            asked |= new
            numbers = {number for key in sorted(new) for number in self._sharing(key)}
            new = frozenset()
            for number in sorted(numbers - found.keys()):
                found[number], own = self._row(number)
                new |= own - asked
        yield from sorted(found.items())[:_MOST_AGAIN]

    def close(self) -> None:
        """Forget all of them."""
        self._database.close()

    def _sharing(self, key: str) -> list[int]:
        sql = "SELECT number FROM shared WHERE key = ? ORDER BY number LIMIT ?"
        return [number for (number,) in self._database.execute(sql, (key, MOST_A_KEY))]

    def _row(self, number: int) -> tuple[Cells, frozenset[str]]:
        sql = "SELECT cells, keys FROM row WHERE number = ?"
        cells, keys = self._database.execute(sql, [number]).fetchone()
        return pickle.loads(cells), pickle.loads(keys)  # noqa: S301 - written above, by us


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
