"""Separated text (.csv, .tsv, .txt): any separator, quoted line breaks, Excel's `sep=;`.

Rows are numbered as a spreadsheet program would show them: one record, one row. A quote that never
closes spoils its own line, not the rest of the file.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from storage.files import FileError
from storage.files.encodings import Survey

_SEPARATORS = (";", "\t", "|", ",")
_SAMPLE_ROWS = 60
_MAX_LINE = 1_000_000
_MAX_RECORD_LINES = 200
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*\Z", re.IGNORECASE)


def open_text(path: Path, told: Survey, newline: str | None = "") -> TextIO:
    """Open the file for `records`; bytes that its encoding lacks never stop the reading."""
    errors = "aldia-stray" if told.mixed else "replace"
    return path.open(encoding=told.encoding, errors=errors, newline=newline)


def separator_of(path: Path, told: Survey) -> str:
    """Find the separator: the one that cuts most rows into the same number of cells."""
    with open_text(path, told) as file:
        lines = list(islice(limited_lines(file, path), _SAMPLE_ROWS))
    if not lines:
        raise FileError("empty", file=path.name)
    stated = _SEP_LINE.match(lines[0])
    if stated:
        return stated[1]
    return max(_SEPARATORS, key=lambda separator: _regularity(lines, separator))


def records(file: TextIO, separator: str, path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield (row number from 1, cells) of every record; blank lines count as rows, yield ()."""
    number = 0
    for line_group, whole in _groups(limited_lines(file, path)):
        number += 1
        if number == 1 and _SEP_LINE.match(line_group[0]):
            yield number, ()
            continue
        for extra, row in enumerate(_parsed(line_group, separator, whole)):
            number += bool(extra)
            yield number, tuple(cell.strip() for cell in row)


def _parsed(lines: list[str], separator: str, whole: bool) -> list[list[str]]:
    if whole:
        return list(csv.reader(lines, delimiter=separator))
    return list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))


def _regularity(lines: list[str], separator: str) -> tuple[float, int]:
    grouped = (
        list(csv.reader(group, delimiter=separator)) for group, whole in _groups(lines) if whole
    )
    widths = Counter(len(row) for rows in grouped for row in rows if any(row))
    widest = Counter({width: count for width, count in widths.items() if width > 1})
    if not widest:
        return 0.0, 0
    width, count = widest.most_common(1)[0]
    return count / widths.total(), width


def limited_lines(file: TextIO, path: Path) -> Iterator[str]:
    """Yield the lines of a file. Raises FileError long_line for one that no memory should hold."""
    number = 0
    while line := file.readline(_MAX_LINE):
        number += 1
        if len(line) >= _MAX_LINE:
            if number == 1:
                raise FileError("not_a_table", kind="text")
            raise FileError("long_line", file=path.name, row=number, limit=_MAX_LINE)
        yield line.replace("\x00", "")


def _groups(lines: Iterable[str]) -> Iterator[tuple[list[str], bool]]:
    """Gather the lines of one record: until its quotes are even. False: they never were."""
    source = iter(lines)
    waiting: deque[str] = deque()
    while (line := _next(waiting, source)) is not None:
        if line.count('"') % 2 == 0:
            yield [line], True
            continue
        group = [line]
        while len(group) < _MAX_RECORD_LINES and (more := _next(waiting, source)) is not None:
            group.append(more)
            if more.count('"') % 2:
                yield group, True
                break
        else:
            waiting.extendleft(reversed(group[1:]))
            yield group[:1], False


def _next(waiting: deque[str], source: Iterator[str]) -> str | None:
    return waiting.popleft() if waiting else next(source, None)
