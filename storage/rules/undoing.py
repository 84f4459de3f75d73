"""Which events may be taken back, and why the others may not."""

from collections.abc import Mapping
from typing import Any

FINAL = {
    "withdrawn": "a_refusal_stands",
    "complained": "a_refusal_stands",
    "held": "a_hold_is_released",
    "erased": "erasure_is_final",
    "detail_emptied": "erasure_is_final",
    "delivery_sent": "mail_is_sent",
    "undo": "undo_by_doing_it_again",
}


def restored(
    now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Put each key of a field that holds many values back where it is still as the event left it.

    Return the field as it is to be, and the keys that were changed since and so are left.
    """
    values, left = dict(now), []
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) == after.get(key):
            continue
        if now.get(key) != after.get(key):
            left.append(key)
        elif key in before:
            values[key] = before[key]
        else:
            values.pop(key, None)
    return values, left


WHOLE = {
    "contact_created": "contact",
    "order_placed": "customer_order",
    "ticket_opened": "ticket",
}
"""Kinds of events that made something of several rows, and its table: it goes whole or stays."""


def why_not(kind: str) -> str:
    """Return why an event of this kind cannot be taken back, or an empty text.

    A refusal stands whoever wrote it down: only the customer's own new consent ends it. A hold is
    ended by looking at what caused it, not by taking it back.
    """
    return FINAL.get(kind, "")
