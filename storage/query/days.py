"""Reading days: absolute in the user's order, words, lengths of time, birthdays.

What is relative stays relative in the tree (a saved segment is live); `period` turns it into days
once today is known.
"""

import re
from datetime import date, timedelta

from storage.query import words
from storage.query.errors import QueryError
from storage.query.fields import key
from storage.query.nearest import nearest
from storage.query.scanner import Piece, Scanner
from storage.query.tree import (
    Ago,
    Day,
    DayOfYear,
    DayWord,
    Month,
    MonthOfYear,
    Range,
    Single,
    Unit,
    Window,
    Year,
)

DURATION = re.compile(r"(\d{1,5})\s?([^\W\d_]+)\.?(?=$|[\s)|,])")
_DURATION = re.compile(r"(\d+)\s?([^\W\d_]+)\.?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_FULL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d+)", re.ASCII)
_SHORT = re.compile(r"(?:--?)?(\d{1,2})[/.-](\d{1,2})", re.ASCII)
_MONTH_FIRST = frozenset({"US"})
_YEARS = range(1900, 2200)
_MAX_DAYS = {"d": 36_500, "w": 5_200, "m": 1_200, "y": 100}
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_day(scanner: Scanner, piece: Piece, language: str, country: str) -> Single:
    """Read a date: `2026-05-01`, `01/05/2026`, `2026-05`, `2026`, `hoy`, `30d`."""
    text = piece.text.strip()
    word = words.day_word(text)
    if word is not None:
        return DayWord(word)
    absolute = _read_absolute(scanner, piece, text, month_first(language, country))
    if absolute is not None:
        return absolute
    shape = _DURATION.fullmatch(text)
    if shape:
        return read_length(scanner, piece, shape)
    if _SHORT.fullmatch(text):
        raise scanner.wrong("year_missing", piece, word=text)
    raise not_a_date(scanner, piece, language)


def read_birthday(scanner: Scanner, piece: Piece, language: str, country: str) -> Single:
    """Read a date, or a day or month without its year: `12/03`, `mayo`."""
    text = piece.text.strip()
    month = words.month_words().get(key(text))
    if month:
        return MonthOfYear(month)
    short = _SHORT.fullmatch(text)
    if short and not _MONTH.fullmatch(text):
        return _day_of_year(scanner, piece, short, month_first(language, country))
    return read_day(scanner, piece, language, country)


def read_window(scanner: Scanner, piece: Piece, language: str, country: str) -> Window:
    """Read what stands in `[…]` after a field: a length of time, a date or a range of them."""
    dots = re.search(r"\.{2,}|…", piece.text)
    if dots is None:
        value = read_day(scanner, piece, language, country)
        assert isinstance(value, Day | Month | Year | DayWord | Ago)  # noqa: S101 - for mypy
        return value
    ends = (piece.part(0, dots.start()), piece.part(dots.end(), len(piece.text)))
    low, high = (
        None if end.text.strip() in ("", "*") else read_day(scanner, end, language, country)
        for end in ends
    )
    if low is None and high is None:
        raise scanner.wrong("range_without_ends", piece)
    return Range(low, high)


def read_length(scanner: Scanner, piece: Piece, shape: re.Match[str]) -> Ago:
    """Read `30d`, `6 meses`, `2г`."""
    unit = words.unit_of(shape[2])
    if unit is None:
        start = piece.start + piece.text.index(shape[2])
        raise scanner.error(
            "unknown_unit",
            start,
            start + len(shape[2]),
            nearest(shape[2], words.long_units()),
            word=shape[2],
        )
    count = int(shape[1])
    if not 1 <= count <= _MAX_DAYS[unit]:
        raise scanner.wrong("length_out_of_range", piece, limit=_MAX_DAYS[unit])
    return Ago(count, unit)


def month_first(language: str, country: str) -> bool:
    """Tell whether this user writes 05/01/2026 for the first of May."""
    return language == "en" and country.upper() in _MONTH_FIRST


def period(value: Single, today: date, *, ahead: bool = False) -> tuple[date, date]:
    """Return the first and the last day that a value names, seen from `today`."""
    match value:
        case Day(day):
            return day, day
        case DayWord(offset):
            day = today + timedelta(days=offset)
            return day, day
        case Month(year, month):
            return date(year, month, 1), shifted(date(year, month, 1), 1, "m") - timedelta(days=1)
        case Year(year):
            return date(year, 1, 1), date(year, 12, 31)
        case Ago(count, unit):
            day = shifted(today, count if ahead else -count, unit)
            return day, day
        case _:
            raise TypeError(f"{value!r} names no days")


def shifted(day: date, count: int, unit: Unit) -> date:
    """Return the day so many units later; the 31st becomes the last of a shorter month."""
    if unit in ("d", "w"):
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    first = date(year, month + 1, 1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, length))


def not_a_date(scanner: Scanner, piece: Piece, language: str) -> QueryError:
    """Return the error for what is no date, with the nearest word for a day."""
    own = list(words.DAYS.get(language, words.DAYS["en"]).values())
    others = [word for days in words.DAYS.values() for word in days.values()]
    near = nearest(piece.text, own, others)
    return scanner.wrong("not_a_date", piece, near, word=piece.text)


def _read_absolute(
    scanner: Scanner, piece: Piece, text: str, us_order: bool
) -> Day | Month | Year | None:
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(scanner, piece, int(iso[1]), int(iso[2]), int(iso[3]))
    full = _FULL.fullmatch(text)
    if full:
        return _day_in_order(scanner, piece, full, us_order)
    month = _ISO_MONTH.fullmatch(text) or _MONTH.fullmatch(text)
    if month:
        first, second = int(month[1]), int(month[2])
        year, number = (first, second) if len(month[1]) == 4 else (second, first)
        _check_year(scanner, piece, year)
        if not 1 <= number <= 12:
            raise scanner.wrong("no_such_day", piece, word=text)
        return Month(year, number)
    if _YEAR.fullmatch(text):
        return Year(_check_year(scanner, piece, int(text)))
    return None


def _day_in_order(scanner: Scanner, piece: Piece, full: re.Match[str], us_order: bool) -> Day:
    day, month = (int(full[2]), int(full[1])) if us_order else (int(full[1]), int(full[2]))
    if len(full[3]) != 4:
        near = f"{full[1]}/{full[2]}/20{full[3]}" if len(full[3]) == 2 else None
        raise scanner.wrong("year_short", piece, near, word=piece.text)
    year = int(full[3])
    if month > 12 and day <= 12:
        near = f"{year:04}-{day:02}-{month:02}"
        raise scanner.wrong("no_such_day", piece, near, word=piece.text)
    return _day(scanner, piece, year, month, day)


def _day(scanner: Scanner, piece: Piece, year: int, month: int, day: int) -> Day:
    _check_year(scanner, piece, year)
    try:
        return Day(date(year, month, day))
    except ValueError:
        raise scanner.wrong("no_such_day", piece, word=piece.text) from None


def _day_of_year(scanner: Scanner, piece: Piece, short: re.Match[str], us_order: bool) -> DayOfYear:
    iso = piece.text.strip().startswith("-")
    first, second = int(short[1]), int(short[2])
    month, day = (first, second) if us_order or iso else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month - 1]):
        raise scanner.wrong("no_such_day", piece, word=piece.text)
    return DayOfYear(month, day)


def _check_year(scanner: Scanner, piece: Piece, year: int) -> int:
    if year not in _YEARS:
        raise scanner.wrong("year_out_of_range", piece, first=_YEARS.start, last=_YEARS.stop - 1)
    return year
