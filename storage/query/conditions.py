"""The conditions that others are built of: on a column named elsewhere, on having rows."""

from typing import Any

from tortoise.expressions import Q, Subquery


def on(lookup: str, value: Any) -> Q:
    """Return `Q(lookup=value)`; `lookup` comes from our own tables, never from the user."""
    named: dict[str, Any] = {lookup: value}
    return Q(**named)


def having(rows: Any, key: str = "contact_id") -> Q:
    """Return the contacts that such rows belong to, by the column `key`."""
    return Q(id__in=Subquery(rows.values(key)))
