"""Rows are read by other processes, and come back in their order, whatever becomes of these."""

import multiprocessing
import os
import signal
from contextlib import aclosing
from dataclasses import dataclass

from storage.importing.met import Met
from storage.importing.rows import Cells, Read, read_ahead, workers_for

COUNT = 50


@dataclass(frozen=True)
class Shouting:
    """Reads a row by its first cell; ends its process at a row named `fatal`, unless at home."""

    home: int

    def __call__(self, number: int, cells: Cells) -> Read:
        if cells[0] == "fatal" and os.getpid() != self.home:
            os._exit(1)
        return Read(str(cells[0]).upper(), "{}", f"{number:02x}")


async def numbers(words: list[str], workers: int) -> list[tuple[int, object]]:
    """Read words in batches of seven."""
    rows = ((number, (word,)) for number, word in enumerate(words))
    reader = Shouting(os.getpid())
    async with aclosing(read_ahead(rows, reader, size=7, workers=workers)) as batches:
        return [(row.number, row.said) async for batch in batches for row in batch]


async def test_rows_keep_their_order() -> None:
    others = multiprocessing.active_children()
    words = [f"word {n}" for n in range(COUNT)]
    expected = [(n, word.upper()) for n, word in enumerate(words)]
    assert await numbers(words, 0) == await numbers(words, 2) == expected
    assert set(multiprocessing.active_children()) <= set(others)


async def test_a_process_that_dies_loses_no_row() -> None:
    words = ["fatal" if n == COUNT // 2 else f"word {n}" for n in range(COUNT)]
    assert await numbers(words, 2) == [(n, word.upper()) for n, word in enumerate(words)]


async def test_ctrl_c_is_left_to_who_started_the_processes() -> None:
    others = set(multiprocessing.active_children())
    rows = ((number, (f"word {number}",)) for number in range(COUNT))
    read = []
    async with aclosing(read_ahead(rows, Shouting(os.getpid()), size=7, workers=2)) as batches:
        async for batch in batches:
            read += [row.number for row in batch]
            started = set(multiprocessing.active_children()) - others
            assert len(started) == 2
            for child in started:
                os.kill(child.pid or 0, signal.SIGINT)
    assert read == [*range(COUNT)]


async def test_leaving_early_ends_the_processes() -> None:
    others = set(multiprocessing.active_children())
    rows = ((number, (f"word {number}",)) for number in range(COUNT))
    async with aclosing(read_ahead(rows, Shouting(os.getpid()), size=7, workers=2)) as batches:
        assert len(await anext(batches)) == 7
    assert set(multiprocessing.active_children()) <= others


def test_a_small_file_needs_no_other_process() -> None:
    assert workers_for(None) == workers_for(100) == 0
    assert workers_for(1_000_000) >= 1


def test_a_digest_is_new_once() -> None:
    met = Met()
    assert met.new(["aa", "bb", "aa"]) == [True, True, False]
    assert met.new(["bb", "cc"]) == [False, True]
    met.close()
