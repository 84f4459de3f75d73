"""Days in cells, read in the order that their column shows."""

import re
from datetime import date
from typing import cast

from storage.files import Cell
from storage.files.drafts import Reading
from storage.files.filled import Filled, as_text
from storage.files.headers import Column
from storage.values import EMPTY, Invalid, dates

_ISO_YEARLESS = re.compile(r"--(\d{2})-?(\d{2})(?:T.*)?\Z")
_TWO_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})\.?\Z")


def day(filled: Filled, column: Column, cell: Cell, reading: Reading) -> date | None:
    """Read a day in the order of its column; None, and flagged, where it cannot be."""
    pivot = reading.today.year % 100 if reading.today else 30
    value = cell if not isinstance(cell, bool) else as_text(cell)
    read = dates.parse(value, order_of(column, reading), pivot=pivot)
    if isinstance(read, Invalid):
        if read != EMPTY:
            code = "year_only" if read.reason == "year_only" else "bad_date"
            filled.flag(code, column.field, cell, read.reason)
        return None
    if column.order == "mixed" and dates.ambiguous(cell):
        filled.flag("ambiguous_date", column.field, cell)
    return read


def yearless(column: Column, cell: Cell, reading: Reading) -> str:
    """Return `--MM-DD` for a birthday without its year: `--0312`, `--03-12`, `12/03`; else ""."""
    if not isinstance(cell, str):
        return ""
    text = cell.strip()
    if match := _ISO_YEARLESS.match(text):
        month, day_number = match[1], match[2]
    elif match := _TWO_NUMBERS.match(text):
        first_is_month = order_of(column, reading) == "mdy" or int(match[2]) > 12
        month, day_number = match.groups() if first_is_month else (match[2], match[1])
    else:
        return ""
    leap = dates.parse(f"2000-{int(month):02}-{int(day_number):02}", "ymd")
    return f"--{leap:%m-%d}" if isinstance(leap, date) else ""


def order_of(column: Column, reading: Reading) -> dates.Order:
    """Return how a column writes its days, as far as its cells tell, else how the file is read."""
    return cast("dates.Order", reading.order if column.order in (None, "mixed") else column.order)
