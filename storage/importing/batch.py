"""One batch of rows, in one transaction: what its kind makes of them, and how far the file is read.

A dry run does the same and then takes the whole transaction back.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from storage.events import By
from storage.files.drafts import Rejected, Skipped
from storage.files.headers import Mapping
from storage.importing.met import Met
from storage.importing.options import Counts, ImportOptions
from storage.importing.rows import Reader, Row
from storage.rules.provenance import Source
from storage.tables.imports import ImportFile
from storage.tables.transactions import transaction


@dataclass(slots=True)
class Import:
    """An import at work: the file and how far it got, what was stated of it, and who imports.

    `met` are the digests of the rows so far: those of a dry run are not in the database.
    `refused` are rows that came apart only when they were placed (an unknown customer).
    `declared` are the custom fields that it has seen to.
    """

    file: ImportFile
    options: ImportOptions
    by: By
    counts: Counts
    mapping: Mapping
    met: Met
    refused: list[tuple[Row, Rejected]] = field(default_factory=list)
    expected_rows: int | None = None
    declared: set[str] = field(default_factory=set)

    @property
    def source(self) -> Source:
        """Return whose word its values are; a list that only completes is a vendor's."""
        kind = "fill" if self.options.fill else "import"
        return Source(f"{kind}:{self.file.id or 0}", self.by.at)


Place = Callable[[Import, Sequence[Row]], Awaitable[None]]
"""Writes the rows of a batch that say something, and counts them: inside the transaction."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is about, and how its rows are read and written.

    `reader` gives, for an import, what reads one row (in another process, so it must pickle).
    """

    name: str
    reader: Callable[[Import], Reader]
    place: Place


class _TakenBack(Exception):  # noqa: N818 - not an error: it ends a rehearsal
    """Raised to roll a dry run back."""


async def write_batch(work: Import, rows: Sequence[Row], place: Place) -> None:
    """Write a batch and move the file's progress and counts on."""
    with suppress(_TakenBack):
        await _write(work, rows, place)
    work.file.counts = asdict(work.counts)
    work.file.rows_done += len(rows)


@transaction
async def _write(work: Import, rows: Sequence[Row], place: Place) -> None:
    counts, file = work.counts, work.file
    counts.read += len(rows)
    counts.skipped += sum(isinstance(row.said, Skipped) for row in rows)
    counts.rejected += sum(isinstance(row.said, Rejected) for row in rows)
    await place(work, [row for row in rows if not isinstance(row.said, Skipped | Rejected)])
    if work.options.dry_run:
        raise _TakenBack
    await ImportFile.filter(id=file.id).update(
        rows_done=file.rows_done + len(rows), counts=asdict(counts)
    )
