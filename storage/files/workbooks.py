"""Workbooks (.xlsx, .xls, .ods) as rows of plain cells.

Two readers, by size. python-calamine is fast but holds a whole sheet: 200,000 rows by 10 columns
took 2.4 s and a peak of 186 MB. openpyxl streams: 38 s and 42 MB for the same file. So sheets up to
`_FAST_LIMIT` bytes of XML (about 250,000 such rows) and `_FAST_AREA` cells go the fast way, larger
ones stream, and the peak stays near 200 MB whatever the file. Both give the same cells; a test
holds them together.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from storage.files import Cell, FileError
from storage.files.kinds import Kind

Row = tuple[int, tuple[Cell, ...]]

_FAST_LIMIT = 128 * 1024 * 1024
_FAST_AREA = 5_000_000
_CHUNK = 1 << 20
_COLUMN = re.compile(rb' r="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<row [^>]{0,60}?r="([0-9]{1,7})"')
_LONGEST_MARK = 80
_LARGEST = 4 * 1024 * 1024 * 1024
_DAMAGED = (
    CalamineError,
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    # What openpyxl lets through on a broken file: it checks little.
    *(OSError, KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, EOFError),
)


class Workbook(Protocol):
    """An open workbook: its visible sheets, and their rows, numbered from 1."""

    names: tuple[str, ...]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield (row number, cells) of one sheet. Raises FileError, also half-way (damaged)."""

    def expected_rows(self, sheet: str) -> int | None:
        """Return how many rows the sheet has where that is known, else None."""

    def close(self) -> None:
        """Close the file."""


def open_workbook(path: Path, kind: Kind) -> Workbook:
    """Open a workbook with the reader that suits its size. Raises FileError."""
    with _named_damage(path):
        return _SlowBook(path) if _streams(path, kind) else _FastBook(path)


class _FastBook:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = CalamineWorkbook.from_path(path)
        self._heights: dict[str, int] = {}
        self.names = tuple(
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        )

    def rows(self, sheet: str) -> Iterator[Row]:
        with _named_damage(self._path):
            content = self._book.get_sheet_by_name(sheet)
            self._heights[sheet] = content.total_height
            for number, row in enumerate(content.iter_rows(), 1):
                yield number, tuple(map(_plain, row))

    def expected_rows(self, sheet: str) -> int | None:
        return self._heights.get(sheet)

    def close(self) -> None:
        self._book.close()


class _SlowBook:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = load_workbook(path, read_only=True, data_only=True)
        self.names = tuple(
            sheet.title for sheet in self._book.worksheets if sheet.sheet_state == "visible"
        )

    def rows(self, sheet: str) -> Iterator[Row]:
        with _named_damage(self._path):
            worksheet = self._book[sheet]
            worksheet.reset_dimensions()  # some programs state a wrong size, which would cut rows
            for number, row in enumerate(worksheet.iter_rows(values_only=True), 1):
                yield number, tuple(map(_plain, row))

    def expected_rows(self, sheet: str) -> int | None:
        return None

    def close(self) -> None:
        self._book.close()


@contextmanager
def _named_damage(path: Path) -> Iterator[None]:
    """Turn what the libraries raise on broken files into a FileError."""
    try:
        yield
    except PasswordError:
        raise FileError("password_protected", file=path.name) from None
    except _DAMAGED:
        raise FileError("damaged", file=path.name) from None
    except BaseException as error:  # a Rust panic is no Exception, and has no type to import
        if type(error).__name__ != "PanicException":
            raise
        raise FileError("damaged", file=path.name) from None


def _streams(path: Path, kind: Kind) -> bool:
    """Decide by the size of the unpacked sheets, and by the area that their cells span."""
    if kind == "xls":
        return False
    with zipfile.ZipFile(path) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
        sizes = {name: size for name, size in sizes.items() if name.endswith(".xml")}
        largest = max(sizes.values(), default=0)
        if largest > _LARGEST or (kind == "ods" and largest > 2 * _FAST_LIMIT):
            raise FileError("too_large", file=path.name)
        sheets = [name for name in sizes if name.startswith("xl/worksheets/")]
        return largest > _FAST_LIMIT or any(_area(archive, name) > _FAST_AREA for name in sheets)


def _area(archive: zipfile.ZipFile, sheet: str) -> int:
    """Return rows times columns: one stray cell at the far corner spans 17,000 million cells."""
    columns: set[bytes] = set()
    last, tail = 0, b""
    with archive.open(sheet) as file:
        while chunk := file.read(_CHUNK):
            seen = tail + chunk
            columns.update(_COLUMN.findall(seen))
            last = max([last, *map(int, _ROW.findall(seen)[-1:])])
            tail = chunk[-_LONGEST_MARK:]
    return last * max(map(_column_number, columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _plain(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value in _ERRORS else value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return int(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, bool | int | float | date):
        return value
    return str(value) if isinstance(value, time | timedelta) else ""


# What a formula shows when it failed; one reader gives these as text, the other as nothing.
_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA")
)
