"""Which events may be taken back, and why the others may not."""

from collections.abc import Iterable, Mapping, Sequence
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


def outstanding(
    changes: Sequence[dict[str, Any]], undone: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what of an event's changes the `undone` ones, of its undos so far, did not put back.

    A row that an undo removed or brought back is settled; of a changed row, the fields are that
    were put back, and of a field of many values those of its keys.
    """
    settled = {_row(one) for one in undone if one["before"] is None or one["after"] is None}
    left: list[dict[str, Any]] = []
    for change in changes:
        if _row(change) in settled:
            continue
        if change["before"] is None or change["after"] is None:
            left.append(change)
            continue
        back = [one for one in undone if _row(one) == _row(change)]
        rest = {name: _rest(name, change, back) for name in change["after"]}
        names = [name for name, (before, after) in rest.items() if before != after]
        if names:
            sides = ({n: rest[n][side] for n in names} for side in (0, 1))
            left.append({**change, **dict(zip(("before", "after"), sides, strict=True))})
    return left


def _row(change: Mapping[str, Any]) -> tuple[Any, Any]:
    return change["table"], change["id"]


def _rest(
    name: str, change: Mapping[str, Any], back: Iterable[Mapping[str, Any]]
) -> tuple[Any, Any]:
    """Return what a field was and became, without what was put back; twice the same where all."""
    before, after = change["before"][name], change["after"][name]
    for one in (one for one in back if name in one["after"]):
        if not isinstance(before, dict) or not isinstance(after, dict):
            return after, after
        now, then = one["before"][name], one["after"][name]
        done = {key for key in now.keys() | then.keys() if now.get(key) != then.get(key)}
        before = {key: value for key, value in before.items() if key not in done}
        after = {key: value for key, value in after.items() if key not in done}
    return before, after


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
