"""What a contact bought, gave and still owes. All amounts are whole hundredths of the currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.functions import Count, Max, Sum

from storage.purchases import in_sums, purchases
from storage.rules.orders import OWES_NOTHING
from storage.tables.sales import Order, OrderLine, Payment


@dataclass(frozen=True, slots=True)
class Bought:
    """An order with its lines."""

    order: Order
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What somebody bought in one currency: how often, how much, when last.

    Which orders count is said in `storage/purchases.py`.
    """

    currency: str
    orders: int
    amount: int
    last: date


async def owed(contact_id: int) -> dict[str, int]:
    """Return what a contact owes: currency → hundredths; what is paid too much is negative.

    Payments without an order count against the whole; currencies without a balance are left out.
    """
    due = Order.filter(contact_id=contact_id, owed=True).exclude(state__in=list(OWES_NOTHING))
    sums: dict[str, int] = {}
    for currency, amount in await due.values_list("currency", "amount"):
        sums[str(currency)] = sums.get(str(currency), 0) + int(amount)
    if not sums:
        return {}
    rows = Payment.filter(contact_id=contact_id).prefetch_related("order")
    for payment in await rows:
        if payment.order is None or payment.order.state not in OWES_NOTHING:
            sums[payment.currency] = sums.get(payment.currency, 0) - payment.amount
    return {currency: amount for currency, amount in sorted(sums.items()) if amount}


async def last_orders(contact_id: int, limit: int = 3) -> list[Bought]:
    """Return the last orders of a contact, the latest first, each with its lines."""
    latest = Order.filter(contact_id=contact_id).order_by("-ordered_on", "-id")
    return await with_lines(await latest.limit(limit))


async def with_lines(rows: Sequence[Order]) -> list[Bought]:
    """Return orders with their lines, in their order, with one more query."""
    if not rows:
        return []
    lines: dict[int, list[OrderLine]] = {row.id: [] for row in rows}
    for line in await OrderLine.filter(order_id__in=list(lines)).order_by("id"):
        lines[line.order_id].append(line)
    return [Bought(row, tuple(lines[row.id])) for row in rows]


async def totals(contact_id: int) -> list[Totals]:
    """Return what a contact bought and gave, by currency, the largest sum first.

    A currency without a purchase is left out.
    """
    rows: list[dict[str, Any]] = (
        await Order.filter(in_sums(), contact_id=contact_id)
        .annotate(
            n=Count("id", _filter=purchases()),
            total=Sum("amount"),
            last=Max("ordered_on", _filter=purchases()),
        )
        .group_by("currency")
        .values("currency", "n", "total", "last")
    )
    found = [
        Totals(r["currency"], r["n"], int(r["total"]), _day(r["last"])) for r in rows if r["n"]
    ]
    return sorted(found, key=lambda one: -one.amount)


def _day(value: date | str) -> date:
    """SQLite gives the greatest day as text."""
    return value if isinstance(value, date) else date.fromisoformat(value[:10])
