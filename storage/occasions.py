"""Occasions to get in touch: birthdays of the next days, and customers who went quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.connection import get_connections

from storage.cards import Row, rows
from storage.purchases import PURCHASES
from storage.tables.people import Contact
from storage.tables.transactions import dialect

WEEK = 7
FEWEST_ORDERS = 3
QUIET_GAPS = 2
"""Who has let twice their usual time pass has gone quiet."""
SHORTEST_QUIET = timedelta(days=30)
LONGEST_QUIET = timedelta(days=730)
"""Whoever has been away longer is lost, not quiet."""


@dataclass(frozen=True, slots=True)
class Birthday:
    """Whose birthday it is, on which day to come, and the age then; None without a year."""

    row: Row
    on: date
    age: int | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who used to order every `gap` days, and last did on `last`."""

    row: Row
    orders: int
    gap: int
    last: date


async def birthdays(today: date, limit: int, offset: int) -> tuple[int, list[Birthday]]:
    """Return how many have their birthday within a WEEK, and a page of them, the next first."""
    days = [today + timedelta(days=n) for n in range(WEEK + 1)]
    by_day = {f"{day:%m-%d}": day for day in days}
    if "02-28" in by_day and "02-29" not in by_day:
        by_day["02-29"] = by_day["02-28"]
    found = Contact.filter(birthday__in=list(by_day), merged_into_id=None, erased_at=None)
    people = await found.values_list("id", "birthday", "birth_date")
    ordered = sorted(people, key=lambda one: (by_day[str(one[1])], one[0]))
    page = {int(i): (by_day[str(on)], str(born)) for i, on, born in ordered[offset:][:limit]}
    told = [Birthday(row, *_turning(*page[row.id])) for row in await rows(list(page))]
    return len(ordered), told


async def quiet(today: date, limit: int, offset: int) -> tuple[int, list[Quiet]]:
    """Return how many went quiet, and a page of them, the last to go first."""
    gone = set(await Contact.filter(erased_at__isnull=False).values_list("id", flat=True))
    found = [one for one in await _overdue(today) if one["contact_id"] not in gone]
    page = {int(one["contact_id"]): one for one in found[offset:][:limit]}
    return len(found), [_quiet(row, page[row.id]) for row in await rows(list(page))]


async def _overdue(today: date) -> Sequence[Mapping[str, Any]]:
    """Who ordered often and let QUIET_GAPS of their usual time pass, the last to go first.

    The database counts the days: a hundred thousand groups take too long here. Whoever was merged
    left no orders behind.
    """
    on_sqlite = dialect() == "sqlite"
    asked = (today, today - LONGEST_QUIET, today - SHORTEST_QUIET, FEWEST_ORDERS, QUIET_GAPS)
    bound = [str(one) if on_sqlite and isinstance(one, date) else one for one in asked]
    sql = _ON_SQLITE if on_sqlite else _ON_POSTGRES
    found: list[dict[str, Any]] = (
        await get_connections().get("default").execute_query_dict(sql, bound)
    )
    return found


def _quiet(row: Row, one: Mapping[str, Any]) -> Quiet:
    first, last, orders = _day(one["first"]), _day(one["last"]), int(one["orders"])
    return Quiet(row, orders, max(1, round((last - first).days / (orders - 1))), last)


_HABITS = f"""
    SELECT contact_id, COUNT(*) AS orders, MIN(ordered_on) AS first, MAX(ordered_on) AS last
    FROM customer_order WHERE {PURCHASES} GROUP BY contact_id
"""  # noqa: S608 - nothing of the user's
_ON_SQLITE = f"""{_HABITS}
    HAVING COUNT(*) >= ?4 AND MAX(ordered_on) >= ?2 AND MAX(ordered_on) < ?3
    AND (julianday(?1) - julianday(MAX(ordered_on))) * (COUNT(*) - 1)
        > ?5 * (julianday(MAX(ordered_on)) - julianday(MIN(ordered_on)))
    ORDER BY MAX(ordered_on) DESC, contact_id DESC
"""
_ON_POSTGRES = f"""{_HABITS}
    HAVING COUNT(*) >= $4::int AND MAX(ordered_on) >= $2::date AND MAX(ordered_on) < $3::date
    AND ($1::date - MAX(ordered_on)) * (COUNT(*) - 1)
        > $5::int * (MAX(ordered_on) - MIN(ordered_on))
    ORDER BY MAX(ordered_on) DESC, contact_id DESC
"""


def _turning(on: date, born: str) -> tuple[date, int | None]:
    return on, on.year - int(born[:4]) if born[:4].isdigit() else None


def _day(value: date | str) -> date:
    """SQLite gives the greatest day as text."""
    return value if isinstance(value, date) else date.fromisoformat(value[:10])
