"""One batch of rows, in one transaction: what its kind makes of them, and how far the file is read.

A dry run does the same and takes the transaction back (`rehearsing.py`).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field

from storage.events import By
from storage.files.drafts import Rejected, Skipped
from storage.files.headers import Mapping
from storage.importing.met import Met
from storage.importing.noticing import Notices
from storage.importing.options import Counts, ImportOptions
from storage.importing.rows import Reader, Row
from storage.rules.provenance import Source
from storage.tables.imports import ImportFile
from storage.tables.transactions import transaction

BATCH = 1_000
"""How many rows are written in one transaction."""


@dataclass(slots=True)
class Import:
    """An import at work: the file and how far it got, what was stated of it, and who imports.

    `met` are the digests of the rows so far: those of a dry run are not in the database.
    `refused` are rows that came apart only when they were placed (an unknown customer).
    `declared` are the custom fields that it has seen to, `notices` what is to be said of values.
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
    notices: Notices = field(default_factory=Notices)

    @property
    def source(self) -> Source:
        """Return whose word its values are; a list that only completes is a vendor's."""
        kind = "fill" if self.options.fill else "import"
        return Source(f"{kind}:{self.file.id or 0}", self.by.at)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is about, and how its rows are read and written.

    `reader` gives, for an import, what reads one row (in another process, so it must pickle).
    `place` writes the rows of a batch that say something, and counts them: inside the transaction.
    `keys` tells of each such row what it is about: rows that share a key may be about the same.
    """

    name: str
    reader: Callable[[Import], Reader]
    place: Callable[[Import, Sequence[Row]], Awaitable[None]]
    keys: Callable[[Sequence[Row]], Awaitable[Sequence[frozenset[str]]]]


async def write_batch(work: Import, kind: Kind, rows: Sequence[Row]) -> None:
    """Write a batch and move the file's progress and counts on."""
    await _write(work, kind, rows)
    work.file.counts = asdict(work.counts)
    work.file.rows_done += len(rows)


@transaction
async def _write(work: Import, kind: Kind, rows: Sequence[Row]) -> None:
    await place_rows(work, kind, rows)
    await ImportFile.filter(id=work.file.id).update(
        rows_done=work.file.rows_done + len(rows), counts=asdict(work.counts)
    )


async def place_rows(work: Import, kind: Kind, rows: Sequence[Row]) -> None:
    """Write and count rows, at most `BATCH`. Call inside a transaction."""
    counts = work.counts
    counts.read += len(rows)
    counts.skipped += sum(isinstance(row.said, Skipped) for row in rows)
    counts.rejected += sum(isinstance(row.said, Rejected) for row in rows)
    await kind.place(work, speaking(rows))


def speaking(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that say something."""
    return [row for row in rows if not isinstance(row.said, Skipped | Rejected)]
