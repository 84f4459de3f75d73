"""Occasions to get in touch: birthdays of the next days, and customers who went quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.functions import Count, Max, Min

from storage.cards import Row, rows
from storage.rules.orders import COUNTS
from storage.tables.people import Contact
from storage.tables.sales import Order

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
    found = [one for one in await _regulars(today) if _is_quiet(one, today)]
    found.sort(key=lambda one: (one[2], one[0]), reverse=True)
    page = {one[0]: one for one in found[offset:][:limit]}
    return len(found), [
        Quiet(row, page[row.id][3], _gap(page[row.id]), page[row.id][2])
        for row in await rows(list(page))
    ]


_Regular = tuple[int, date, date, int]
"""Contact, first and last day of an order, orders."""


async def _regulars(today: date) -> Sequence[_Regular]:
    since, until = today - LONGEST_QUIET, today - SHORTEST_QUIET
    counted: list[dict[str, Any]] = (
        await Order.filter(
            state__in=list(COUNTS), contact__merged_into_id=None, contact__erased_at=None
        )
        .annotate(n=Count("id"), first=Min("ordered_on"), last=Max("ordered_on"))
        .filter(n__gte=FEWEST_ORDERS, last__gte=since, last__lt=until)
        .group_by("contact_id")
        .values("contact_id", "n", "first", "last")
    )
    return [(int(r["contact_id"]), _day(r["first"]), _day(r["last"]), int(r["n"])) for r in counted]


def _is_quiet(one: _Regular, today: date) -> bool:
    return (today - one[2]).days > QUIET_GAPS * _gap(one)


def _gap(one: _Regular) -> int:
    """Return the usual time between two orders, in days; one at least."""
    return max(1, round((one[2] - one[1]).days / (one[3] - 1)))


def _turning(on: date, born: str) -> tuple[date, int | None]:
    return on, on.year - int(born[:4]) if born[:4].isdigit() else None


def _day(value: date | str) -> date:
    """SQLite gives the greatest day as text."""
    return value if isinstance(value, date) else date.fromisoformat(value[:10])
