"""Who looked at or took out what: kept apart from events, because a look changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.events import By
from storage.mentions import Traits
from storage.tables.events import AccessLog

_AT_ONCE = 500
Look = Literal["look_up", "card", "export", "access_file"]


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of the log; `at` is UTC, `query` what was typed, `count` how many were shown."""

    at: datetime
    actor: str
    kind: str
    query: str
    count: int


async def log(
    kind: Look, by: By, *, contact_id: int | None = None, query: str = "", count: int = 1
) -> None:
    """Write down a look-up (`look_up`, `card`) or something taken out (`export`, `access_file`)."""
    await AccessLog.create(
        at=by.at, actor=by.actor, kind=kind, contact_id=contact_id, query=query, count=count
    )


async def forget_searches(traits: Traits) -> int:
    """Empty what was typed in searches for somebody; return how many. That one looked stays."""
    typed = AccessLog.exclude(query="").distinct().values_list("query", flat=True)
    about = [query for query in map(str, await typed) if traits.looked_for_by(query)]
    emptied = 0
    for start in range(0, len(about), _AT_ONCE):
        these = AccessLog.filter(query__in=about[start : start + _AT_ONCE])
        emptied += await these.update(query="")
    return emptied


async def of_contact(contact_id: int) -> list[Looked]:
    """Return who looked at this contact, latest first."""
    rows = await AccessLog.filter(contact_id=contact_id).order_by("-id")
    return [Looked(row.at, row.actor, row.kind, row.query, row.count) for row in rows]
