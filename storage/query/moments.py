"""Days as the database keeps them: UTC instants, birth dates as text, birthdays without a year."""

from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from storage.query.conditions import on
from storage.query.days import period, shifted
from storage.query.tree import (
    Ago,
    DayOfYear,
    DayWord,
    MonthOfYear,
    Number,
    Op,
    Range,
    Single,
    Value,
)

_OLDEST = 130


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, both included; None: without end."""

    first: date | None
    last: date | None

    def instants(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """Return the first instant (UTC), and the first one after."""
        start = None if self.first is None else _midnight(self.first, zone)
        end = None if self.last is None else _midnight(self.last + timedelta(days=1), zone)
        return start, end


def stretch_of(op: Op, value: Single | Range, today: date, *, ahead: bool = False) -> Stretch:
    """Return the days that `op value` allows, seen from `today`."""
    if isinstance(value, Range):
        return _between(value, today, ahead=ahead)
    first, last = period(value, today, ahead=ahead)
    if op is Op.HAS and isinstance(value, Ago):
        return Stretch(today, last) if ahead else Stretch(first, today)
    day = timedelta(days=1)
    return {
        Op.GT: Stretch(last + day, None),
        Op.GE: Stretch(first, None),
        Op.LT: Stretch(None, first - day),
        Op.LE: Stretch(None, last),
    }.get(op, Stretch(first, last))


def within(column: str, stretch: Stretch, zone: ZoneInfo) -> Q:
    """Return the condition on a UTC column; an empty one never matches, negated or not."""
    start, end = stretch.instants(zone)
    condition = on(f"{column}__isnull", False)
    if start is not None:
        condition &= on(f"{column}__gte", start)
    if end is not None:
        condition &= on(f"{column}__lt", end)
    return condition


def on_days(column: str, stretch: Stretch) -> Q:
    """Return the condition on a column of calendar days."""
    condition = on(f"{column}__isnull", False)
    if stretch.first is not None:
        condition &= on(f"{column}__gte", stretch.first)
    if stretch.last is not None:
        condition &= on(f"{column}__lte", stretch.last)
    return condition


def measured(column: str, op: Op, value: Single | Range) -> Q:
    """Return the condition on a column of fractions."""
    known = on(f"{column}__isnull", False)
    if isinstance(value, Range):
        low = on(f"{column}__gte", _fraction(value.low)) if value.low else Q()
        return known & low & (on(f"{column}__lte", _fraction(value.high)) if value.high else Q())
    name = {Op.GT: "__gt", Op.GE: "__gte", Op.LT: "__lt", Op.LE: "__lte"}.get(op, "")
    return known & on(f"{column}{name}", _fraction(value))


def _fraction(value: Single) -> float:
    return float(value.amount) if isinstance(value, Number) else 0.0


def born(stretch: Stretch) -> Q:
    """Return the condition on `birth_date`; those without a year never match."""
    condition = Q(birth_date__isnull=False) & ~Q(birth_date__startswith="-")
    if stretch.first is not None:
        condition &= Q(birth_date__gte=stretch.first.isoformat())
    if stretch.last is not None:
        condition &= Q(birth_date__lte=stretch.last.isoformat())
    return condition


def aged(op: Op, value: Single | Range, today: date) -> Q:
    """Return the condition on `birth_date` for an age in whole years.

    Who was born on 29 February is a year older on 1 March of other years.
    """
    low, high = _ages(op, value)
    if high < low:
        return Q(id__in=[])
    latest = shifted(today, -low, "y")
    earliest = shifted(today, -(high + 1), "y") + timedelta(days=1)
    return born(Stretch(None if high >= _OLDEST else earliest, latest))


def birth(op: Op, value: Single | Range, today: date) -> Q:
    """Return the condition for a birthday, or for a date of birth with its year."""
    if is_turning(value):
        return birthday(value, today)
    return born(stretch_of(op, value, today))


def birthday(value: Single | Range, today: date) -> Q:
    """Return the condition on `birthday` (MM-DD) for a day, a month or the next days."""
    first, last = _birthday_ends(value, today)
    known = Q(birthday__isnull=False)
    if first <= last:
        return known & Q(birthday__gte=first, birthday__lte=last)
    return known & (Q(birthday__gte=first) | Q(birthday__lte=last))


def is_turning(value: Value) -> bool:
    """Tell whether a value of the field birthday leaves the year of birth open."""
    if isinstance(value, Range):
        return any(end is not None and is_turning(end) for end in (value.low, value.high))
    return isinstance(value, DayOfYear | MonthOfYear | DayWord | Ago)


def _between(value: Range, today: date, *, ahead: bool) -> Stretch:
    low = period(value.low, today, ahead=ahead) if value.low else None
    high = period(value.high, today, ahead=ahead) if value.high else None
    if low and high and low[0] > high[1]:
        low, high = high, low  # today..30d: the same days the other way round
    return Stretch(low[0] if low else None, high[1] if high else None)


def _ages(op: Op, value: Single | Range) -> tuple[int, int]:
    if isinstance(value, Range):
        return (
            int(value.low.amount) if isinstance(value.low, Number) else 0,
            int(value.high.amount) if isinstance(value.high, Number) else _OLDEST,
        )
    age = int(value.amount) if isinstance(value, Number) else 0
    bounds = {
        Op.GT: (age + 1, _OLDEST),
        Op.GE: (age, _OLDEST),
        Op.LT: (0, age - 1),
        Op.LE: (0, age),
    }
    return bounds.get(op, (age, age))


def _birthday_ends(value: Single | Range, today: date) -> tuple[str, str]:
    match value:
        case Range(low, high):
            first = _birthday_ends(low, today)[0] if low else "01-01"
            return first, _birthday_ends(high, today)[1] if high else "12-31"
        case DayOfYear(month, day):
            return (f"{month:02}-{day:02}",) * 2
        case MonthOfYear(month):
            return f"{month:02}-01", f"{month:02}-31"
        case Ago():
            last = shifted(today, value.count, value.unit)
            whole_year = last >= shifted(today, 1, "y")
            return ("01-01", "12-31") if whole_year else (_md(today), _md_late(last))
        case _:
            first_day, last_day = period(value, today)
            return _md(first_day), _md_late(last_day)


def _md(day: date) -> str:
    return f"{day:%m-%d}"


def _md_late(day: date) -> str:
    """Return the end of a stretch: 28 February takes the 29th along where there is none."""
    return "02-29" if _md(day) == "02-28" and not isleap(day.year) else _md(day)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
