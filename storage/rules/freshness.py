"""How fresh a record is: a pure function of recorded dates and decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DUE_AFTER = timedelta(days=182)
SILENT_RUNS_TO_DORMANT = 2
ASKED_LATELY = timedelta(days=120)
"""Nobody is asked twice in a season, whichever run asks."""


class Freshness(StrEnum):
    """In the order of decay."""

    CONFIRMED = "confirmed"
    DUE = "due"
    ASKED = "asked"
    REMINDED = "reminded"
    STALE = "stale"
    DORMANT = "dormant"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Dates:
    """What was recorded. All times UTC; None: never."""

    confirmed_at: datetime | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    stale_since: datetime | None = None
    silent_runs: int = 0
    retired_at: datetime | None = None


def freshness(dates: Dates, now: datetime) -> Freshness:
    """Derive today's freshness. An import is no confirmation, so a new record is due.

    A confirmation after the last mail wipes out what came before it.
    """
    if dates.retired_at is not None:
        return Freshness.RETIRED
    confirmed = dates.confirmed_at
    if confirmed is not None and not _since(dates.asked_at, confirmed):
        return Freshness.CONFIRMED if now - confirmed < DUE_AFTER else Freshness.DUE
    if dates.silent_runs >= SILENT_RUNS_TO_DORMANT:
        return Freshness.DORMANT
    if dates.stale_since is not None and not _since(dates.asked_at, dates.stale_since):
        return Freshness.STALE
    return _waiting(dates)


def is_due(dates: Dates, now: datetime, *, again: bool = False) -> bool:
    """Tell whether this record should be asked about now: never or not recently confirmed.

    Whoever was asked lately is not asked anew, unless a repetition is wanted (`again`).
    """
    if dates.retired_at is not None or dates.silent_runs >= SILENT_RUNS_TO_DORMANT:
        return False
    if not again and dates.asked_at is not None and now - dates.asked_at < ASKED_LATELY:
        return False
    return dates.confirmed_at is None or now - dates.confirmed_at >= DUE_AFTER


def _waiting(dates: Dates) -> Freshness:
    if dates.asked_at is None:
        return Freshness.DUE
    return Freshness.REMINDED if _since(dates.reminded_at, dates.asked_at) else Freshness.ASKED


def _since(moment: datetime | None, start: datetime) -> bool:
    return moment is not None and moment > start
