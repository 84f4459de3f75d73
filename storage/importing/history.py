"""What came in when: the imports, and the events of each."""

from dataclasses import dataclass
from typing import Any

from tortoise.functions import Count, Max, Min

from storage.tables.events import Event
from storage.tables.imports import ImportFile


@dataclass(frozen=True, slots=True)
class Events:
    """The first and the last event of something that made many, and how many it made."""

    first: int
    last: int
    count: int


async def events_of(import_id: int) -> Events | None:
    """Return the events of an import, None where it changed nothing."""
    file = await ImportFile.get(id=import_id)
    # Events are numbered as they come, so those before the file was begun need no look.
    rows: Any = (
        await Event.filter(actor=f"import:{import_id}", at__gte=file.started_at)
        .annotate(first=Min("id"), last=Max("id"), count=Count("id"))
        .values("first", "last", "count")
    )
    found = rows[0] if rows else {"count": 0}
    return Events(**found) if found["count"] else None
