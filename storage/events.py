"""The history: every change is one event, written with the state it changed, by one journal.

A verb opens a `Journal`, makes its changes through it, and records it; state and event go into
the same transaction. The event itself holds no personal value. What changed (before, after) and
the words it rests on are kept in its detail, which an erasure may empty; the salted digest stays
and proves what the detail was to whoever still has it.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tortoise.models import Model

from storage.tables.events import Event, EventDetail
from storage.tables.transactions import reserve_ids

Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, when (UTC), and what led to it.

    `actor` is `staff:3`, `contact:12`, `import:5`, `job:sweep` or `cli`; `cause` is `inbox:7`,
    `run:2`, `update:991`, `file:3/row:18` or empty.
    """

    actor: str
    at: datetime
    cause: str = ""


class Journal:
    """The changes of one event in the making. Use `journal()` to open one."""

    def __init__(self, event_id: int, by: By, kind: str, contact_id: int | None) -> None:
        self.event_id = event_id
        self.by = by
        self.kind = kind
        self.contact_id = contact_id
        self.changes: list[Change] = []

    async def create(self, row: Model) -> None:
        """Save a new row."""
        await row.save()
        self.note_created(row)

    def note_created(self, row: Model) -> None:
        """Note a row that the caller saves in bulk."""
        self.changes.append(change(row, None, values_of(row)))

    async def update(self, row: Model, **values: Any) -> bool:
        """Set fields of a row; tell whether anything differed."""
        fields = {name: new for name, new in values.items() if getattr(row, name) != new}
        if not fields:
            return False
        before = {name: plain(getattr(row, name)) for name in fields}
        row.update_from_dict(fields)
        await row.save(update_fields=list(fields))
        self.changes.append(change(row, before, {n: plain(getattr(row, n)) for n in fields}))
        return True

    async def remove(self, row: Model) -> None:
        """Delete a row; undo can bring it back."""
        self.changes.append(change(row, values_of(row), None))
        await row.delete()

    async def record(self, *, evidence: str = "", undoes: int | None = None) -> int:
        """Write the event and its detail; return the event's id."""
        event, detail = self.rows(evidence=evidence, undoes=undoes)
        await event.save(force_create=True)
        await detail.save(force_create=True)
        return self.event_id

    def rows(self, *, evidence: str = "", undoes: int | None = None) -> tuple[Event, EventDetail]:
        """Return the event and its detail for a caller that saves many at once."""
        salt = secrets.token_hex(16)
        event = Event(
            id=self.event_id,
            at=self.by.at,
            actor=self.by.actor,
            kind=self.kind,
            contact_id=self.contact_id,
            cause=self.by.cause,
            undoes_id=undoes,
            digest=digest(self.changes, evidence, salt),
        )
        detail = EventDetail(
            event_id=self.event_id,
            contact_id=self.contact_id,
            changes=self.changes,
            evidence=evidence,
            salt=salt,
        )
        return event, detail


EVENT = ("id", "at", "actor", "kind", "contact_id", "cause", "undoes_id", "digest")
DETAIL = ("event_id", "contact_id", "changes", "evidence", "salt")


def rows_of(
    event_id: int,
    by: By,
    kind: str,
    contact_id: int | None,
    *,
    changes: list[Change],
    evidence: str,
    undoes: int | None = None,
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return an event and its detail as values of `EVENT` and `DETAIL`: for thousands at once."""
    salt = secrets.token_hex(16)
    proof = digest(changes, evidence, salt)
    event = (event_id, by.at, by.actor, kind, contact_id, by.cause, undoes, proof)
    return event, (event_id, contact_id, json.dumps(changes), evidence, salt)


async def journal(by: By, kind: str, contact_id: int | None = None) -> Journal:
    """Open a journal inside a transaction; its event id is known from the start."""
    (event_id,) = await reserve_ids(Event, 1)
    return Journal(event_id, by, kind, contact_id)


def digest(changes: list[Change], evidence: str, salt: str) -> str:
    """Return SHA-256 over the canonical JSON of a detail, in hexadecimal."""
    canonical = json.dumps([changes, evidence, salt], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def change(row: Model, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Change:
    """Describe what happens to a row, in values that JSON can hold."""
    return {"table": row._meta.db_table, "id": row.pk, "before": before, "after": after}


def values_of(row: Model) -> dict[str, Any]:
    """Return the columns of a row, in values that JSON can hold."""
    return {name: plain(getattr(row, name)) for name in sorted(row._meta.db_fields)}


def plain(value: Any) -> Any:
    """Return a JSON value: dates and times as ISO 8601, decimals as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
