"""The import of orders, payments and tickets: the walk of every import, with readers of its own."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from storage.events import By
from storage.files import FileError
from storage.files.aliases import plain
from storage.files.headers import Mapping
from storage.files.reading import Table
from storage.importing.batch import Import, Kind
from storage.importing.columns import LEFT_OUT
from storage.importing.options import ImportOptions
from storage.importing.rows import Row
from storage.importing.sales.columns import best_table, known_fields, propose
from storage.importing.sales.orders import place_orders
from storage.importing.sales.payments import place_payments
from storage.importing.sales.reading import SalesReader
from storage.importing.sales.tickets import place_tickets
from storage.importing.verb import Imported, Progress, import_table
from storage.ledger import ledger
from storage.values.money import currency_of

_Place = Callable[[Import, Sequence[Row], SalesReader], Awaitable[None]]
_PLACES: dict[str, _Place] = {
    "orders": place_orders,
    "payments": place_payments,
    "tickets": place_tickets,
}
KINDS = tuple(_PLACES)


def sales_table(path: Path, kind: str, sheet: str | None = None) -> Table:
    """Open the table of a file that fits a kind (one of KINDS). Raises FileError."""
    return best_table(kind, path, sheet)


def columns_of(table: Table, kind: str, options: ImportOptions) -> Mapping:
    """Return what each column holds: as proposed, with the corrections of `options`.

    Raises FileError: no_such_column, no_such_field.
    """
    return _corrected(kind, propose(kind, table.headers, table.sample), options)


async def import_sales(
    path: Path,
    kind: str,
    options: ImportOptions,
    by: By,
    *,
    rejected_in: Path,
    language: str,
    on_progress: Progress = lambda done, total: None,
) -> Imported:
    """Import a file of orders, payments or tickets (one of KINDS).

    Raises FileError for one that cannot be read, or whose columns were named wrongly.
    """
    with sales_table(path, kind, options.sheet) as table:
        return await import_table(
            path,
            table,
            columns_of(table, kind, options),
            options,
            by,
            kind=kind_of(kind),
            rejected_in=rejected_in,
            language=language,
            on_progress=on_progress,
        )


def kind_of(name: str) -> Kind:
    """Return how the rows of a kind are read and written."""

    async def place(work: Import, rows: Sequence[Row]) -> None:
        await _PLACES[name](work, rows, _reader(name, work))

    return Kind(name, lambda work: _reader(name, work), place, _keys)


async def _keys(rows: Sequence[Row]) -> list[frozenset[str]]:
    """Return what each row is about: the number that it has; one without is about itself."""
    numbers = (getattr(row.said, "number", "") for row in rows)
    return [frozenset([number] if number else []) for number in numbers]


def _reader(name: str, work: Import) -> SalesReader:
    reading = work.options.reading
    return SalesReader(name, work.mapping, reading, ledger(), currency_of(reading.country))


def _corrected(kind: str, mapping: Mapping, options: ImportOptions) -> Mapping:
    """Apply what a person said of the columns (`header → field`)."""
    for header, field in options.columns:
        wanted = "ignored" if field == LEFT_OUT else field
        if wanted not in known_fields(kind):
            fields = ", ".join(sorted(known_fields(kind)))
            raise FileError("no_such_field", field=field, fields=fields)
        found = [c.index for c in mapping.columns if plain(c.header) == plain(header)]
        if not found:
            raise FileError("no_such_column", column=header)
        for index in found:
            mapping = mapping.with_field(index, wanted)
    return mapping
