"""Which orders count: one definition for whoever counts orders, sums them or takes the last one.

| order | in sums of money | a purchase |
| --- | --- | --- |
| ordered … delivered, amount above zero | yes | yes |
| ordered … delivered, zero or less: a gift, a credit note | yes | no |
| returned or cancelled | no | no |

A credit note takes from what was spent; it is no occasion on which somebody bought.
"""

from typing import Any

from tortoise.expressions import Q

from storage.rules.orders import COUNTS

_STATES = sorted(COUNTS)


def in_sums(order: str = "") -> Q:
    """Return the condition on an order, or on the relation `order` that leads to one."""
    return _on(order, state__in=_STATES)


def purchases(order: str = "") -> Q:
    """Return the condition on an order, or on the relation `order` that leads to one."""
    return in_sums(order) & _on(order, amount__gt=0)


IN_SUMS = "state IN (" + ", ".join(f"'{state}'" for state in _STATES) + ")"
"""The same in SQL, on the columns of `customer_order`."""
PURCHASES = f"{IN_SUMS} AND amount > 0"


def _on(order: str, **columns: Any) -> Q:
    return Q(**{f"{order}__{name}" if order else name: value for name, value in columns.items()})
