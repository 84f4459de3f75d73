"""The import of a table: in batches, each whole or absent, resumable, repeatable.

Each batch is one transaction, which also notes how far the file was read: a killed import goes on
from there. What a row is about and what it changes is its kind's (`people.py` for contacts).
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from storage.events import By
from storage.files.drafts import Rejected
from storage.files.headers import Mapping
from storage.files.reading import Table, open_table
from storage.files.rejected import RejectedRows
from storage.importing.batch import BATCH, Import, Kind, write_batch
from storage.importing.columns import columns_of
from storage.importing.history import Events, events_of
from storage.importing.met import Met
from storage.importing.noticing import Noticed
from storage.importing.options import Counts, ImportOptions
from storage.importing.people import CONTACTS
from storage.importing.rehearsing import Rehearsal
from storage.importing.rows import Row, read_ahead, workers_for
from storage.tables.imports import ImportFile
from storage.tables.transactions import transaction

Progress = Callable[[int, int | None], None]
"""Called with rows done and, where it is known, rows in all."""
_Write = Callable[[Sequence[Row]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file. `rejected_file` is null where every row came in.

    `events` are the first and last event of the import and how many there are; null for none.
    `noticed` is what is to be said of values, of those rows that were read in this run.
    """

    import_id: int | None
    counts: Counts
    rejected_file: Path | None
    events: Events | None = None
    noticed: tuple[Noticed, ...] = ()


async def import_contacts(
    path: Path,
    options: ImportOptions,
    by: By,
    *,
    rejected_in: Path,
    language: str,
    mapping: Mapping | None = None,
    on_progress: Progress = lambda done, total: None,
) -> Imported:
    """Import a file of contacts. Raises FileError for one that cannot be read."""
    with open_table(path, options.sheet) as table:
        return await import_table(
            path,
            table,
            mapping or columns_of(table, options),
            options,
            by,
            kind=CONTACTS,
            rejected_in=rejected_in,
            language=language,
            on_progress=on_progress,
        )


async def import_table(
    path: Path,
    table: Table,
    mapping: Mapping,
    options: ImportOptions,
    by: By,
    *,
    kind: Kind,
    rejected_in: Path,
    language: str,
    on_progress: Progress = lambda done, total: None,
) -> Imported:
    """Import an open table of any kind."""
    work = await _begin(path, mapping, options, by, kind)
    work.expected_rows = table.expected_rows
    target = _rejected_file(rejected_in, path, work.file)
    more = work.file.rows_done > 0
    try:
        with RejectedRows(target, table.headers, language, more=more) as rejects:
            await _all_rows(work, table, kind, rejects, on_progress)
    finally:
        work.met.close()
    events = await events_of(work.file.id) if work.file.id else None
    rejected = target if work.counts.rejected else None
    return Imported(work.file.id, work.counts, rejected, events, work.notices.all())


async def _all_rows(
    work: Import, table: Table, kind: Kind, rejects: RejectedRows, on_progress: Progress
) -> None:
    rows = islice(table.rows, work.file.rows_done, None)
    workers = workers_for(table.expected_rows)
    with _writing(work, kind) as (size, write):
        batches = read_ahead(rows, kind.reader(work), size=size, workers=workers)
        async with aclosing(batches) as read:
            async for batch in read:
                await write(batch)
                work.notices.add(batch)
                for row in batch:
                    if isinstance(row.said, Rejected):
                        rejects.add(row.said, row.cells)
                for row, rejected in work.refused:
                    rejects.add(rejected, row.cells)
                work.refused.clear()
                on_progress(work.file.rows_done, table.expected_rows)
    if not work.options.dry_run:
        work.file.state, work.file.finished_at = "done", work.by.at
        await work.file.save(update_fields=["state", "finished_at"])


@contextmanager
def _writing(work: Import, kind: Kind) -> Iterator[tuple[int, _Write]]:
    """Give how many rows are written at once, and what writes them."""
    if not work.options.dry_run:
        yield BATCH, partial(write_batch, work, kind)
        return
    with closing(Rehearsal(work, kind)) as rehearsal:
        yield rehearsal.size, rehearsal.batch


async def _begin(
    path: Path, mapping: Mapping, options: ImportOptions, by: By, kind: Kind
) -> Import:
    """Return the import of this very file under these options: a new one, or one to go on with."""
    file = ImportFile(
        digest=_file_digest(path, options),
        name=path.name[:250],
        kind=kind.name,
        options=options.as_kept(),
        state="reading",
        counts=asdict(Counts()),
        started_at=by.at,
    )
    if not options.dry_run:
        file = await _resume_or(file)
    by_file = By(f"import:{file.id or 0}", by.at, f"file:{file.name}"[:80])
    return Import(file, options, by_file, Counts(**file.counts), mapping, Met())


@transaction
async def _resume_or(fresh: ImportFile) -> ImportFile:
    same = ImportFile.filter(digest=fresh.digest, kind=fresh.kind, state="reading")
    known = await same.order_by("-id").first()
    if known is not None:
        return known
    await fresh.save()
    return fresh


def _rejected_file(folder: Path, path: Path, file: ImportFile) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{path.stem}-{file.digest[:8]}-rejected.csv"


def _file_digest(path: Path, options: ImportOptions) -> str:
    digest = hashlib.sha256(json.dumps(options.as_kept(), sort_keys=True).encode())
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
