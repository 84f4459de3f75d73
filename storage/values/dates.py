"""Dates as cells hold them: numbers, serials, words in three languages.

Spreadsheets mix 12/03/1980 and 03/12/1980. A date whose day and month could change places is
read by the order that its column shows, and `ambiguous` says so; nothing here knows today.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from storage.values import EMPTY, Invalid
from storage.values.folding import fold

Order = Literal["dmy", "mdy", "ymd"]

# Day 0 of the 1900 system, shifted by its invented 29 February 1900; right from serial 61 on.
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(61, 73_051)  # to the end of 2099
_TEXT_SERIALS = range(3_654, 60_000)  # 1910 to 2064: smaller numbers in a text mean something else
_PARTS = re.compile(r"(\d{1,4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,4})(?:\D.*)?\Z", re.DOTALL)
_NOTHING = frozenset({"", "-", "--", "—", "n/a", "na", "null", "none", "nan", "0", "//", "/ /"})
_ALL_ZERO = re.compile(r"[0\s/.\-]+\Z")
_TIME_AFTER = re.compile(r"[T\s]\s*\d{1,2}:\d{2}.*\Z", re.DOTALL)
_LANGUAGES = ("es", "en", "ru")
_YEARS = range(1800, 2200)


def parse(value: str | float | date | datetime, order: Order, *, pivot: int = 30) -> date | Invalid:
    """Read a day. `order` decides only where the text itself leaves it open.

    A time of day is dropped as written, without conversion. Years of two digits up to `pivot` are
    20yy, later ones 19yy. Numbers are Excel serials (1900 system).
    Reasons: empty (also `0/0/00`), year_only, not_a_date, no_such_day.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        return _from_serial(value)
    text = value.replace("\xa0", " ").strip().strip("'")[:60]
    if text.casefold() in _NOTHING or _ALL_ZERO.match(text):
        return EMPTY
    return _from_text(_TIME_AFTER.sub("", text), order, pivot)


def ambiguous(value: object) -> bool:
    """Say whether day and month of this text could change places: 03/12/1980 can, 12/12 cannot."""
    parts = _PARTS.match(str(value).strip()) if isinstance(value, str) else None
    if not parts or len(parts[1]) > 2:
        return False
    first, second = int(parts[1]), int(parts[2])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def column_order(samples: Iterable[object]) -> Order | Literal["mixed"] | None:
    """Find the order of a column from cells that leave no choice; None where every cell does.

    "mixed" means that both 25/12 and 12/25 occur: then ambiguous cells cannot be trusted.
    """
    seen = {style for style in map(_style, samples) if style}
    if {"dmy", "mdy"} <= seen:
        return "mixed"
    for order in ("dmy", "mdy", "ymd"):
        if order in seen:
            return order
    return None


def _style(sample: object) -> Order | None:
    parts = _PARTS.match(sample.strip()) if isinstance(sample, str) else None
    if not parts:
        return None
    if len(parts[1]) > 2:
        return "ymd"
    if int(parts[1]) > 12 >= int(parts[2]):
        return "dmy"
    return "mdy" if int(parts[2]) > 12 >= int(parts[1]) else None


def _from_serial(value: float) -> date | Invalid:
    if value == 0:
        return EMPTY
    if value in _YEARS:  # as a serial it would be a day of 1904 to 1906
        return Invalid("year_only")
    if not _SERIALS.start <= value < _SERIALS.stop:
        return Invalid("not_a_date")
    return _EXCEL_EPOCH + timedelta(days=int(value))


def _from_text(text: str, order: Order, pivot: int) -> date | Invalid:
    text = text.strip().strip(".,;")
    if text.isascii() and text.replace(".", "", 1).isdigit() and text.count(".") < 2:
        return _from_digits(text, order)
    parts = _PARTS.match(text)
    if parts:
        return _from_parts(parts[1], parts[2], parts[3], order, pivot)
    return _from_words(text, pivot)


def _from_digits(text: str, order: Order) -> date | Invalid:
    whole = text.split(".", 1)[0] or "0"
    if len(whole) == 8:
        packed = [(whole[:4], whole[4:6], whole[6:]), (whole[4:], *_day_month(whole, order))]
        for year, month, day in packed:
            if int(year) in _YEARS and not isinstance(read := _day(year, month, day), Invalid):
                return read
        return Invalid("no_such_day")
    if len(whole) == 4 and int(whole) in _YEARS:
        return Invalid("year_only")
    serial = int(whole) if len(whole) < 6 else 0
    return _from_serial(serial) if serial in _TEXT_SERIALS else Invalid("not_a_date")


def _day_month(whole: str, order: Order) -> tuple[str, str]:
    head, middle = whole[:2], whole[2:4]
    return (head, middle) if order == "mdy" else (middle, head)


def _from_parts(first: str, second: str, third: str, order: Order, pivot: int) -> date | Invalid:
    if len(first) > 2:
        return _day(first, second, third)
    if order == "ymd" and len(third) <= 2:
        return _day(_full_year(first, pivot), second, third)
    if len(third) not in (2, 4):
        return Invalid("not_a_date")
    year = _full_year(third, pivot)
    month, day = (first, second) if order == "mdy" else (second, first)
    read = _day(year, month, day)
    # 03/25/1980 in a column of days first can only be the 25th of March.
    return _day(year, day, month) if isinstance(read, Invalid) else read


def _full_year(digits: str, pivot: int) -> str:
    if len(digits) > 2:
        return digits
    return str((2000 if int(digits) <= pivot else 1900) + int(digits))


def _day(year: str, month: str, day: str) -> date | Invalid:
    if int(year) not in _YEARS:
        return Invalid("no_such_day")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Invalid("no_such_day")


def _from_words(text: str, pivot: int) -> date | Invalid:
    words = re.findall(r"[^\W\d_]+|[0-9]+", fold(text))
    months = [month for word in words if (month := _months().get(word))]
    numbers = [word for word in words if word.isdigit() and len(word) <= 4]
    if len(months) != 1 or len(numbers) != 2:
        return Invalid("not_a_date")
    day, year = numbers if len(numbers[0]) <= 2 else reversed(numbers)
    if len(day) > 2 or len(year) not in (2, 4):
        return Invalid("not_a_date")
    return _day(_full_year(year, pivot), str(months[0]), day)


@cache
def _months() -> dict[str, int]:
    found = {"set": 9, "setiembre": 9, "sept": 9, "мая": 5, "сент": 9, "нояб": 11, "февр": 2}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context=context, locale=language)
                for number, name in names.items():
                    full = fold(name).rstrip(".")
                    found[full] = number
                    # "ма" would be both March and May; three letters tell all but those apart.
                    found.setdefault(full[:3], number)
    return found
