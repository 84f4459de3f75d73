"""How far an order may go: a total table over (state, next state).

Steps may be skipped, for a shop hands over what was ordered; nothing goes back by itself. Whoever
tapped the wrong button takes the event back. A file that was exported later states what is so: it
is not asked here.
"""

from dataclasses import dataclass
from enum import StrEnum


class OrderState(StrEnum):
    """In the order in which they are passed; the last two end an order."""

    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    SENT = "sent"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class OrderKind(StrEnum):
    """A donation is an order of which nothing is delivered."""

    SALE = "sale"
    DONATION = "donation"


OWES_NOTHING = frozenset({OrderState.RETURNED, OrderState.CANCELLED})
COUNTS = frozenset(set(OrderState) - OWES_NOTHING)
"""States in which an order counts as bought."""


@dataclass(frozen=True, slots=True)
class OrderMove:
    """Whether an order may go there, and why (not)."""

    allowed: bool
    why: str


S = OrderState
_PASSED = [S.ORDERED, S.CONFIRMED, S.SENT, S.DELIVERED]


def move(state: OrderState, to: OrderState) -> OrderMove:
    """Say whether an order in `state` may go `to`. Total."""
    if state is to:
        return OrderMove(False, "nothing_new")
    if state in OWES_NOTHING:
        return OrderMove(False, "order_is_over")
    if to is S.CANCELLED:
        handed_over = state is S.DELIVERED
        return OrderMove(not handed_over, "delivered_already" if handed_over else "called_off")
    if to is S.RETURNED:
        left = state in (S.SENT, S.DELIVERED)
        return OrderMove(left, "came_back" if left else "not_sent_yet")
    forward = _PASSED.index(to) > _PASSED.index(state)
    return OrderMove(forward, "went_on" if forward else "not_back")
