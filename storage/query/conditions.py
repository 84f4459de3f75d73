"""One condition on a column whose name is not written in the code that asks."""

from typing import Any

from tortoise.expressions import Q


def on(lookup: str, value: Any) -> Q:
    """Return `Q(lookup=value)`; `lookup` comes from our own tables, never from the user."""
    named: dict[str, Any] = {lookup: value}
    return Q(**named)
