"""From headers to fields: what each column of a table holds.

First by alias, then by the look of the values; what neither tells is kept as a custom field
candidate. A proposal only: people see it and may correct it before anything is imported.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storage.files import Cell
from storage.files.aliases import Named, parted, plain, recognise, spellings
from storage.files.looks import look
from storage.files.systems import OUR_SIGN, expect, group_of, system_of
from storage.values import choices, dates

Why = Literal["alias", "values", "unknown", "second", "person"]

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
        "referring_site",
        "device",
        "stage",
        "owner",
        "territory",
        "customer_since",
        "industry",
        "industry_code",
        "company_size",
        "basis",
        "consent_date",
    }
)
_DATED = frozenset({"birth_date", "customer_since", "consent_date", "consent", "opt_out", "opt_in"})
_NAME_FIELDS = frozenset({"full_name", "first_name", "last_name"})
FAX = "Fax"
_SHORT_NAMES = frozenset({"nombre", "name", "имя", "nome", "nombre cliente", "имя клиента"})
_SURNAMES = frozenset({"name", "nom", "nome"})
_A_KEY = re.compile(r"\b(?:id|nr|no|num|numero|nummer|code|codigo|cod|kod|key|ид|код|№)\b|id\Z")
_FEW_ROWS = 2
_PREFIXED = 3
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field it fills, and why we think so (confidence 0 to 1).

    `field` is a field name, "custom", "ignored" (nothing of worth) or "refused" (passwords, card
    numbers). `kind` as in aliases.Named. `order` is the column's date order ("mixed" where its
    cells contradict each other), `m` what a bare `m` means in a column of sexes. `group` joins
    numbered columns (`Phone 1 - Label` says what `Phone 1 - Value` is).
    """

    index: int
    header: str
    field: str
    kind: str = ""
    why: Why = "unknown"
    confidence: float = 0.0
    order: dates.Order | Literal["mixed"] | None = None
    m: choices.Sex | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What every column of a table means, in the table's order. `system` is whose export it is."""

    columns: tuple[Column, ...]
    system: str = ""

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """Columns that have a header but fill no field of ours: custom field candidates.

        With them `Fax`, where labels may tell that a number is one.
        """
        own = tuple(c for c in self.columns if c.field == "custom" and c.header)
        labelled = any(c.field == "label" for c in self.columns)
        has_fax = any(c.header == FAX for c in own)
        return (*own, Column(-1, FAX, "custom")) if labelled and not has_fax else own

    def with_field(self, index: int, field: str, kind: str = "") -> "Mapping":
        """Return the mapping with one column corrected by a person."""
        corrected = (
            replace(c, field=field, kind=kind, why="person", confidence=1.0)
            if c.index == index
            else c
            for c in self.columns
        )
        return Mapping(tuple(corrected), self.system)

    def has(self, field: str) -> bool:
        """Say whether any column fills this field."""
        return any(column.field == field for column in self.columns)


