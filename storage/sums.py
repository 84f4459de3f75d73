"""Sums by month for pictures: what was sold, and who is new."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.functions import Sum

from storage.purchases import in_sums
from storage.tables.people import Contact
from storage.tables.sales import Order

Months = dict[date, int]
"""First day of the month → what it came to, the oldest first; months without any are 0."""


def months_until(today: date, count: int) -> list[date]:
    """Return the first days of the last `count` months, this one included."""
    number = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number - count + 1, number + 1)]


async def sales(today: date, count: int) -> dict[str, Months]:
    """Return what was sold in each of the last months, in hundredths, by currency."""
    months = months_until(today, count)
    rows: list[dict[str, Any]] = (
        await Order.filter(in_sums(), ordered_on__gte=months[0], ordered_on__lte=today)
        .annotate(total=Sum("amount"))
        .group_by("currency", "ordered_on")
        .values("currency", "ordered_on", "total")
    )
    sums: dict[str, Months] = {}
    for row in rows:
        mine = sums.setdefault(str(row["currency"]), dict.fromkeys(months, 0))
        mine[row["ordered_on"].replace(day=1)] += int(row["total"])
    return sums


async def newcomers(today: date, count: int, zone: ZoneInfo) -> Months:
    """Return how many contacts were added in each of the last months."""
    months = months_until(today, count)
    starts = [datetime.combine(month, time(), zone).astimezone(UTC) for month in months]
    counts: Months = {}
    for month, start, end in zip(months, starts, [*starts[1:], None], strict=True):
        people = Contact.filter(created_at__gte=start, merged_into_id=None, erased_at=None)
        counts[month] = await (people.filter(created_at__lt=end) if end else people).count()
    return counts
