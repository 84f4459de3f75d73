"""When: a day and an hour as people say them while typing a task, in es, en and ru at once.

    llamar a Ana mañana a las 10 · send it on friday · через 2 часа позвонить · 15/07 9:30

Pure: "now" is passed in, as local time with its zone. What says when is cut out of the text; the
rest is the task. Where nothing says when, the text comes back whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storage.values.folding import fold

MORNING, MIDDAY, AFTERNOON, EVENING = time(9), time(12), time(17), time(20)
_WEEKDAYS = (
    ("lunes", "monday", "понедельник"),
    ("martes", "tuesday", "вторник"),
    ("miercoles", "wednesday", "среду", "среда"),
    ("jueves", "thursday", "четверг"),
    ("viernes", "friday", "пятницу", "пятница"),
    ("sabado", "saturday", "субботу", "суббота"),
    ("domingo", "sunday", "воскресенье"),
)
_MONTHS = (
    ("enero", "january", "января"),
    ("febrero", "february", "февраля"),
    ("marzo", "march", "марта"),
    ("abril", "april", "апреля"),
    ("mayo", "may", "мая"),
    ("junio", "june", "июня"),
    ("julio", "july", "июля"),
    ("agosto", "august", "августа"),
    ("septiembre", "september", "сентября"),
    ("octubre", "october", "октября"),
    ("noviembre", "november", "ноября"),
    ("diciembre", "december", "декабря"),
)
_UNITS = {
    "minutes": r"min(?:uto|ute)?s?|минут[уы]?",
    "hours": r"horas?|hours?|h|час(?:а|ов)?",
    "days": r"dias?|days?|день|дня|дней",
    "weeks": r"semanas?|weeks?|недел[юиь]",
    "months": r"mes(?:es)?|months?|месяц(?:а|ев)?",
}
_UNIT_DAYS = {"days": 1, "weeks": 7, "months": 30}
_DAY_PARTS = (
    (r"por la manana|in the morning|утром|с утра", MORNING),
    (r"al mediodia|at noon|в полдень", MIDDAY),
    (r"por la tarde|in the afternoon|днем|после обеда", AFTERNOON),
    (r"por la noche|in the evening|tonight|esta noche|вечером", EVENING),
)


@dataclass(frozen=True, slots=True)
class Told:
    """The moment (with the zone of "now"), None where nothing says when; and the other words."""

    at: datetime | None
    rest: str


def read(text: str, now: datetime) -> Told:
    """Take the day and the hour out of a text.

    A day without an hour means 9:00; an hour without a day the next such hour; a day and month
    without a year the next such day. What no calendar has is left in the text.
    """
    folded = "".join(_fold_char(char) for char in text)
    cuts: list[tuple[int, int]] = []
    after = _first(folded, _SPANS, now, cuts)
    if isinstance(after, datetime):
        return Told(after, _without(text, cuts))
    day = after if isinstance(after, date) else _first(folded, _DAYS, now, cuts)
    hour = _first(_blanked(folded, cuts), _HOURS, now, cuts)
    if day is None and hour is None:
        return Told(None, text.strip())
    return Told(_moment(day, hour, now), _without(text, cuts))


def _moment(day: object, hour: object, now: datetime) -> datetime:
    at = hour if isinstance(hour, time) else MORNING
    if isinstance(day, date):
        return datetime.combine(day, at, now.tzinfo)
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today > now else today + timedelta(days=1)


Reader = Callable[[re.Match[str], datetime], object]


def _first(
    folded: str,
    readers: tuple[tuple[re.Pattern[str], Reader], ...],
    now: datetime,
    cuts: list[tuple[int, int]],
) -> object:
    for pattern, reader in readers:
        for match in pattern.finditer(folded):
            found = reader(match, now)
            if found is not None:
                cuts.append(match.span())
                return found
    return None


def _span(match: re.Match[str], now: datetime) -> object:
    count = int(match["n"] or 1)
    unit = next(name for name in _UNITS if match[name])
    if count > 1000:
        return None
    if unit in _UNIT_DAYS:
        return now.date() + timedelta(days=count * _UNIT_DAYS[unit])
    return (now + timedelta(**{unit: count})).replace(second=0, microsecond=0)


def _weekday(match: re.Match[str], now: datetime) -> object:
    wanted = next(i for i, names in enumerate(_WEEKDAYS) if match["weekday"] in names)
    return now.date() + timedelta(days=(wanted - now.weekday() - 1) % 7 + 1)


def _next_week(_match: re.Match[str], now: datetime) -> object:
    return now.date() + timedelta(days=7 - now.weekday())


def _in_days(days: int) -> Reader:
    return lambda _match, now: now.date() + timedelta(days=days)


def _written(match: re.Match[str], now: datetime) -> object:
    month = match["month"]
    number = int(month) if month.isdigit() else _month_number(month)
    year = match["year"]
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), number, int(match["day"]))
    this_year = _day(now.year, number, int(match["day"]))
    if this_year is not None and this_year < now.date():
        return _day(now.year + 1, number, int(match["day"]))
    return this_year


def _month_number(name: str) -> int:
    return next(i for i, names in enumerate(_MONTHS, 1) if name in names)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hour(match: re.Match[str], _now: datetime) -> object:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match["half"] or ""
    if (half.startswith("p") or half in {"дня", "вечера", "de la tarde"}) and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _part(at: time) -> Reader:
    return lambda _match, _now: at


def _any(words: tuple[tuple[str, ...], ...]) -> str:
    return "|".join(word for names in words for word in names)


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{source})(?!\w)")


_SPANS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (
        _pattern(
            r"(?:en|dentro de|in|через)\s+(?:(?P<n>\d{1,4})|un[ao]?|an?|one)?\s*(?:"
            + "|".join(f"(?P<{name}>{source})" for name, source in _UNITS.items())
            + ")"
        ),
        _span,
    ),
)
_DAYS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_pattern(r"pasado manana|(?:the )?day after tomorrow|послезавтра"), _in_days(2)),
    (_pattern(r"(?<!por la )manana|tomorrow|завтра"), _in_days(1)),
    (_pattern(r"hoy|today|сегодня"), _in_days(0)),
    (
        _pattern(r"la semana que viene|la proxima semana|next week|на следующей неделе"),
        _next_week,
    ),
    (_pattern(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"), _written),
    (_pattern(r"(?:el )?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?"), _written),
    (_pattern(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4}|\d{2}))?"), _written),
    (
        _pattern(
            rf"(?:el |on )?(?P<day>\d{{1,2}})(?: de)? (?P<month>{_any(_MONTHS)})"
            r"(?:(?: de)? (?P<year>\d{4}))?"
        ),
        _written,
    ),
    (
        _pattern(
            r"(?:(?:el|este|on|this|next|во?|proximo|в следующ\w+) )*"
            rf"(?P<weekday>{_any(_WEEKDAYS)})(?: que viene)?"
        ),
        _weekday,
    ),
)
_HALF = r"(?:\s?(?P<half>am|pm|a\.m\.|p\.m\.|утра|дня|вечера|de la tarde|de la manana))?"
_HOURS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_pattern(rf"(?:a las? |at |в )?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})h?{_HALF}"), _hour),
    (_pattern(rf"(?:a las? |at |в )(?P<hour>\d{{1,2}})(?P<minute>)h?{_HALF}"), _hour),
    (_pattern(r"(?P<hour>\d{1,2})(?P<minute>)\s?(?P<half>am|pm)"), _hour),
    (_pattern(r"(?P<hour>\d{1,2})(?P<minute>)(?P<half>)h"), _hour),
    *((_pattern(source), _part(at)) for source, at in _DAY_PARTS),
)


def _fold_char(char: str) -> str:
    folded = fold(char)
    return folded if len(folded) == 1 else char.lower() if len(char.lower()) == 1 else char


def _blanked(folded: str, cuts: list[tuple[int, int]]) -> str:
    for start, end in cuts:
        folded = folded[:start] + "\0" * (end - start) + folded[end:]
    return folded


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    for start, end in sorted(cuts, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split()).strip(" ,;:.-—")
