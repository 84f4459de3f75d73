"""The cells of one row of orders, payments or tickets, asked by field. Pure and total."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

from storage.files import Cell
from storage.files.days import day
from storage.files.drafts import Reading, Rejected
from storage.files.filled import Filled, as_text
from storage.files.parts import emails_of, phones_of
from storage.importing.sales.said import Whose
from storage.values import EMPTY, Invalid, money, names
from storage.values.folding import fold
from storage.values.money import Mark, Money
from storage.values.words import meaning

LONGEST_NUMBER = 120
_WITH_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Row:
    """The filled cells of a row; `house` is the currency of amounts that name none."""

    number: int
    filled: Filled
    reading: Reading
    house: str

    def text(self, field: str, limit: int = 200) -> str:
        """Return the words of a field, at most `limit` letters."""
        return self.filled.text(field)[:limit]

    def notes(self) -> str:
        """Return all notes, one a line."""
        return "\n".join(as_text(cell) for _, cell in self.filled.all("notes"))

    def day(self, field: str) -> date | None:
        """Return the first day of a field that can be read."""
        found = (day(self.filled, c, cell, self.reading) for c, cell in self.filled.all(field))
        return next(found, None)

    def moment(self, field: str) -> datetime | None:
        """Read a time: UTC where the cell names no zone, noon where it names no hour."""
        for _, cell in self.filled.all(field):
            exact = _moment(cell)
            if exact is not None:
                return exact
        on = self.day(field)
        return datetime.combine(on, time(12), UTC) if on else None

    def money(self, field: str) -> Money | None:
        """Read the first amount of a field; None, and flagged, where it is none."""
        for column, cell in self.filled.all(field):
            currency, _, mark = column.kind.partition("/")
            named = currency if currency != "donation" else ""
            if isinstance(cell, date):
                read: Money | Invalid = Invalid("not_an_amount")
            else:
                decimal = cast("Mark | None", mark or None)
                read = money.parse(cell, currency=named, decimal=decimal)
            if isinstance(read, Money):
                return read
            if read != EMPTY:
                self.filled.flag("bad_amount", field, cell, read.reason)
        return None

    def currency(self) -> str:
        """Return the currency that the row names, "" (and flagged) where we do not know it."""
        typed = self.text("currency")
        read = money.read_currency(typed, self.house) if typed else EMPTY
        if isinstance(read, Invalid):
            if read != EMPTY:
                self.filled.flag("unknown_currency", "currency", typed)
            return ""
        return read

    def choice(self, field: str, kind: str) -> str:
        """Return the value that a word stands for, "" (and flagged) where we do not know it."""
        typed = self.text(field)
        meant = meaning(kind, fold(typed)) if typed else None
        if typed and meant is None:
            self.filled.flag("unknown_word", field, typed)
        return meant or ""

    def whose(self) -> Whose:
        """Return by what the customer may be known."""
        filled, home = self.filled, self.reading.country
        first, last, whole = _person(filled)
        name = names.split(whole, self.reading.language) if whole else None
        parts = (name.first, name.last) if name else (first, last)
        company = self.text("company") or whole
        return Whose(
            customer_id=self.text("customer_id", LONGEST_NUMBER),
            tax_id=self.text("tax_id", 40),
            emails=tuple(mail.normal for mail in emails_of(filled) if mail.normal),
            phones=tuple(phone.e164 for phone in phones_of(filled, home, home) if phone.e164),
            name=fold(" ".join(filter(None, parts))),
            company=fold(company),
        )

    def custom(self) -> tuple[tuple[str, str], ...]:
        """Return the columns that fill no field of ours: header and words."""
        return tuple(
            (column.header, as_text(cell))
            for column, cell in self.filled.all("custom")
            if column.header
        )

    def has_cells(self, field: str) -> bool:
        """Say whether anything stands in a field."""
        return bool(self.filled.all(field))

    def rejected(self, reason: str, **params: str | int) -> Rejected:
        """Return the row with the reason why it is not taken."""
        return Rejected(self.number, reason, params)


def _person(filled: Filled) -> tuple[str, str, str]:
    first = " ".join(filter(None, (filled.text("first_name"), filled.text("middle_name"))))
    last = " ".join(filter(None, (filled.text("last_name"), filled.text("last_name_2"))))
    whole = next((as_text(cell) for _, cell in filled.all("full_name")), "")
    return first, last, "" if first and last else whole or first or last


def _moment(cell: Cell) -> datetime | None:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=UTC)
    text = str(cell).strip()
    if not _WITH_TIME.match(text):
        return None
    try:
        read = datetime.fromisoformat(re.sub(r"\s*(?:UTC|Z)\Z", "+00:00", text))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
