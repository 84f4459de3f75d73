"""What came in when: the imports, and the events of each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from tortoise.functions import Count, Max, Min

from storage.tables.events import Event
from storage.tables.imports import ImportFile

_PAGE = 100


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


async def imports() -> AsyncIterator[dict[str, Any]]:
    """Yield the imports, the newest first, in the shape of the command line."""
    before: int | None = None
    while True:
        rows = ImportFile.all() if before is None else ImportFile.filter(id__lt=before)
        page = await rows.order_by("-id").limit(_PAGE)
        for file in page:
            yield as_shown(file)
        if len(page) < _PAGE:
            return
        before = page[-1].id


def as_shown(file: ImportFile) -> dict[str, Any]:
    """Return an import as lists print it; times are ISO 8601 in UTC."""
    finished = file.finished_at
    return {
        "id": file.id,
        "file": file.name,
        "kind": file.kind,
        "state": file.state,
        "started_at": file.started_at.isoformat(),
        "finished_at": finished.isoformat() if finished else None,
        "counts": {name: count for name, count in file.counts.items() if name != "reverted_to"},
    }
