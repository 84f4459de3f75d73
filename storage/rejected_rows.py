"""Rows that no import took, in files beside the data: what an erasure takes out of them.

They are of nobody in the database, so the person is known in them by an address, a telephone, a
record number or the whole name. The headers and all other rows stay as they are, to the byte; a
file without any row left goes.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, TextIO

from storage.mentions import Traits

FOLDER = "rejected"
"""Under the data folder."""


def forget(folder: Path, traits: Traits) -> int:
    """Take the rows about somebody out of all files of a folder; return how many they were."""
    return sum(_forget_in(path, traits) for path in sorted(folder.glob("*.csv")))


def _forget_in(path: Path, traits: Traits) -> int:
    with _opened(path, "r") as file:
        about = {
            number for number, row in enumerate(_rows(file)) if number and traits.point_at(row)
        }
    if not about:
        return 0
    fresh = path.with_name(f".{path.name}.new")
    fresh.touch(mode=path.stat().st_mode)
    kept = 0
    with _opened(path, "r") as file, _opened(fresh, "w") as rest:
        for number, row in enumerate(_rows(file)):
            if number not in about:
                rest.write(row)
                kept += number > 0
    os.replace(fresh, path)
    if not kept:
        path.unlink()
    return len(about)


def _opened(path: Path, mode: Literal["r", "w"]) -> TextIO:
    # Whoever mended the file may have saved it in any encoding: no byte is to be lost.
    return path.open(mode, encoding="utf-8", errors="surrogateescape", newline="")


def _rows(lines: Iterable[str]) -> Iterator[str]:
    """Join the lines of a row: a quoted cell may hold several."""
    row: list[str] = []
    quotes = 0
    for line in lines:
        row.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0:
            yield "".join(row)
            row = []
    yield from ["".join(row)] if row else []
