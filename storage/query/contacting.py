"""When a contact was last spoken to: the latest of its notes and of what we did together."""

from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from storage.query import moments
from storage.query.conditions import having
from storage.tables.service import Interaction
from storage.tables.work import Note

_RECORDS: tuple[Any, ...] = (Note, Interaction)


def contacted(stretch: moments.Stretch, zone: ZoneInfo) -> Q:
    """The latest record lies in the stretch: one does, and none comes after it."""
    inside = moments.within("at", stretch, zone)
    found = Q(*[having(rows.filter(inside)) for rows in _RECORDS], join_type=Q.OR)
    _, end = stretch.instants(zone)
    if end is None:
        return found
    return found & ~Q(*[having(rows.filter(at__gte=end)) for rows in _RECORDS], join_type=Q.OR)
