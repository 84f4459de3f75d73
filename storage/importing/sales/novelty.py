"""Which rows were imported before, and what becomes of those that were not.

The same row may stand twice in a file and mean two things (two coffees on one day): a row is known
by its digest and by how many such rows came before it in its file. A row that came in before, by
whichever file, says nothing new.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.files.drafts import Rejected
from storage.importing.batch import Import
from storage.importing.rows import Row, digest_of
from storage.importing.sales.customers import Customers
from storage.importing.sales.reading import SalesReader
from storage.ledger import ledger
from storage.tables.imports import ImportFile, KeptRow

_UNSAID = ("reverted", "undoing")
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Met:
    """A row with the digest that tells it from its likes; `again`: it came in before."""

    row: Row
    digest: str
    again: bool


async def novelty(work: Import, rows: Sequence[Row]) -> list[Met]:
    """Tell of each row whether it came in before."""
    await _recall(work)
    digests = [_distinct(work, row.digest) for row in rows]
    before = await _imported(digests)
    return [Met(row, digest, digest in before) for row, digest in zip(rows, digests, strict=True)]


def _distinct(work: Import, digest: str) -> str:
    """Return the digest of the first, second … such row of the file."""
    count, distinct = 0, digest
    while not work.met.new([distinct])[0]:
        count += 1
        distinct = digest_of(f"{digest}#{count}", ledger())
    return distinct


async def _recall(work: Import) -> None:
    """Meet the rows again that an import had written before it was killed."""
    if not work.file.id or not work.file.rows_done:
        return
    if not work.met.new([digest_of(f"recalled:{work.file.id}", ledger())])[0]:
        return
    last = 0
    while (
        page := await KeptRow.filter(import_id=work.file.id, id__gt=last)
        .order_by("id")
        .limit(_PAGE)
    ):
        work.met.new([row.digest for row in page])
        last = page[-1].id


async def _imported(digests: Sequence[str]) -> set[str]:
    found: Any = KeptRow.filter(digest__in=list(digests), contact_id__isnull=False)
    rows = await found.values_list("digest", "import_id")
    unsaid = ImportFile.filter(id__in={one for _, one in rows}, state__in=_UNSAID)
    gone = {int(str(one)) for one in await unsaid.values_list("id", flat=True)}
    return {str(digest) for digest, import_id in rows if import_id not in gone}


@dataclass(slots=True)
class Placing:
    """A batch on its way in: whose its rows may be, and which of them are to be kept."""

    work: Import
    reader: SalesReader
    customers: Customers = field(default_factory=Customers)
    kept: list[KeptRow] = field(default_factory=list)

    def keep(
        self, rows: Sequence[Met], outcome: str, contact_id: int, event_id: int | None
    ) -> None:
        """Keep rows as the source of what they changed; those that came before are kept already."""
        for met in rows:
            if not met.again:
                self.kept.append(_kept_row(self.work, met, outcome, contact_id, event_id))

    def reject(self, rows: Sequence[Met], reason: str, **params: str | int) -> None:
        """Reject rows that are no good, and say why."""
        counts = self.work.counts
        counts.rejected += len(rows)
        for met in rows:
            number = met.row.number
            self.work.refused.append((met.row, Rejected(number, reason, params)))

    async def write(self) -> None:
        """Write the kept rows."""
        await KeptRow.bulk_create(self.kept, batch_size=500)


def _kept_row(
    work: Import, met: Met, outcome: str, contact_id: int, event_id: int | None
) -> KeptRow:
    return KeptRow(
        import_id=work.file.id or 0,
        row_number=met.row.number,
        digest=met.digest,
        cells=json.loads(met.row.kept),
        outcome=outcome,
        contact_id=contact_id,
        event_id=event_id,
    )
