"""What the columns of a file are taken for: shown before an import, corrected, remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aldia.output import Output
from aldia.program import Program
from storage.files import Cell
from storage.files.filled import as_text
from storage.files.headers import Column
from storage.files.headers import Mapping as Columns
from storage.files.reading import Table, open_table
from storage.importing import ImportOptions, sales
from storage.importing.columns import CONTACTS, LEFT_OUT, columns_of, remembered
from storage.importing.sales import sales_table

_SHOWN = 3
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file and what each is taken for; `corrected` is what was said just now.

    `options` are those of the import, with what was corrected before.
    """

    headers: tuple[str, ...]
    mapping: Columns
    corrected: dict[str, str]
    options: ImportOptions
    kind: str
    sheet: str
    other_sheets: tuple[str, ...]
    sample: tuple[tuple[Cell, ...], ...]

    def found(self) -> dict[str, Any]:
        """Return whose export it is and which of its sheets or tables was read."""
        plain = self.kind if self.kind in ("access", "vcard") else "excel"
        found: dict[str, Any] = {"system": self.mapping.system or plain}
        if self.sheet:
            found |= {"sheet": self.sheet, "other_sheets": list(self.other_sheets)}
        return found

    def meanings(self) -> dict[str, str]:
        """Return header → field for every column that has a header."""
        return {column.header: _said(column) for column in self.mapping.columns if column.header}

    def columns(self) -> list[dict[str, Any]]:
        """Return each column with why it is taken for its field, and some of its values."""
        return [
            {
                "column": column.header,
                "field": _said(column),
                "why": column.why,
                "confidence": column.confidence,
                "samples": self._samples(column.index),
            }
            for column in self.mapping.columns
        ]

    def _samples(self, index: int) -> list[str]:
        cells = (row[index] for row in self.sample if index < len(row) and row[index] != "")
        texts = dict.fromkeys(as_text(cell)[:_SHORT] for cell in cells)
        return list(texts)[:_SHOWN]


async def read_layout(
    path: Path, kind: str, options: ImportOptions, said: Mapping[str, str]
) -> Layout:
    """Look at the head of a file of contacts, orders, payments or tickets.

    Raises FileError, also for corrections that do not fit it.
    """
    is_sales = kind != CONTACTS
    opened = sales_table(path, kind, options.sheet) if is_sales else open_table(path, options.sheet)
    with opened as table:
        known = {**dict(await remembered(table.headers, kind)), **said}
        options = replace(options, columns=tuple(known.items()))
        mapping = _sales_columns(table, kind, options) if is_sales else columns_of(table, options)
        return _layout(table, mapping, options, dict(said))


def _sales_columns(table: Table, kind: str, options: ImportOptions) -> Columns:
    """How amounts and days are written is no part of a field's name: it is left out."""
    mapping = sales.columns_of(table, kind, options)
    return replace(mapping, columns=tuple(replace(column, kind="") for column in mapping.columns))


def _layout(table: Table, mapping: Columns, options: ImportOptions, said: dict[str, str]) -> Layout:
    return Layout(
        headers=table.headers,
        mapping=mapping,
        corrected=said,
        options=options,
        kind=table.kind,
        sheet=table.sheet,
        other_sheets=table.other_sheets,
        sample=table.sample,
    )


def corrections(program: Program, maps: tuple[str, ...]) -> dict[str, str]:
    """Read `Column=field` from the command line."""
    found = {}
    for text in maps:
        header, equals, field = text.rpartition("=")
        if not (equals and header.strip() and field.strip()):
            raise program.out.misuse("import.map_form", given=text)
        found[header.strip()] = field.strip()
    return found


def show_layout(out: Output, layout: Layout, hint: str) -> None:
    """Print what each column is taken for, with samples, and how to put one right."""
    out.many(layout.columns())
    out.say(hint)


def _said(column: Column) -> str:
    if column.field == "ignored":
        return LEFT_OUT
    return f"{column.field}/{column.kind}" if column.kind else column.field
