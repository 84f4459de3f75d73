"""When the semiannual run comes round: its name, and the days of reminders and the sweep."""

from datetime import date, datetime, timedelta

REMIND_AFTER = (timedelta(days=7), timedelta(days=21))
SWEEP_AFTER = timedelta(days=30)


def half_year(day: date) -> str:
    """Return `2026-H1` or `2026-H2`."""
    return f"{day.year}-H{1 if day.month <= 6 else 2}"


def half_year_of(occurrence: str) -> str:
    """Return the half-year of an occurrence: `2026-H2` of `2026-H2.3`."""
    return occurrence.partition(".")[0]


def is_repetition(occurrence: str) -> bool:
    """Tell whether an occurrence repeats one of its half-year because somebody wanted it."""
    return "." in occurrence


def reminder_due(asked_at: datetime, reminders: int) -> datetime | None:
    """Return when the next reminder is due, None after the last."""
    if reminders >= len(REMIND_AFTER):
        return None
    return asked_at + REMIND_AFTER[reminders]


def sweep_due(asked_at: datetime) -> datetime:
    """Return when silence counts as an answer."""
    return asked_at + SWEEP_AFTER
