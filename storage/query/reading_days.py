"""Days and lengths of time in words: "antes del 1 de mayo", "за последние 30 дней"."""

from datetime import date

from babel.dates import format_date, format_skeleton

from storage.query import words
from storage.query.tree import (
    Ago,
    Day,
    DayOfYear,
    DayWord,
    Month,
    MonthOfYear,
    Op,
    Range,
    Single,
    Value,
    Window,
    Year,
)
from storage.texts import say

_NAMES = {Op.HAS: "on", Op.EQ: "on", Op.NE: "on",
          Op.GT: "gt", Op.GE: "ge", Op.LT: "lt", Op.LE: "le"}  # fmt: skip
_LEAP_YEAR = 2024


def read_days(op: Op, value: Value, language: str, *, ahead: bool = False) -> str:
    """Return "antes del 1 de mayo de 2026", "hace más de 6 meses" …"""
    match value:
        case Range(low, high):
            return _read_range(low, high, language, ahead=ahead)
        case Ago() if op is Op.HAS:
            return _stretch("coming" if ahead else "last", value, language)
        case Ago():
            side = "ahead" if ahead else "past"
            name = "eq" if op in (Op.EQ, Op.NE) else _NAMES[op]
            return say(language, f"query.when.{side}.{name}", **_lengths(value, language))
        case _:
            key = f"query.when.{_NAMES[op]}.{_shape(value)}"
            return say(language, key, value=_shown(value, language, ahead=ahead))


def read_window(window: Window, language: str) -> str:
    """Return the time that a sum or a count runs over: "en los últimos 30 días"."""
    return read_days(Op.HAS, window, language)


def _read_range(low: Single | None, high: Single | None, language: str, *, ahead: bool) -> str:
    if low is None or high is None:
        end, op = (high, Op.LE) if low is None else (low, Op.GE)
        return "" if end is None else read_days(op, end, language, ahead=ahead)
    both_days = isinstance(low, Day) and isinstance(high, Day)
    ends = {"low": _shown(low, language, ahead=ahead), "high": _shown(high, language, ahead=ahead)}
    return say(language, f"query.when.range.{'day' if both_days else 'word'}", **ends)


def _shape(value: Value) -> str:
    if isinstance(value, Day | DayOfYear):
        return "day"
    if isinstance(value, MonthOfYear):
        return "name"
    return "word" if isinstance(value, DayWord) else "month"


def _shown(value: Value, language: str, *, ahead: bool) -> str:
    match value:
        case DayWord(offset):
            return words.DAYS[language][offset]
        case Year(year):
            return str(year)
        case Ago():
            side = "ahead" if ahead else "past"
            return say(language, f"query.when.{side}.end", **_lengths(value, language))
        case _:
            return _calendar(value, language)


def _calendar(value: Value, language: str) -> str:
    match value:
        case Day(day):
            return format_date(day, "long", locale=language)
        case Month(year, month):
            return str(format_skeleton("yMMMM", date(year, month, 1), locale=language))
        case DayOfYear(month, day_of_month):
            day = date(_LEAP_YEAR, month, day_of_month)
            return str(format_skeleton("MMMMd", day, locale=language))
        case MonthOfYear(month):
            return words.month_name(month, language)
        case _:
            raise TypeError(f"{value!r} is no day")


def _stretch(which: str, length: Ago, language: str) -> str:
    text = say(language, f"query.{which}.{length.unit}", n=length.count)
    return text.replace(" 1 ", " ") if length.count == 1 else text


def _lengths(length: Ago, language: str) -> dict[str, str]:
    return {
        "span": say(language, f"query.span.{length.unit}", n=length.count),
        "around": say(language, f"query.around.{length.unit}", n=length.count),
    }
