"""Which row of a table holds its headers."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.files import Cell
from storage.files.aliases import recognise

_LOOKS_LIKE_DATA = ("@", "://")


@dataclass(frozen=True, slots=True)
class LikelyHeaders:
    """Which of the first rows holds the headers (None: no row does), and how many we know."""

    index: int | None
    known: int


def likely_headers(rows: Sequence[Sequence[Cell]]) -> LikelyHeaders:
    """Find the header row among the first rows of a table; a title above it is passed over."""
    known = [sum(_known(cell) for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda i: known[i], default=0)
    if rows and known[best] >= min(2, _filled(rows[best])) and known[best]:
        return LikelyHeaders(best, known[best])
    widest = max(map(_filled, rows), default=0)
    for index, row in enumerate(rows):
        if _filled(row) and _filled(row) >= 0.6 * widest:
            return LikelyHeaders(index if _could_be_headers(row) else None, 0)
    return LikelyHeaders(None, 0)


def _known(cell: Cell) -> bool:
    return isinstance(cell, str) and 0 < len(cell) < 60 and recognise(cell) is not None


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell != "" for cell in row)


def _could_be_headers(row: Sequence[Cell]) -> bool:
    texts = [cell for cell in row if cell != ""]
    return all(
        isinstance(text, str)
        and not any(mark in text for mark in _LOOKS_LIKE_DATA)
        and sum(char.isdigit() for char in text) <= 2
        and len(text) < 60
        for text in texts
    )
