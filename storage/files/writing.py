"""Writing tables and cards: streams in, one file out, memory bounded.

A cell that a spreadsheet program would run as a formula gets an apostrophe before it in .csv
(OWASP, CSV injection), and is stored as text in .xlsx. Our own import takes the apostrophe away.
Each function returns how many rows it wrote, and replaces the file only when all is written.
"""

import csv
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from storage.files import FileError
from storage.files.flat import COLUMNS, WORDLESS, Contact, flat

Row = Mapping[str, object] | Sequence[object]
"""By column, or its cells in the order of the columns, of which two may have one name."""

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_EXCEL_ROWS = 1_048_576
_EXCEL_TEXT = 32_767
_FOLD_AT = 75
_OURS = "X-ALDIA-"
_GENDERS = {"male": "M", "female": "F", "other": "O"}
# What an address card says in words of its own.
_STANDARD = re.compile(
    r"external_id|honorific|(?:first|last)_name|sex|birth_date|job_title|company|language"
    r"|email.*|phone(?:_\d)?|tags|notes"
    r"|(?:billing_|shipping_)?(?:street|city|province|postcode|country)"
)
NO_WORDS = tuple(name for name in (*COLUMNS, *WORDLESS) if not _STANDARD.fullmatch(name))
_TEL_TYPES = {"mobile": "CELL", "landline": "HOME", "work": "WORK"}
_ADR_TYPES = {"home": "HOME", "billing": "WORK", "shipping": "POSTAL"}


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row], separator: str = ";") -> int:
    """Write UTF-8 with a byte order mark, which Excel needs to read accents right."""

    def write(target: Path) -> int:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=separator)
            writer.writerow([formula_safe(name) for name in columns])
            count = 0
            for count, row in enumerate(rows, 1):  # noqa: B007  # the count is the result
                writer.writerow(map(formula_safe, _cells(row, columns)))
            return count

    return replacing(path, write)


def write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write one sheet, streaming. Raises FileError too_many_rows beyond Excel's 1,048,576."""

    def write(target: Path) -> int:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Aldía")
        sheet.freeze_panes = "A2"
        sheet.append([_excel_cell(sheet, name) for name in columns])
        count = 0
        for count, row in enumerate(rows, 1):
            if count >= _EXCEL_ROWS:
                raise FileError("too_many_rows", limit=_EXCEL_ROWS - 1)
            sheet.append([_excel_cell(sheet, cell) for cell in _cells(row, columns)])
        book.save(target)
        return count

    return replacing(path, write)


def write_vcf(path: Path, contacts: Iterable[Contact]) -> int:
    """Write vCard 3.0 (RFC 2426), which telephones and Outlook read, from the `show` shape."""

    def write(target: Path) -> int:
        with target.open("w", encoding="utf-8", newline="") as file:
            count = 0
            for count, contact in enumerate(contacts, 1):  # noqa: B007  # the count is the result
                file.write(vcard(contact))
            return count

    return replacing(path, write)


def formula_safe(value: object) -> str:
    """Return a value as text that no spreadsheet program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def vcard(contact: Contact) -> str:
    """Return one contact as a vCard 3.0, lines folded at 75 bytes and ended by CRLF."""
    first, last = _text(contact, "first_name"), _text(contact, "last_name")
    emails = [email["address"] for email in contact.get("emails") or ()]
    lines = [
        ("N", ";".join(map(_escaped, (last, first, "", _text(contact, "honorific"), "")))),
        ("FN", _escaped(_shown(contact))),
        ("ORG", _escaped(_text(contact, "company"))),
        ("TITLE", _escaped(_text(contact, "job_title"))),
        ("BDAY", _text(contact, "birth_date")),
        *(("EMAIL;TYPE=INTERNET", _escaped(address)) for address in emails),
        *map(_tel, contact.get("phones") or ()),
        *map(_adr, contact.get("addresses") or ()),
        ("CATEGORIES", ",".join(map(_escaped, contact.get("tags") or ()))),
        ("NOTE", _escaped(_text(contact, "notes"))),
        ("UID", _escaped(_text(contact, "external_id"))),
        ("GENDER", _GENDERS.get(_text(contact, "sex"), "")),
        ("LANG", _text(contact, "language")),
        *_ours(contact),
    ]
    body = [f"{name}:{value}" for name, value in lines if value or name == "N"]
    return "".join(map(_folded, ["BEGIN:VCARD", "VERSION:3.0", *body, "END:VCARD"]))


def _shown(contact: Contact) -> str:
    """Return what a card shows, for it must show something (RFC 2426, section 3.1.1).

    Our own import asks N alone: who has no name gets none by this.
    """
    whole = f"{_text(contact, 'first_name')} {_text(contact, 'last_name')}".strip()
    emails = (email["address"] for email in contact.get("emails") or ())
    numbers = map(_number, contact.get("phones") or ())
    return next(filter(None, (whole, _text(contact, "company"), *emails, *numbers)), "?")


def _ours(contact: Contact) -> list[tuple[str, str]]:
    """Return what vCard has no words for, under names of our own (RFC 6350, section 6.10)."""
    row = flat(contact)
    named = [(_OURS + name.upper().replace("_", "-"), row.get(name, "")) for name in NO_WORDS]
    custom = contact.get("custom") or {}
    kept = [(f'{_OURS}CUSTOM;FIELD="{_parameter(name)}"', custom[name]) for name in custom]
    return [(name, _escaped(str(value))) for name, value in (*named, *kept) if value]


def _parameter(name: str) -> str:
    """Return a text as a quoted parameter may hold it: RFC 6868 lacks only the quote itself."""
    return re.sub(r'["\r\n]', "'", name)


def replacing(path: Path, write: Callable[[Path], int]) -> int:
    """Write a file beside its place and put it there only when it is whole."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        count = write(unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _cells(row: Row, columns: Sequence[str]) -> Sequence[object]:
    return [row.get(name) for name in columns] if isinstance(row, Mapping) else row


def _excel_cell(sheet: Any, value: object) -> object:  # openpyxl ships no types
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_EXCEL_TEXT])
    cell.data_type = "s"
    return cell


def _tel(phone: Mapping[str, Any]) -> tuple[str, str]:
    kind = _TEL_TYPES.get(phone.get("label") or "", "VOICE")
    return f"TEL;TYPE={kind}", _escaped(_number(phone))


def _number(phone: Mapping[str, Any]) -> str:
    return str(phone.get("number") or phone.get("as_typed") or "")


def _adr(address: Mapping[str, Any]) -> tuple[str, str]:
    names = ("street", "city", "province", "postcode", "country")
    parts = [_escaped(str(address.get(name) or "")) for name in names]
    kind = _ADR_TYPES.get(address.get("kind") or "", "HOME")
    return f"ADR;TYPE={kind}", ";".join(["", "", *parts]) if any(parts) else ""


def _text(contact: Contact, name: str) -> str:
    value = contact.get(name)
    return "" if value is None else str(value)


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def _folded(line: str) -> str:
    """Fold a content line at 75 bytes without cutting a character (RFC 2426, section 2.6)."""
    pieces, size = [""], 0
    for char in line:
        width = len(char.encode("utf-8", "replace"))
        if size + width > _FOLD_AT:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += width
    return "\r\n".join(pieces) + "\r\n"
