"""Two records of one person: which value goes on top, and what the dates of both say together.

The more trusted source wins (`rules.provenance`): the customer, then staff, then a file. Between
equals the fuller of two compatible values wins, else the newer one. What loses is kept beside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from storage.rules.freshness import Dates
from storage.rules.provenance import Source
from storage.rules.subscriptions import SubscriptionStanding
from storage.values.folding import fold

Why = Literal["only_one", "chosen", "more_trusted", "fuller", "newer", "first", "kept"]

FIRST = frozenset({"source", "referring_site", "device", "customer_since"})
"""What tells how it began: the older record knows it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value of one of the records: whose, and who said it when."""

    contact_id: int
    value: Any
    source: Source


@dataclass(frozen=True, slots=True)
class Settled:
    """The value on top and why; `beside` is the other one where it says something else."""

    winner: Said
    why: Why
    beside: Said | None


def settle(field: str, ours: Said, theirs: Said, *, chosen: int | None = None) -> Settled:
    """Decide between the value of the record that stays (`ours`) and the other's."""
    if not _says(theirs.value):
        return Settled(ours, "only_one" if _says(ours.value) else "kept", None)
    if not _says(ours.value):
        return Settled(theirs, "only_one", None)
    if ours.value == theirs.value:
        return Settled(_better_source(ours, theirs), "kept", None)
    winner, why = _between(field, ours, theirs, chosen)
    return Settled(winner, why, theirs if winner is ours else ours)


def _between(field: str, ours: Said, theirs: Said, chosen: int | None) -> tuple[Said, Why]:
    if chosen is not None:
        return (theirs if chosen == theirs.contact_id else ours), "chosen"
    if field in FIRST:
        return _first(field, ours, theirs), "first"
    if ours.source.trust != theirs.source.trust:
        return _better_source(ours, theirs), "more_trusted"
    fuller = _fuller(str(ours.value), str(theirs.value))
    if fuller:
        return (ours if fuller < 0 else theirs), "fuller"
    if ours.source.at != theirs.source.at:
        return (ours if ours.source.at > theirs.source.at else theirs), "newer"
    return ours, "kept"


def _says(value: Any) -> bool:
    return value not in (None, "")


def _better_source(ours: Said, theirs: Said) -> Said:
    one, other = ours.source, theirs.source
    return ours if (one.trust, one.at) >= (other.trust, other.at) else theirs


def _first(field: str, ours: Said, theirs: Said) -> Said:
    if field == "customer_since" and isinstance(ours.value, date):
        return ours if ours.value <= theirs.value else theirs
    return ours if ours.source.at <= theirs.source.at else theirs


def _fuller(ours: str, theirs: str) -> int:
    """Return below 0 where ours says all that theirs does and more, above 0 the other way."""
    one, other = fold(ours), fold(theirs)
    if one == other:
        return _spelling(theirs) - _spelling(ours)
    if _within(other, one):
        return -1
    return 1 if _within(one, other) else 0


def _spelling(text: str) -> int:
    """Prefer accents, and capitals and small letters, to a form's shouting without accents."""
    return 2 * (not (text.isupper() or text.islower())) + any(ord(char) > 127 for char in text)


def _within(short: str, long: str) -> bool:
    """Tell whether each word of `short` is in `long`, an initial for a word that begins so."""
    if short.startswith("--") and long.endswith(short[1:]):
        return True  # a birthday without its year
    words, rest = short.split(), long.split()
    for word in words:
        initial = word.rstrip(".")
        found = [w for w in rest if w == word or (len(initial) == 1 and w.startswith(initial))]
        if not found:
            return False
        rest.remove(found[0])
    return True


def dates(ours: Dates, theirs: Dates) -> Dates:
    """Return what the dates of both say of one person.

    The last confirmation counts, and a silence only where no confirmation came after it. Whoever
    was asked through one record was asked. Retired is only who was retired as both.
    """
    confirmed = _latest(ours.confirmed_at, theirs.confirmed_at)
    silent = [one for one in (ours, theirs) if _silent_since(one, confirmed)]
    since = [one.stale_since for one in silent if one.stale_since is not None]
    retired = [one.retired_at for one in (ours, theirs) if one.retired_at is not None]
    return Dates(
        confirmed_at=confirmed,
        asked_at=_latest(ours.asked_at, theirs.asked_at),
        reminded_at=_latest(ours.reminded_at, theirs.reminded_at),
        stale_since=min(since, default=None),
        silent_runs=max((one.silent_runs for one in silent), default=0),
        retired_at=max(retired) if len(retired) == 2 else None,
    )


def _silent_since(one: Dates, confirmed: datetime | None) -> bool:
    return one.stale_since is not None and (confirmed is None or one.stale_since > confirmed)


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


S = SubscriptionStanding
_STRICTEST = (S.COMPLAINED, S.WITHDRAWN, S.GRANTED, S.PENDING, S.NONE)


def strictest(standings: Iterable[SubscriptionStanding]) -> SubscriptionStanding:
    """Return the standing of one person from those of each of their records.

    A refusal made through any of them binds all. What was granted through one is granted, though
    only for the addresses of that record: see `storage.send_facts`.
    """
    found = set(standings)
    return next((one for one in _STRICTEST if one in found), S.NONE)


_STANDINGS = ("deliverable", "unverified", "soft_bouncing", "undeliverable")


def worse(one: str, other: str) -> str:
    """Return the worse of two address standings: what was learnt of a mailbox holds for both."""
    return max(one, other, key=_STANDINGS.index)


@dataclass(frozen=True, slots=True)
class Reach:
    """An e-mail address that might be the one to write to: `ours` is the staying record's."""

    id: int
    refused: bool
    granted: bool
    standing: str
    confirmed_at: datetime | None
    ours: bool


def primary(ours: Reach | None, theirs: Reach | None) -> Reach | None:
    """Return which address to write to from now on: one we may use, that works, newly confirmed."""
    both = [one for one in (ours, theirs) if one is not None]
    return min(both, key=_rank, default=None)


def _rank(one: Reach) -> tuple[bool, bool, int, float, bool]:
    confirmed = one.confirmed_at.timestamp() if one.confirmed_at else 0.0
    works = _STANDINGS.index(one.standing) >= _STANDINGS.index("soft_bouncing")
    return (one.refused, not one.granted, int(works), -confirmed, not one.ours)
