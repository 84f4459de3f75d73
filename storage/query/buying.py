"""Who bought what, how much and when: sums and counts over orders, as conditions on contacts.

Which orders count is said in `storage/purchases.py`. Money is summed in one currency: the one
that was typed, else that of the country.
"""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from pypika_tortoise.context import SqlContext
from pypika_tortoise.terms import Term as SqlTerm
from pypika_tortoise.terms import ValueWrapper
from tortoise.expressions import Q
from tortoise.functions import Count, Sum

from storage.purchases import IN_SUMS, PURCHASES, in_sums, purchases
from storage.query import matching
from storage.query.conditions import having, on
from storage.query.moments import Stretch, on_days, stretch_of
from storage.query.tree import Money, Number, Op, Range, Single, Term, Text, Window
from storage.tables.sales import Order, OrderLine, Service
from storage.values import money

_NOBODY = Q(id__in=[])


def condition(place: str, term: Term, value: Single | Range, today: date, country: str) -> Q:
    """Return the condition for one value of a field that is kept in orders."""
    match place:
        case "order.spent":
            return spent(term.op, value, term.window, today, country)
        case "order.count":
            return orders(term.op, value, term.window, today)
        case "order.last":
            return last_ordered(stretch_of(term.op, value, today))
        case _:
            typed = value.text if isinstance(value, Text) else ""
            return product(typed, term.op, term.window, today)


def present(place: str, window: Window | None, today: date) -> Q:
    """Return who has any of it."""
    return any_product(window, today) if place == "order.product" else ordered(window, today)


def spent(op: Op, value: Single | Range, window: Window | None, today: date, country: str) -> Q:
    """Return who spent so much; who never ordered has spent nothing."""
    currency = _currency(value) or money.currency_of(country)
    rows = Order.filter(in_sums(), _within("ordered_on", window, today), currency=currency)
    return _measured(rows.annotate(measure=Sum("amount")), _bounds(op, value, 100))


def orders(op: Op, value: Single | Range, window: Window | None, today: date) -> Q:
    """Return who ordered so many times."""
    rows = _bought(window, today).annotate(measure=Count("id"))
    return _measured(rows, _bounds(op, value, 1))


def ordered(window: Window | None, today: date) -> Q:
    """Return who ordered at all."""
    return having(_bought(window, today))


def last_ordered(stretch: Stretch) -> Q:
    """Return whose latest order lies in the stretch."""
    rows = Order.filter(purchases())
    found = having(rows.filter(on_days("ordered_on", stretch)))
    if stretch.last is None:
        return found
    return found & ~having(rows.filter(ordered_on__gt=stretch.last))


def product(typed: str, op: Op, window: Window | None, today: date) -> Q:
    """Return who bought such a thing, or has it running."""
    bought = _called(("text_key", "product__name_key"), typed, op)
    return _dealing_in(bought, _called(("product__name_key",), typed, op), window, today)


def any_product(window: Window | None, today: date) -> Q:
    """Return who bought anything that is named, or has it running."""
    return _dealing_in(Q(), Q(), window, today)


TOTALS = {
    "order.spent": ("SUM(amount)", IN_SUMS),
    "order.count": ("COUNT(*)", PURCHASES),
    "order.last": ("MAX(ordered_on)", PURCHASES),
}
"""What can be sorted by: its measure, and over which orders."""


class Total(SqlTerm):
    """What a contact's orders come to, to sort by: constants of ours, and a bound currency."""

    def __init__(self, place: str, currency: str = "") -> None:
        """Take a place of `TOTALS`."""
        super().__init__()
        self.measure, self.counted = TOTALS[place]
        self.currency = ValueWrapper(currency) if currency else None

    def get_sql(self, ctx: SqlContext) -> str:
        """Return a subquery of one value, null where there is no order."""
        only = f" AND o.currency = {self.currency.get_sql(ctx)}" if self.currency else ""
        return (
            f"(SELECT {self.measure} FROM customer_order o WHERE o.contact_id = contact.id "  # noqa: S608 - nothing of the user's
            f"AND {self.counted}{only} HAVING COUNT(*) > 0)"
        )


class Missing(SqlTerm):
    """1 where there is no such total, 0 where there is."""

    def __init__(self, total: Total) -> None:
        """Take the total that may be missing."""
        super().__init__()
        self.total = total

    def get_sql(self, ctx: SqlContext) -> str:
        """Return an expression of 0 or 1."""
        return f"CASE WHEN {self.total.get_sql(ctx)} IS NULL THEN 1 ELSE 0 END"


def _dealing_in(bought: Q, running: Q, window: Window | None, today: date) -> Q:
    """Return who has such order lines, and outside a window such services too."""
    lines = OrderLine.filter(
        bought, purchases("order"), _within("order__ordered_on", window, today)
    )
    found = having(lines, "order__contact_id")
    if window is not None:
        return found
    return found | having(Service.filter(running, _runs(today)))


def _bought(window: Window | None, today: date) -> Any:
    return Order.filter(purchases(), _within("ordered_on", window, today))


def _within(column: str, window: Window | None, today: date) -> Q:
    return Q() if window is None else on_days(column, stretch_of(Op.HAS, window, today))


def _runs(today: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=today)


def _called(columns: tuple[str, ...], typed: str, op: Op) -> Q:
    """Return the condition on any of the folded columns; a `*` in the middle only in order."""
    each = [on(f"{column}__isnull", False) & _like(column, typed, op) for column in columns]
    return Q(*each, join_type=Q.OR)


def _like(column: str, typed: str, op: Op) -> Q:
    if matching.simple(typed):
        return matching.column(column, typed, op)
    head, *_, tail = typed.split("*")
    return matching.column(column, f"{head}*", op) & matching.column(column, f"*{tail}", op)


def _measured(rows: Any, bounds: tuple[int | None, int | None]) -> Q:
    """Return who lies within the bounds, both included; without any order one has 0."""
    low, high = bounds
    if low is not None and high is not None and low > high:
        return _NOBODY
    rows = rows.group_by("contact_id")
    below = on("measure__lt", low) if low is not None else _nothing()
    above = on("measure__gt", high) if high is not None else _nothing()
    if (low is None or low <= 0) and (high is None or high >= 0):
        return ~having(rows.filter(below | above)) if low is not None or high is not None else Q()
    within = on("measure__gte", low) if low is not None else Q()
    return having(rows.filter(within & on("measure__lte", high) if high is not None else within))


def _nothing() -> Q:
    return Q(measure__isnull=True)


def _bounds(op: Op, value: Single | Range, scale: int) -> tuple[int | None, int | None]:
    """Return the least and the greatest whole measure that `op value` allows."""
    if isinstance(value, Range):
        low = None if value.low is None else _up(_amount(value.low) * scale)
        high = None if value.high is None else _down(_amount(value.high) * scale)
        return low, high
    amount = _amount(value) * scale
    return {
        Op.GT: (_down(amount) + 1, None),
        Op.GE: (_up(amount), None),
        Op.LT: (None, _up(amount) - 1),
        Op.LE: (None, _down(amount)),
    }.get(op, (_up(amount), _down(amount)))


def _amount(value: Single) -> Decimal:
    return value.amount if isinstance(value, Number | Money) else Decimal(0)


def _up(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_CEILING))


def _down(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_FLOOR))


def _currency(value: Single | Range) -> str | None:
    if isinstance(value, Range):
        return _currency(value.low or value.high or Number(Decimal(0)))
    return value.currency if isinstance(value, Money) else None
