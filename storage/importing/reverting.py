"""Taking an import back, with its updates: as if the file had never come, where nothing came since.

The events of the import are walked from the last to the first, a batch a transaction: a killed
revert goes on where it was. Each field that the import changed returns to what it was where it
still equals what the import made of it; each contact that it created goes, unless something
hangs on it by now. A refusal stands, whoever wrote it down. See decision 11.

Called again, it does what is left: what was in the way the first time may be gone by now.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from storage import consent
from storage.events import By
from storage.importing import newcomers
from storage.importing.history import Events, events_of
from storage.rules.undoing import why_not
from storage.tables.events import Event
from storage.tables.imports import ImportFile
from storage.tables.transactions import transaction
from storage.undo import Undone, undo

BATCH = 300
_SHOWN = 100
Progress = Callable[[int, int | None], None]
_CONSENT = "consent_stated"
_NOTHING = frozenset({"undone_already", "nothing_left_to_undo"})


@dataclass(slots=True)
class Reverted:
    """What was taken back, and what was left, by reason.

    `removed`: contacts that are no more; `emptied`: those that stay as a number, because consent
    was recorded for them; `changed`: events of changes that were taken back. `examples` are the
    first of what was left. `events`: the first and the last of this, and how many.
    """

    import_id: int
    removed: int = 0
    emptied: int = 0
    changed: int = 0
    left: Counter[str] = field(default_factory=Counter)
    examples: list[dict[str, Any]] = field(default_factory=list)
    events: Events | None = None

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to take back, and nothing had to stay."""
        return not (self.removed or self.emptied or self.changed or self.left)

    def leave(self, reason: str, event: Event, **more: Any) -> None:
        """Note something that stays."""
        self.left[reason] += 1
        if len(self.examples) < _SHOWN:
            about = {"reason": reason, "event": event.id, "contact": event.contact_id}
            self.examples.append({**about, **more})

    def did(self, event_ids: list[int]) -> None:
        """Note events of the revert."""
        if event_ids:
            first = self.events.first if self.events else min(event_ids)
            count = self.events.count if self.events else 0
            self.events = Events(first, max(event_ids), count + len(event_ids))


@dataclass(frozen=True, slots=True)
class NotReverted:
    """Why nothing was done: `unknown_import`, `reverted_already`."""

    reason: str


class _TakenBack(Exception):  # noqa: N818 - not an error: it ends a rehearsal
    """Raised to roll a dry run back."""


async def revert(
    import_id: int,
    by: By,
    *,
    dry_run: bool = False,
    on_progress: Progress = lambda done, total: None,
) -> Reverted | NotReverted:
    """Take an import back. `dry_run` counts the same and changes nothing."""
    file = await ImportFile.get_or_none(id=import_id)
    if file is None:
        return NotReverted("unknown_import")
    again = file.state == "reverted"
    made = await events_of(import_id)
    done = Reverted(import_id)
    # What was walked to its end once is walked anew; what was killed goes on where it was.
    goes_on = 0 if again else int(file.counts.get("reverted_to", 0))
    cursor = goes_on or (made.last + 1 if made else 0)
    walked = 0
    by_import = By(by.actor, by.at, f"import:{import_id}")
    while made is not None and cursor > made.first:
        count, cursor = await _batch(file, cursor, by_import, done, dry_run=dry_run)
        walked += count
        on_progress(walked, made.count)
        if not count:
            break
    if not dry_run:
        await ImportFile.filter(id=import_id).update(state="reverted", finished_at=by.at)
    return NotReverted("reverted_already") if again and done.nothing else done


async def _batch(
    file: ImportFile, cursor: int, by: By, done: Reverted, *, dry_run: bool
) -> tuple[int, int]:
    """Take the events before `cursor` back; return how many they were, and the next cursor."""
    actor = f"import:{file.id}"
    events = await Event.filter(actor=actor, id__lt=cursor).order_by("-id").limit(BATCH)
    if not events:
        return 0, cursor
    with suppress(_TakenBack):
        await _take_back(file, events, by, done, dry_run=dry_run)
    return len(events), events[-1].id


@transaction
async def _take_back(
    file: ImportFile, events: list[Event], by: By, done: Reverted, *, dry_run: bool
) -> None:
    created: list[Event] = []
    for event in events:
        if event.kind == "contact_created":
            created.append(event)
            continue
        # In order: what a contact learnt goes before the contact itself does.
        await _take_created(file, created, by, done)
        created = []
        await _take_one(event, by, done)
    await _take_created(file, created, by, done)
    if dry_run:
        raise _TakenBack
    file.state, file.counts = "undoing", {**file.counts, "reverted_to": events[-1].id}
    await file.save(update_fields=["state", "counts"])


async def _take_created(file: ImportFile, created: list[Event], by: By, done: Reverted) -> None:
    if not created:
        return
    gone = await newcomers.take_back(file.id, created, by)
    done.removed += gone.removed
    done.emptied += gone.emptied
    for event, reason in gone.left:
        done.leave(reason, event)
    done.did(gone.events)


async def _take_one(event: Event, by: By, done: Reverted) -> None:
    if event.kind == _CONSENT and event.contact_id is not None:
        taken = await consent.take_back_stated(event.contact_id, event.id, by)
        done.changed += taken is not None
        done.did([taken] if taken is not None else [])
        return
    reason = why_not(event.kind)
    if reason:
        done.leave(reason, event)
        return
    result = await undo(event.id, by)
    if isinstance(result, Undone):
        done.changed += 1
        done.did([result.event_id])
    elif result.reason not in _NOTHING:
        done.leave(result.reason, event)
    for one in result.left:
        done.leave("changed_since", event, table=one.table, field=one.field)
