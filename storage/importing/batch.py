"""One batch of rows, in one transaction: match, create, update, record consent, note the progress.

A dry run does the same and then takes the whole transaction back.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from storage import contacts, searching
from storage.events import By
from storage.files import Cell
from storage.files.drafts import Draft, Rejected, Skipped
from storage.importing import consents, creating, updating
from storage.importing.matching import Known, known_for
from storage.importing.options import Counts, ImportOptions
from storage.tables.imports import ImportFile, KeptRow
from storage.tables.people import Contact
from storage.tables.transactions import reserve_ids, transaction


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: its number, its cells, what it says, and what of it is kept."""

    number: int
    cells: tuple[Cell, ...]
    said: Draft | Rejected | Skipped
    kept: dict[str, str]
    digest: str


Said = tuple[Row, Draft]
"""A row that is about a contact, and what it says."""


class New(NamedTuple):
    """A row that says something new, and the id that its kept row will have."""

    row: Row
    draft: Draft
    row_id: int


@dataclass(slots=True)
class Import:
    """An import at work: the file and how far it got, what was stated of it, and who imports.

    `seen` are the digests of the rows met so far: those of a dry run are not in the database.
    """

    file: ImportFile
    options: ImportOptions
    by: By
    counts: Counts
    seen: set[str] = field(default_factory=set)


class _TakenBack(Exception):  # noqa: N818 - not an error: it ends a rehearsal
    """Raised to roll a dry run back."""


async def write_batch(work: Import, rows: Sequence[Row]) -> None:
    """Write a batch and move the file's progress and counts on."""
    with suppress(_TakenBack):
        await _write(work, rows)
    work.file.counts = asdict(work.counts)
    work.file.rows_done += len(rows)


@transaction
async def _write(work: Import, rows: Sequence[Row]) -> None:
    counts, file = work.counts, work.file
    counts.read += len(rows)
    counts.skipped += sum(isinstance(row.said, Skipped) for row in rows)
    counts.rejected += sum(isinstance(row.said, Rejected) for row in rows)
    drafts = [(row, row.said) for row in rows if isinstance(row.said, Draft)]
    fresh, again = await _by_novelty(work, drafts)
    stated = await _state_anew(work, again) if work.options.basis else 0
    counts.updated += stated
    counts.unchanged += len(again) - stated
    await _place(work, fresh, await known_for([draft for _, draft in fresh]))
    if work.options.dry_run:
        raise _TakenBack
    await ImportFile.filter(id=file.id).update(
        rows_done=file.rows_done + len(rows), counts=asdict(counts)
    )


async def _by_novelty(work: Import, drafts: list[Said]) -> tuple[list[Said], list[Said]]:
    """Part the rows that say something new from those imported before, cell for cell."""
    before = await _imported_before([row.digest for row, _ in drafts], fill=work.options.fill)
    fresh: list[Said] = []
    again: list[Said] = []
    for row, draft in drafts:
        known = row.digest in before or row.digest in work.seen
        (again if known else fresh).append((row, draft))
        work.seen.add(row.digest)
    return fresh, again


async def _imported_before(digests: list[str], *, fill: bool) -> set[str]:
    """Return which rows were imported; one that only completed has not been taken as a whole."""
    rows = await KeptRow.filter(digest__in=digests).values_list("digest", "import_id")
    files = await ImportFile.filter(id__in={import_id for _, import_id in rows})
    partial = set() if fill else {file.id for file in files if file.options.get("fill")}
    return {str(digest) for digest, import_id in rows if import_id not in partial}


async def _state_anew(work: Import, again: list[Said]) -> int:
    """Record the basis that the owner states now for rows that had come in without one.

    Nothing else of an old row is said again. Returns how many contacts it is new for.
    """
    silent = {row.digest: draft for row, draft in again if not draft.consents}
    count = 0
    for kept in await KeptRow.filter(digest__in=list(silent), contact_id__isnull=False):
        contact = await contacts.resolve(kept.contact_id or 0)
        if contact is None or contact.erased_at is not None:
            continue
        draft = silent[kept.digest]
        said = list(consents.statements(draft, work.options, work.file.name, work.by))
        count += bool(await consents.record_known(contact.id, said, work.by))
    return count


async def _place(work: Import, fresh: list[Said], known: Known) -> None:
    """New contacts are gathered and written together; a row about one of them writes them first."""
    row_ids = iter(await reserve_ids(KeptRow, len(fresh))) if fresh else iter(())
    waiting: list[New] = []
    waiting_for = Known()
    kept: list[KeptRow] = []
    for row, draft in fresh:
        row_id = next(row_ids)
        if waiting_for.match(draft) is not None:
            kept += await _create(work, waiting, known)
            waiting, waiting_for = [], Known()
        contact = known.match(draft)
        if contact is not None:
            kept.append(await _update(work, contact, New(row, draft, row_id)))
            continue
        waiting.append(New(row, draft, row_id))
        stand_in = creating.contact_of(draft, 0, work.by)
        searching.fold_contact(stand_in, [], [], [])
        waiting_for.add(stand_in, draft)
    kept += await _create(work, waiting, known)
    await KeptRow.bulk_create(kept, batch_size=500)


async def _create(work: Import, waiting: list[New], known: Known) -> list[KeptRow]:
    if not waiting:
        return []
    work.counts.created += len(waiting)
    people = await creating.create(
        [new.draft for new in waiting], [new.row_id for new in waiting], work.by
    )
    kept, stated = [], []
    for new, (contact, event_id) in zip(waiting, people, strict=True):
        known.add(contact, new.draft)
        said = consents.statements(new.draft, work.options, work.file.name, work.by)
        stated.append((contact.id, event_id, list(said)))
        kept.append(_kept_row(work, new, "created", contact.id, event_id))
    await consents.record_new(stated, work.by)
    return kept


async def _update(work: Import, contact: Contact, new: New) -> KeptRow:
    event = await updating.update(
        contact, new.draft, work.by, fill=work.options.fill, row_id=new.row_id
    )
    said = list(consents.statements(new.draft, work.options, work.file.name, work.by))
    events = await consents.record_known(contact.id, said, work.by)
    event = event if event is not None else next(iter(events), None)
    work.counts.updated += event is not None
    work.counts.unchanged += event is None
    outcome = "unchanged" if event is None else "updated"
    return _kept_row(work, new, outcome, contact.id, event)


def _kept_row(
    work: Import, new: New, outcome: str, contact_id: int, event_id: int | None
) -> KeptRow:
    return KeptRow(
        id=new.row_id,
        import_id=work.file.id or 0,
        row_number=new.row.number,
        digest=new.row.digest,
        cells=new.row.kept,
        outcome=outcome,
        contact_id=contact_id,
        event_id=event_id,
    )
