"""Saved queries by name: live, never a list."""

from dataclasses import dataclass

from storage.events import By, journal
from storage.tables.people import Segment
from storage.tables.transactions import transaction
from storage.values.folding import fold

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Saved:
    """A segment: its name as typed, and its query."""

    name: str
    query: str


@transaction
async def save(name: str, query: str, by: By) -> int | None:
    """Save a query that was read without error, or change the one of this name; the event's id.

    None where it was saved so already.
    """
    tidy = " ".join(name.split())[:LONGEST]
    book = await journal(by, "segment_saved")
    row = await Segment.get_or_none(name_key=fold(tidy))
    if row is None:
        row = Segment(name=tidy, name_key=fold(tidy), query=query, created_at=by.at)
        await book.create(row)
    else:
        await book.update(row, query=query)
    return await book.record() if book.changes else None


async def every() -> list[Saved]:
    """Return all segments by name."""
    return [Saved(row.name, row.query) for row in await Segment.all().order_by("name_key")]


async def named(name: str) -> Saved | None:
    """Return a segment by any spelling of its name."""
    row = await Segment.get_or_none(name_key=fold(name))
    return Saved(row.name, row.query) if row else None
