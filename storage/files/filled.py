"""The filled cells of one row, cleaned: by field, with what there is to say about them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from storage.files import Cell
from storage.files.damage import (
    LOST,
    repair_mojibake,
    without_controls,
    without_text_mark,
)
from storage.files.drafts import Flag
from storage.files.headers import Column, Mapping
from storage.files.labels import Label, label_of
from storage.values import Invalid, emails
from storage.values.secret import without_secrets

_PHONE = re.compile(r"\+?[\d\s()./-]{9,20}")
_LINE_LIMIT = 200
_TEXT_LIMIT = 20_000
_LONG_FIELDS = frozenset({"notes", "custom", "tags", "email", "phone", "street"})
# Long runs of digits here are no card numbers.
_NUMBERED = frozenset({"external_id", "phone", "number", "order", "customer_id", "sku", "tax_id"})


@dataclass(slots=True)
class Filled:
    """Cells by field, in the order of their columns; flags in the order they were found."""

    cells: dict[str, list[tuple[Column, Cell]]] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)

    def all(self, name: str) -> list[tuple[Column, Cell]]:
        """Return (column, cell) of every filled column of a field."""
        return self.cells.get(name, [])

    def text(self, name: str) -> str:
        """Return the texts of a field, joined by a blank; usually there is one."""
        found = self.cells.get(name)
        return " ".join([as_text(cell) for _, cell in found]) if found else ""

    def label(self, column: Column) -> Label | None:
        """Return what another column of the row says that this one is (Google, vCard)."""
        return self.labels.get(column.group) if column.group else None

    def leave_in_notes(self, text: str) -> None:
        """Keep what has no field of its own among the notes of the row."""
        self.cells.setdefault("notes", []).append((Column(-1, "", "notes"), text))

    def flag(self, code: str, name: str, value: Cell, reason: str = "") -> None:
        """Note something about a value of a field."""
        self.flags.append(Flag(code, name, as_text(value)[:_LINE_LIMIT], reason))


def fill(cells: Sequence[Cell], mapping: Mapping) -> Filled:
    """Sort the cells of a row by field, cleaned: no controls, no mojibake, no secrets."""
    filled = Filled()
    for column in mapping.columns:
        cell = cells[column.index] if column.index < len(cells) else ""
        if cell == "" or column.field == "ignored":
            continue
        if column.field == "label":
            filled.labels[column.group] = label_of(as_text(cell))
            continue
        if column.field == "refused":
            filled.flag("secret_refused", column.header, "***")
            continue
        cleaned = _cleaned(cell, column, filled)
        if cleaned != "":
            field_name = _really(cleaned, column, filled)
            filled.cells.setdefault(field_name, []).append((column, cleaned))
    return filled


def _really(cell: Cell, column: Column, filled: Filled) -> str:
    """Return the field of a cell: an address among the phones, and a phone among addresses, moved.

    Only what cannot be anything else moves.
    """
    if column.field == "phone" and isinstance(cell, str) and "@" in cell:
        read = emails.parse_many(cell)
        if read and not any(isinstance(one, Invalid) for one in read):
            filled.flag("moved_email", "email", cell)
            return "email"
    if column.field == "email" and "@" not in str(cell) and _PHONE.fullmatch(str(cell).strip()):
        filled.flag("moved_phone", "phone", cell)
        return "phone"
    return column.field


def as_text(cell: Cell) -> str:
    """Return a cell as a person would type it: whole numbers without `.0`, dates in ISO 8601."""
    if isinstance(cell, str):
        return cell.strip() if "\n" in cell else " ".join(cell.split())
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)


def _cleaned(cell: Cell, column: Column, filled: Filled) -> Cell:
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= 10**12:
        cell = str(cell)
    if not isinstance(cell, str):
        return cell
    name = column.header if column.field == "custom" else column.field
    text = as_text(without_controls(without_text_mark(cell)).replace("\r\n", "\n"))
    # Files from a Mac write é as two characters.
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    repaired = text if text.isascii() else repair_mojibake(text)
    if repaired != text:
        filled.flag("mojibake_repaired", name, text)
    if LOST in repaired:
        filled.flag("lost_characters", name, repaired)
    return _short(_kept(repaired, column, name, filled), column, name, filled)


def _kept(text: str, column: Column, name: str, filled: Filled) -> str:
    if column.field in _NUMBERED:
        return text
    kept, secrets = without_secrets(text)
    for code in secrets:
        filled.flag("secret_refused", name, "***", code)
    return "" if kept == "***" else kept


def _short(text: str, column: Column, name: str, filled: Filled) -> str:
    limit = _TEXT_LIMIT if column.field in _LONG_FIELDS else _LINE_LIMIT
    if len(text) > limit:
        filled.flag("too_long", name, text)
    return text[:limit]
