"""From headers to fields: where a table's headers stand, and what each column holds.

First by alias, then by the look of the values; what neither tells is kept as a custom field
candidate. A proposal only: people see it and may correct it before anything is imported.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storage.files import Cell
from storage.files.aliases import Named, plain, recognise
from storage.files.looks import look
from storage.values import choices, dates

Why = Literal["alias", "values", "unknown", "second"]

# A contact has one of these; a second column of the same field is kept as a custom field.
_SINGLE = frozenset(
    {
        "external_id",
        "full_name",
        "first_name",
        "middle_name",
        "last_name",
        "last_name_2",
        "honorific",
        "sex",
        "birth_date",
        "job_title",
        "company",
        "language",
        "channel",
        "greeting",
        "source",
        "owner",
        "territory",
        "customer_since",
        "basis",
        "consent_date",
    }
)
_NAME_FIELDS = frozenset({"full_name", "first_name", "last_name"})
_LOOKS_LIKE_DATA = ("@", "://")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field it fills, and why we think so (confidence 0 to 1).

    `field` is a field name, "custom", "ignored" (nothing of worth) or "refused" (passwords, card
    numbers). `kind` as in aliases.Named. `order` is the column's date order ("mixed" where its
    cells contradict each other), `m` what a bare `m` means in a column of sexes.
    """

    index: int
    header: str
    field: str
    kind: str = ""
    why: Why = "unknown"
    confidence: float = 0.0
    order: dates.Order | Literal["mixed"] | None = None
    m: choices.Sex | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """What every column of a table means, in the table's order."""

    columns: tuple[Column, ...]

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """Columns that have a header but fill no field of ours: custom field candidates."""
        return tuple(c for c in self.columns if c.field == "custom" and c.header)

    def with_field(self, index: int, field: str, kind: str = "") -> "Mapping":
        """Return the mapping with one column corrected by a person."""
        corrected = (
            replace(c, field=field, kind=kind, why="alias", confidence=1.0)
            if c.index == index
            else c
            for c in self.columns
        )
        return Mapping(tuple(corrected))

    def has(self, field: str) -> bool:
        """Say whether any column fills this field."""
        return any(column.field == field for column in self.columns)


@dataclass(frozen=True, slots=True)
class LikelyHeaders:
    """Which of the first rows holds the headers (None: no row does), and how many we know."""

    index: int | None
    known: int


def letter(index: int) -> str:
    """Return the letters by which a spreadsheet calls a column: A for 0, AA for 26."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    head = letter(index // 26 - 1) if index >= 26 else ""
    return head + alphabet[index % 26]


def likely_headers(rows: Sequence[Sequence[Cell]]) -> LikelyHeaders:
    """Find the header row among the first rows of a table; a title above it is passed over."""
    known = [sum(_known(cell) for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda i: known[i], default=0)
    if rows and known[best] >= min(2, _filled(rows[best])) and known[best]:
        return LikelyHeaders(best, known[best])
    widest = max(map(_filled, rows), default=0)
    for index, row in enumerate(rows):
        if _filled(row) and _filled(row) >= 0.6 * widest:
            return LikelyHeaders(index if _could_be_headers(row) else None, 0)
    return LikelyHeaders(None, 0)


def propose_mapping(headers: Sequence[str], sample: Sequence[Sequence[Cell]]) -> Mapping:
    """Propose what each column holds, from its header and some hundred rows under it."""
    cells = [_column_cells(sample, index) for index in range(len(headers))]
    named = [_by_alias(header, values) for header, values in zip(headers, cells, strict=True)]
    columns = [
        Column(index, headers[index], found.field, found.kind, "alias", found.confidence)
        if found
        else _by_look(index, headers[index], cells[index])
        for index, found in enumerate(named)
    ]
    columns = _only_once(_settle_titles(_settle_names(columns)))
    return Mapping(tuple(_with_style(c, cells[c.index]) for c in columns))


def _by_alias(header: str, values: Sequence[Cell]) -> Named | None:
    named = recognise(header)
    if named and named.field in ("phone", "email") and len(values) >= 5:
        # "Contacto" or "Mail" may be misused; values that plainly are the other thing win.
        seen = look(values)
        if seen and seen.field in ("phone", "email") and seen.field != named.field:
            return None
    return named


def _by_look(index: int, header: str, values: Sequence[Cell]) -> Column:
    seen = look(values)
    if seen is None:
        return Column(index, header, "custom")
    return Column(index, header, seen.field, seen.kind, "values", seen.confidence)


def _settle_names(columns: list[Column]) -> list[Column]:
    """`Nombre`, `Name` and `Имя` are first names beside a column of surnames, else full names."""
    has_last = any(column.field == "last_name" for column in columns)
    has_first = any(column.field == "first_name" for column in columns)
    settled = []
    for column in columns:
        is_whole = column.field == "full_name"
        if is_whole and has_last and not has_first and column.why == "alias":
            settled.append(replace(column, field="first_name"))
            has_first = True
        else:
            settled.append(column)
    return settled


def _settle_titles(columns: list[Column]) -> list[Column]:
    """`Title` is a form of address (Mr, Dr) beside a column that says job title."""
    jobs = [column for column in columns if column.field == "job_title"]
    return [
        replace(column, field="honorific")
        if column in jobs and len(jobs) > 1 and plain(column.header) == "title"
        else column
        for column in columns
    ]


def _only_once(columns: list[Column]) -> list[Column]:
    """Keep the surest column of a field that a contact has once; the others become custom."""
    kept = []
    for column in columns:
        rivals = [c for c in columns if c.field == column.field and column.field in _SINGLE]
        best = max(rivals, key=lambda c: (c.confidence, -c.index), default=column)
        if best is column:
            kept.append(column)
        else:
            kept.append(replace(column, field="custom", kind="", why="second", confidence=0.0))
    if any(c.field in _NAME_FIELDS and c.why == "alias" for c in kept):
        kept = [
            replace(c, field="custom", why="unknown", confidence=0.0)
            if c.field in _NAME_FIELDS and c.why == "values"
            else c
            for c in kept
        ]
    return kept


def _with_style(column: Column, values: Sequence[Cell]) -> Column:
    if column.field in ("birth_date", "customer_since", "consent_date", "consent", "opt_out"):
        return replace(column, order=dates.column_order(values))
    if column.field == "sex":
        return replace(column, m=choices.meaning_of_m(map(str, values)))
    return column


def _column_cells(sample: Sequence[Sequence[Cell]], index: int) -> list[Cell]:
    return [row[index] for row in sample if index < len(row) and row[index] != ""]


def _known(cell: Cell) -> bool:
    return isinstance(cell, str) and 0 < len(cell) < 60 and recognise(cell) is not None


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell != "" for cell in row)


def _could_be_headers(row: Sequence[Cell]) -> bool:
    texts = [cell for cell in row if cell != ""]
    return all(
        isinstance(text, str)
        and not any(mark in text for mark in _LOOKS_LIKE_DATA)
        and sum(char.isdigit() for char in text) <= 2
        and len(text) < 60
        for text in texts
    )
