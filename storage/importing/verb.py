"""The import of a table of contacts: in batches, each whole or absent, resumable, repeatable.

Each batch is one transaction, which also notes how far the file was read: a killed import goes on
from there. A row that was imported before, cell for cell, says nothing new, so the same file
twice changes nothing, even where customers have corrected their data since.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from storage.events import By
from storage.files import Cell
from storage.files.drafts import Draft, Rejected
from storage.files.filled import as_text
from storage.files.headers import Mapping, propose_mapping
from storage.files.reading import Table, open_table
from storage.files.rejected import RejectedRows
from storage.files.rows import read_row
from storage.importing.batch import Import, Row, write_batch
from storage.importing.options import Counts, ImportOptions
from storage.ledger import ledger
from storage.tables.imports import ImportFile
from storage.tables.people import CustomField
from storage.tables.transactions import transaction

BATCH = 500
Progress = Callable[[int, int | None], None]
"""Called with rows done and, where it is known, rows in all."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file. `rejected_file` is null where every row came in."""

    import_id: int | None
    counts: Counts
    rejected_file: Path | None


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
        mapping = mapping or propose_mapping(table.headers, table.sample)
        work = await _begin(path, options, by)
        await _declare_custom_fields(mapping, options)
        target = _rejected_file(rejected_in, path, work.file)
        with RejectedRows(target, table.headers, language, more=work.file.rows_done > 0) as rejects:
            await _all_rows(work, table, mapping, rejects, on_progress)
        return Imported(work.file.id, work.counts, target if work.counts.rejected else None)


async def _all_rows(
    work: Import, table: Table, mapping: Mapping, rejects: RejectedRows, on_progress: Progress
) -> None:
    rows = islice(table.rows, work.file.rows_done, None)
    while batch := list(islice(rows, BATCH)):
        read = list(_read(batch, mapping, work.options))
        await write_batch(work, read)
        for row in read:
            if isinstance(row.said, Rejected):
                rejects.add(row.said, row.cells)
        on_progress(work.file.rows_done, table.expected_rows)
    if not work.options.dry_run:
        work.file.state, work.file.finished_at = "done", work.by.at
        await work.file.save(update_fields=["state", "finished_at"])


def _read(
    batch: Sequence[tuple[int, tuple[Cell, ...]]], mapping: Mapping, options: ImportOptions
) -> Iterator[Row]:
    for number, cells in batch:
        said = read_row(number, cells, mapping, options.reading)
        kept = {c.header: as_text(cells[c.index]) for c in mapping.columns if _kept(c.index, cells)}
        yield Row(number, cells, said, kept, _digest(kept) if isinstance(said, Draft) else "")


def _kept(index: int, cells: tuple[Cell, ...]) -> bool:
    return index < len(cells) and cells[index] != ""


def _digest(kept: dict[str, str]) -> str:
    canonical = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return ledger().hash_of(canonical)


async def _begin(path: Path, options: ImportOptions, by: By) -> Import:
    """Return the import of this very file under these options: a new one, or one to go on with."""
    file = ImportFile(
        digest=_file_digest(path, options),
        name=path.name[:250],
        kind="contacts",
        options=options.as_kept(),
        state="reading",
        counts=asdict(Counts()),
        started_at=by.at,
    )
    if not options.dry_run:
        file = await _resume_or(file)
    by_file = By(f"import:{file.id or 0}", by.at, f"file:{file.name}"[:80])
    return Import(file, options, by_file, Counts(**file.counts))


@transaction
async def _resume_or(fresh: ImportFile) -> ImportFile:
    known = await ImportFile.filter(digest=fresh.digest, state="reading").order_by("-id").first()
    if known is not None:
        return known
    await fresh.save()
    return fresh


async def _declare_custom_fields(mapping: Mapping, options: ImportOptions) -> None:
    """Columns that are no field of ours become custom fields of type text: nothing is lost."""
    if options.dry_run:
        return
    for column in mapping.unmapped:
        await CustomField.get_or_create(name=column.header[:60], defaults={"type": "text"})


def _rejected_file(folder: Path, path: Path, file: ImportFile) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{path.stem}-{file.digest[:8]}-rejected.csv"


def _file_digest(path: Path, options: ImportOptions) -> str:
    digest = hashlib.sha256(json.dumps(options.as_kept(), sort_keys=True).encode())
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