def letter(index: int) -> str:
    """Return the letters by which a spreadsheet calls a column: A for 0, AA for 26."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    head = letter(index // 26 - 1) if index >= 26 else ""
    return head + alphabet[index % 26]


def propose_mapping(
    headers: Sequence[str],
    sample: Sequence[Sequence[Cell]],
    *,
    system: str = "auto",
    guess: bool = True,
) -> Mapping:
    """Propose what each column holds, from its header and some hundred rows under it.

    `system` is the program whose export this is: `auto` tells it by the headers, "" is none.
    Without `guess` the look of the values tells nothing: the headers say it all.
    Raises FileError not_from or from_another where the headers speak against it.
    """
    if system:
        system = system_of(headers) if system == "auto" else expect(headers, system)
    cells = [_column_cells(sample, index) for index in range(len(headers))]
    ours = _of_ours(headers)
    shared = _shared_prefix(headers)
    named = [
        _by_alias(header, values, system, shared)
        for header, values in zip(headers, cells, strict=True)
    ]
    columns = [
        Column(index, headers[index], found.field, found.kind, "alias", found.confidence)
        if found and index <= ours
        else _by_look(index, headers[index], cells[index] if guess and index <= ours else ())
        for index, found in enumerate(named)
    ]
    columns = _settle_key(columns, cells)
    columns = _only_once(_settle_titles(_settle_names(columns)))
    return Mapping(tuple(_with_style(c, cells[c.index], system) for c in columns), system)


def _of_ours(headers: Sequence[str]) -> int:
    """Return the last column that is a field of ours: in our own exports and in cards the rest are
    custom fields, whatever their names."""
    ends = {"card fault": "card fault", OUR_SIGN: "notes"}
    for sign, end in ends.items():
        if sign in headers and end in headers:
            return list(headers).index(end)
    return len(headers)


def _shared_prefix(headers: Sequence[str]) -> str:
    """Return the word that most headers begin with: `cli_nombre`, `cli_tel`, `cli_cp`."""
    firsts = [parted(header).partition(" ") for header in headers if header]
    counts = Counter(first for first, _, rest in firsts if rest)
    word, count = counts.most_common(1)[0] if counts else ("", 0)
    return f"{word} " if count >= _PREFIXED and count > _MOST * len(firsts) else ""


def _by_alias(header: str, values: Sequence[Cell], system: str, shared: str) -> Named | None:
    named = recognise(header, system)
    if named is None and shared and parted(header).startswith(shared):
        named = recognise(parted(header).removeprefix(shared), system)
    if named and named.field in ("phone", "email") and len(values) >= 5:
        # "Contacto" or "Mail" may be misused; values that plainly are the other thing win.
        seen = look(values)
        if seen and seen.field in ("phone", "email") and seen.field != named.field:
            return None
    return named


def _settle_key(columns: list[Column], cells: list[list[Cell]]) -> list[Column]:
    """A first column called something like `IdFicha` whose values never repeat is the row's id."""
    if any(column.field == "external_id" for column in columns) or not columns:
        return columns
    first, values = columns[0], cells[0]
    keyed = first.field == "custom" and _A_KEY.search(parted(first.header))
    if not keyed or len(values) < _FEW_ROWS or len(set(map(str, values))) < len(values):
        return columns
    return [replace(first, field="external_id", why="values", confidence=0.7), *columns[1:]]


def _by_look(index: int, header: str, values: Sequence[Cell]) -> Column:
    seen = look(values)
    if seen is None:
        return Column(index, header, "custom")
    return Column(index, header, seen.field, seen.kind, "values", seen.confidence)


def _settle_names(columns: list[Column]) -> list[Column]:
    """`Nombre`, `Name` and `Имя` are first names beside a column of surnames, else full names.

    Beside `Vorname` or `Prénom` a `Name` or `Nom` is the surname.
    """
    has_last = any(column.field == "last_name" for column in columns)
    has_first = any(column.field == "first_name" for column in columns)
    settled = []
    for column in columns:
        is_whole = column.field == "full_name" and column.why == "alias"
        if is_whole and has_last and not has_first and _is_one_of(_SHORT_NAMES, column):
            settled.append(replace(column, field="first_name"))
            has_first = True
        elif is_whole and has_first and not has_last and _is_one_of(_SURNAMES, column):
            settled.append(replace(column, field="last_name"))
            has_last = True
        else:
            settled.append(column)
    return settled


def _is_one_of(words: frozenset[str], column: Column) -> bool:
    return not words.isdisjoint(spellings(plain(column.header)))


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


def _with_style(column: Column, values: Sequence[Cell], system: str) -> Column:
    column = replace(column, group=group_of(column.header))
    if column.field in _DATED:
        order = dates.column_order(values)
        # Mailchimp's birthdays are month and day, whatever the language.
        birthday = system == "mailchimp" and column.field == "birth_date"
        return replace(column, order=order or ("mdy" if birthday else None))
    if column.field == "sex":
        return replace(column, m=choices.meaning_of_m(map(str, values)))
    return column


def _column_cells(sample: Sequence[Sequence[Cell]], index: int) -> list[Cell]:
    return [row[index] for row in sample if index < len(row) and row[index] != ""]
