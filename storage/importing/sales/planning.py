"""What the rows of one order come to: its total, its lines, how it stands. Pure and total.

Programs write an order in three ways: one row; a row a line with the total of the whole order on
each (or on the first); a row a line with the amount of that line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.importing.sales.said import SaidLine, SaidOrder
from storage.orders import Line
from storage.products import Described
from storage.rules.orders import OWES_NOTHING, OrderState

_ROUNDING = 3
"""Hundredths by which the lines of an order may miss its total."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An order as its rows state it; amounts in hundredths."""

    number: str
    on: date
    amount: int
    discount: int
    currency: str
    kind: str
    state: str
    owed: bool | None
    paid: int
    method: str
    channel: str
    promotion: str
    text: str
    lines: tuple[Line, ...]
    custom: tuple[tuple[str, str], ...]


def plan_of(rows: Sequence[SaidOrder], house: str) -> Plan | str:
    """Return the order, or why there is none: no_date, no_amount, several_currencies, too_large."""
    rows = _without_repeats(rows)
    on = next((row.on for row in rows if row.on), None)
    currencies = {row.currency for row in rows if row.currency}
    discount = _once([row.discount for row in rows])
    amount = _total(rows, discount)
    if on is None:
        return "no_date"
    if amount is None:
        return "no_amount"
    if len(currencies) > 1:
        return "several_currencies"
    state = _last([row.state for row in rows])
    if amount < 0 and state in OWES_NOTHING:
        # The document of a return takes from what was bought: left out, it would take nothing.
        state = str(OrderState.DELIVERED)
    return Plan(
        number=rows[0].number,
        on=on,
        amount=amount,
        discount=discount,
        currency=next(iter(currencies), house),
        kind=_first([row.kind for row in rows]),
        state=state,
        owed=next((row.owed for row in rows if row.owed is not None), None),
        paid=next((row.paid for row in rows if row.paid), 0),
        method=_first([row.method for row in rows]),
        channel=_first([row.channel for row in rows]),
        promotion=_first([row.promotion for row in rows]),
        text="\n".join(dict.fromkeys(row.text for row in rows if row.text)),
        lines=_lines(rows, amount, discount),
        custom=tuple({key: value for row in reversed(rows) for key, value in row.custom}.items()),
    )


def _without_repeats(rows: Sequence[SaidOrder]) -> list[SaidOrder]:
    """The same row twice is one, unless it is a line: two equal lines are two."""
    kept: list[SaidOrder] = []
    for row in rows:
        if row.line is not None or row not in kept:
            kept.append(row)
    return kept


def _total(rows: Sequence[SaidOrder], discount: int) -> int | None:
    totals = [row.total for row in rows if row.total is not None]
    if totals:
        each_its_own = len(totals) == len(rows) and len(set(totals)) > 1
        return sum(totals) if each_its_own else totals[0]
    amounts = [row.amount for row in rows if row.amount is not None]
    if amounts:
        return amounts[0] if _is_repeated(rows, discount) else sum(amounts)
    priced = [price for price in map(_priced, _said_lines(rows)) if price is not None]
    return sum(priced) - discount if priced else None


def _is_repeated(rows: Sequence[SaidOrder], discount: int) -> bool:
    """Say whether the amount on each row is that of the whole order: its lines come to it."""
    amounts = [row.amount for row in rows]
    priced = [_priced(row.line) for row in rows]
    known = [price for price in priced if price is not None]
    if len(rows) < 2 or len(set(amounts)) > 1 or amounts[0] is None or len(known) < len(rows):
        return False
    return abs(sum(known) - discount - amounts[0]) <= _ROUNDING


def _said_lines(rows: Sequence[SaidOrder]) -> list[SaidLine]:
    return [row.line for row in rows if row.line is not None]


def _priced(line: SaidLine | None) -> int | None:
    if line is None or line.unit_price is None:
        return None
    return Line(line.text, line.quantity, line.unit_price).total


def _lines(rows: Sequence[SaidOrder], amount: int, discount: int) -> tuple[Line, ...]:
    said = _said_lines(rows)
    repeated = _is_repeated(rows, discount)
    whole = amount if len(said) == 1 else None
    return tuple(_line(line, whole, repeated=repeated) for line in said)


def _line(said: SaidLine, whole: int | None, *, repeated: bool) -> Line:
    """Return a line; one that is the whole order and tells no price of its own costs its total."""
    amount = None if repeated else said.amount
    if amount is None and said.unit_price is None:
        amount = whole
    named = said.text or said.sku
    described = Described(said.text, said.sku, said.type, said.category) if named else None
    return Line(said.text, said.quantity, said.unit_price, amount, described)


def _once(values: Sequence[int | None]) -> int:
    """Programs repeat the discount of an order on each of its rows, or state that of each row."""
    known = [value for value in values if value is not None]
    return known[0] if len(set(known)) == 1 else sum(known)


def _first(words: Sequence[str]) -> str:
    return next((word for word in words if word), "")


def _last(words: Sequence[str]) -> str:
    return _first(list(reversed(words)))
