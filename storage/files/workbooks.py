"""Workbooks (.xlsx, .xls, .ods) as rows of plain cells.

Two readers, by size. python-calamine is fast but holds a whole sheet: 200,000 rows by 10 columns
took 2.4 s and a peak of 186 MB. openpyxl streams: 38 s and 42 MB for the same file. So sheets up to
`_FAST_LIMIT` bytes of XML (about 250,000 such rows) go the fast way and larger ones stream, and the
peak stays near 200 MB whatever the file. Both give the same cells; a test holds them together.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

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
_LARGEST = 4 * 1024 * 1024 * 1024
_DAMAGED = (
    CalamineError,
    InvalidFileException,
    zipfile.BadZipFile,
    # What openpyxl lets through on a broken file: it checks little.
    *(OSError, KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, EOFError),
)


def sheet_names(path: Path, kind: Kind) -> tuple[str, ...]:
    """Return the visible worksheets in their order. Raises FileError."""
    if _streams(path, kind):
        return tuple(_open_slow(path).sheetnames)
    book = _open_fast(path)
    try:
        return tuple(
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        )
    finally:
        book.close()


def rows_of(path: Path, kind: Kind, sheet: str) -> Iterator[Row]:
    """Yield (row number from 1, cells) of one sheet. Raises FileError, also half-way (damaged)."""
    reader = _slow_rows if _streams(path, kind) else _fast_rows
    try:
        yield from reader(path, sheet)
    except PasswordError:
        raise FileError("password_protected", file=path.name) from None
    except _DAMAGED:
        raise FileError("damaged", file=path.name) from None
    except BaseException as error:  # a Rust panic is no Exception, and has no type to import
        if type(error).__name__ != "PanicException":
            raise
        raise FileError("damaged", file=path.name) from None


def expected_rows(path: Path, kind: Kind, sheet: str) -> int | None:
    """Return how many rows the sheet has where that is cheap to know, else None."""
    if _streams(path, kind):
        return None
    book = _open_fast(path)
    try:
        return book.get_sheet_by_name(sheet).total_height
    except _DAMAGED:
        return None
    finally:
        book.close()


def _streams(path: Path, kind: Kind) -> bool:
    """Decide by the size of the unpacked sheets, which the archive's directory states."""
    if kind == "xls":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith(".xml")]
    except (zipfile.BadZipFile, OSError):
        raise FileError("damaged", file=path.name) from None
    largest = max((part.file_size for part in parts), default=0)
    if largest > _LARGEST or (kind == "ods" and largest > 2 * _FAST_LIMIT):
        raise FileError("too_large", file=path.name)
    return largest > _FAST_LIMIT


def _open_fast(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise FileError("password_protected", file=path.name) from None
    except _DAMAGED:
        raise FileError("damaged", file=path.name) from None


def _open_slow(path: Path) -> Any:  # openpyxl ships no types
    try:
        return load_workbook(path, read_only=True, data_only=True)
    except _DAMAGED:
        raise FileError("damaged", file=path.name) from None


def _fast_rows(path: Path, sheet: str) -> Iterator[Row]:
    book = _open_fast(path)
    try:
        for number, row in enumerate(book.get_sheet_by_name(sheet).iter_rows(), 1):
            yield number, tuple(map(_plain, row))
    finally:
        book.close()


def _slow_rows(path: Path, sheet: str) -> Iterator[Row]:
    book = _open_slow(path)
    try:
        worksheet = book[sheet]
        worksheet.reset_dimensions()  # some programs state a wrong size, which would cut rows off
        for number, row in enumerate(worksheet.iter_rows(values_only=True), 1):
            yield number, tuple(map(_plain, row))
    finally:
        book.close()


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
