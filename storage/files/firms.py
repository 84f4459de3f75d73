"""What a row says of the company that it names: its industry, the industry's code, its staff.

A code is as its source gives it (NACE, CNAE, SIC, NAICS, ОКВЭД). A number of staff that is none
(`11-50`, `500+`) stays a custom field under its own header.
"""

import re

from storage.files.drafts import FirmValue
from storage.files.filled import Filled, as_text
from storage.files.headers import Column

_CODE = re.compile(r"\s*((?:[A-Z]\s?)?\d[\d.]{0,11})\b[\s:.,–—-]*(.*)", re.DOTALL)
_STAFF = re.compile(r"(\d{1,3}(?:[.,\s\u00a0]\d{3})+|\d{1,7})(?:[.,]0+)?(?:\s+[^\W\d]+\.?)?")
_LONGEST_CODE = 20


def firm_of(filled: Filled) -> tuple[FirmValue, ...]:
    """Return what is told of the company, in the order of the columns; each field once."""
    found: dict[str, FirmValue] = {}
    for column, cell in filled.all("industry_code"):
        for value in _coded(column, as_text(cell)):
            found.setdefault(value.field, value)
    for column, cell in filled.all("industry"):
        found["industry"] = FirmValue("industry", column.header, as_text(cell))
    for column, cell in filled.all("company_size"):
        staff = _STAFF.fullmatch(as_text(cell))
        if staff is None:
            filled.cells.setdefault("custom", []).append((column, cell))
            continue
        digits = re.sub(r"\D", "", staff[1])
        found.setdefault("size", FirmValue("size", column.header, digits))
    return tuple(found.values())


def _coded(column: Column, text: str) -> list[FirmValue]:
    """Part a code from the words beside it: `4776 Comercio al por menor de flores`."""
    parts = _CODE.fullmatch(text)
    code, words = (parts[1], parts[2].strip()) if parts else ("", text)
    if not parts and len(text) <= _LONGEST_CODE and " " not in text:
        code, words = text, ""
    told = [FirmValue("industry_code", column.header, code)] if code else []
    return told + ([FirmValue("industry", column.header, words)] if words else [])
