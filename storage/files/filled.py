"""The filled cells of one row, cleaned: by field, with what there is to say about them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

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
# Names, towns and answers come again and again; these and long texts hardly ever do.
_EACH_ITS_OWN = _NUMBERED | {"email"}
_REMEMBERED = 60

_Remark = tuple[str, str, str]
"""A flag without its field: code, value, reason."""


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
    numbered, long = column.field in _NUMBERED, column.field in _LONG_FIELDS
    repeats = len(cell) <= _REMEMBERED and column.field not in _EACH_ITS_OWN
    text, remarks = (_clean_again if repeats else _clean)(cell, numbered, long)
    for code, value, reason in remarks:
        name = column.header if column.field == "custom" else column.field
        filled.flag(code, name, value, reason)
    return text


def _clean(cell: str, numbered: bool, long: bool) -> tuple[str, tuple[_Remark, ...]]:
    """Return the text of a cell, and what there is to say about it."""
    remarks: list[_Remark] = []
    text = as_text(without_controls(without_text_mark(cell)).replace("\r\n", "\n"))
    text = text if text.isascii() else _mended(text, remarks)
    text = text if numbered else _without_secrets(text, remarks)
    limit = _TEXT_LIMIT if long else _LINE_LIMIT
    if len(text) > limit:
        remarks.append(("too_long", text, ""))
    return text[:limit], tuple(remarks)


_clean_again = lru_cache(maxsize=16_384)(_clean)


def _mended(text: str, remarks: list[_Remark]) -> str:
    # Files from a Mac write é as two characters.
    text = unicodedata.normalize("NFC", text)
    repaired = repair_mojibake(text)
    if repaired != text:
        remarks.append(("mojibake_repaired", text, ""))
    if LOST in repaired:
        remarks.append(("lost_characters", repaired, ""))
    return repaired


def _without_secrets(text: str, remarks: list[_Remark]) -> str:
    kept, secrets = without_secrets(text)
    remarks += [("secret_refused", "***", code) for code in secrets]
    return "" if kept == "***" else kept
