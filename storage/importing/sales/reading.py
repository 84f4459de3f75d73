"""From the cells of one row to what it says of an order, a payment or a ticket. Pure and total."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import cast

from storage.files import Cell
from storage.files.days import day
from storage.files.drafts import Reading, Rejected, Skipped
from storage.files.filled import Filled, as_text, fill
from storage.files.headers import Mapping
from storage.files.parts import emails_of, phones_of
from storage.importing.rows import Cells, Read, digest_of, kept_of
from storage.importing.sales.said import SaidLine, SaidOrder, SaidPayment, SaidTicket, Whose
from storage.ledger import Ledger
from storage.orders import PIECE
from storage.values import EMPTY, Invalid, choices, money, names
from storage.values.folding import fold
from storage.values.money import Mark, Money
from storage.values.words import meaning

_LONGEST_NUMBER = 120
_WITH_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|de|of|из)\s*(\d+)")

Said = SaidOrder | SaidPayment | SaidTicket | Rejected | Skipped


@dataclass(frozen=True, slots=True)
class SalesReader:
    """Reads the rows of one file; `house` is the currency of amounts that name none."""

    kind: str
    mapping: Mapping
    reading: Reading
    ledger: Ledger
    house: str

    def __call__(self, number: int, cells: Cells) -> Read:
        """Return what the row says, what is kept of it and its digest."""
        said = self.read(number, cells)
        if isinstance(said, Rejected | Skipped):
            return Read(said, "", "")
        kept = kept_of(cells, self.mapping)
        return Read(said, kept, digest_of(f"{self.kind}:{kept}", self.ledger))

    def read(self, number: int, cells: Sequence[Cell]) -> Said:
        """Read one row; `number` is the one that a spreadsheet shows."""
        if all(cell == "" for cell in cells):
            return Skipped(number, "empty_row")
        columns = self.mapping.columns
        if [as_text(cell).casefold() for cell in cells] == [c.header.casefold() for c in columns]:
            return Skipped(number, "repeated_header")
        beyond = [cell for cell in cells[len(columns) :] if cell != ""]
        if beyond:
            return Rejected(number, "too_many_cells", {"n": len(columns) + len(beyond)})
        return _READERS[self.kind](_Row(number, fill(cells, self.mapping), self))


@dataclass(frozen=True, slots=True)
class _Row:
    """The filled cells of a row, asked by field."""

    number: int
    filled: Filled
    reader: SalesReader

    def text(self, field: str, limit: int = 200) -> str:
        return self.filled.text(field)[:limit]

    def notes(self) -> str:
        return "\n".join(as_text(cell) for _, cell in self.filled.all("notes"))

    def day(self, field: str) -> date | None:
        found = (
            day(self.filled, c, cell, self.reader.reading) for c, cell in self.filled.all(field)
        )
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

    def choice(self, field: str, kind: str) -> str:
        """Return the value that a word stands for, "" (and flagged) where we do not know it."""
        typed = self.text(field)
        meant = meaning(kind, fold(typed)) if typed else None
        if typed and meant is None:
            self.filled.flag("unknown_word", field, typed)
        return meant or ""

    def whose(self) -> Whose:
        filled, home = self.filled, self.reader.reading.country
        first, last, whole = _person(filled)
        name = names.split(whole, self.reader.reading.language) if whole else None
        parts = (name.first, name.last) if name else (first, last)
        company = self.text("company") or whole
        return Whose(
            customer_id=self.text("customer_id", _LONGEST_NUMBER),
            tax_id=self.text("tax_id", 40),
            emails=tuple(mail.normal for mail in emails_of(filled) if mail.normal),
            phones=tuple(phone.e164 for phone in phones_of(filled, home, home) if phone.e164),
            name=fold(" ".join(filter(None, parts))),
            company=fold(company),
        )

    def custom(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (column.header, as_text(cell))
            for column, cell in self.filled.all("custom")
            if column.header
        )

    def has_cells(self, field: str) -> bool:
        return bool(self.filled.all(field))

    def rejected(self, reason: str, **params: str | int) -> Rejected:
        return Rejected(self.number, reason, params)


def _order(row: _Row) -> Said:
    number = row.text("number", _LONGEST_NUMBER)
    whose = row.whose()
    if not number and not whose:
        return row.rejected("nobody_named")
    total, amount, discount = row.money("total"), row.money("amount"), row.money("discount")
    paid, due = row.money("paid_amount"), row.money("due_amount")
    line, price = _line(row, amount)
    shown = next((m.currency for m in (total, amount, price, paid) if m and m.currency), "")
    state = "cancelled" if row.has_cells("cancelled_on") else row.choice("state", "order_state")
    owed, paid_amount = _owed(row, paid, due, total or (None if line else amount))
    if _whole(row.money("refunded"), total):
        state = "returned"
    return SaidOrder(
        number=number,
        whose=whose,
        on=row.day("date"),
        state=state,
        kind=_kind(row),
        total=total.amount if total else None,
        amount=amount.amount if amount else None,
        discount=abs(discount.amount) if discount else None,
        currency=_currency(row) or shown,
        method=row.text("method", 40),
        owed=owed,
        paid=paid_amount,
        channel=row.text("channel", 40),
        promotion=row.text("promotion", 120),
        text=row.notes(),
        line=line,
        custom=row.custom(),
        warnings=tuple(row.filled.flags),
    )


def _payment(row: _Row) -> Said:
    order, whose = row.text("order", _LONGEST_NUMBER), row.whose()
    if not order and not whose:
        return row.rejected("nobody_named")
    if row.text("state") and row.choice("state", "paid") in ("no", "never"):
        return row.rejected("not_paid", state=row.text("state"))
    on = row.day("date")
    if on is None:
        return row.rejected("no_date")
    amount, back = row.money("amount"), row.money("refunded")
    paid = (amount.amount if amount else 0) - abs(back.amount if back else 0)
    if not paid:
        return row.rejected("no_amount")
    shown = next((m.currency for m in (amount, back) if m and m.currency), "")
    return SaidPayment(
        number=row.text("number", _LONGEST_NUMBER),
        order=order,
        whose=whose,
        on=on,
        amount=paid,
        currency=_currency(row) or shown,
        method=row.text("method", 40),
        text=row.notes(),
        warnings=tuple(row.filled.flags),
    )


def _ticket(row: _Row) -> Said:
    whose, text = row.whose(), row.notes()
    if not whose:
        return row.rejected("nobody_named")
    subject = row.text("subject") or next(iter(text.splitlines()), "")[:200]
    if not subject:
        return row.rejected("no_subject")
    opened = row.moment("opened")
    if opened is None:
        return row.rejected("no_date")
    resolved = row.moment("resolved")
    state = row.choice("state", "ticket_state") or ("resolved" if resolved else "open")
    return SaidTicket(
        number=row.text("number", _LONGEST_NUMBER),
        whose=whose,
        subject=subject,
        opened=opened,
        kind=row.choice("kind", "ticket_kind") or "incident",
        state=state,
        text=text,
        priority=row.choice("priority", "priority") or "normal",
        assigned_to=row.text("assigned_to", 60),
        responded=row.moment("responded"),
        escalated=row.moment("escalated"),
        resolved=resolved,
        resolution=row.text("resolution", 4000),
        satisfaction=_satisfaction(row),
        order=row.text("order", _LONGEST_NUMBER),
        custom=row.custom(),
        warnings=tuple(row.filled.flags),
    )


_READERS: dict[str, Callable[[_Row], Said]] = {
    "orders": _order,
    "payments": _payment,
    "tickets": _ticket,
}


def _line(row: _Row, amount: Money | None) -> tuple[SaidLine | None, Money | None]:
    """Return the line that a row is; a row of bare totals is none."""
    price = row.money("unit_price")
    text = row.text("product")
    if not text and not any(row.has_cells(field) for field in ("sku", "quantity", "unit_price")):
        return None, None
    line = SaidLine(
        text=text or row.text("sku"),
        sku=row.text("sku", _LONGEST_NUMBER),
        category=row.text("category", 120),
        type=_type(row),
        quantity=_quantity(row),
        unit_price=price.amount if price else None,
        amount=amount.amount if amount else None,
    )
    return line, price


def _quantity(row: _Row) -> int:
    for _, cell in row.filled.all("quantity"):
        if isinstance(cell, date | bool):
            continue
        read = choices.number(cell if isinstance(cell, int | float) else as_text(cell))
        if not isinstance(read, Invalid) and abs(read) < 10**9:
            return int((read * PIECE).to_integral_value())
        row.filled.flag("bad_quantity", "quantity", cell)
    return PIECE


def _type(row: _Row) -> str:
    typed = fold(row.text("product_type"))
    if typed.startswith(("serv", "услуг")):
        return "service"
    return "donation" if _kind(row) == "donation" else "product"


def _kind(row: _Row) -> str:
    told = {column.kind.partition("/")[0] for column, _ in row.filled.all("amount")}
    words = (fold(row.text(field)) for field in ("kind", "product_type", "category", "product"))
    given = "donation" in told or any(meaning("donation", word) for word in words if word)
    return "donation" if given else ""


def _owed(
    row: _Row, paid: Money | None, due: Money | None, whole: Money | None
) -> tuple[bool | None, int | None]:
    """Return whether anything is owed (None: the row does not say), and what was paid of it.

    Where only what is due stands there, the rest of the whole order was paid.
    """
    said = row.text("paid_state")
    amount = money.parse(said)
    if paid is None and isinstance(amount, Money) and fold(said) not in ("0", "1"):
        paid = amount
    if due is not None and paid is None and whole is not None and 0 < due.amount < whole.amount:
        return True, whole.amount - due.amount
    if due is not None:
        return due.amount > 0, paid.amount if paid and due.amount > 0 else None
    if paid is not None:
        return True, paid.amount or None
    answer = row.choice("paid_state", "paid")
    return {"yes": False, "no": True, "never": False}.get(answer), None


def _whole(refunded: Money | None, total: Money | None) -> bool:
    return bool(refunded and total and refunded.amount and abs(refunded.amount) >= total.amount)


def _currency(row: _Row) -> str:
    typed = row.text("currency")
    read = money.read_currency(typed, row.reader.house) if typed else EMPTY
    if isinstance(read, Invalid):
        if read != EMPTY:
            row.filled.flag("unknown_currency", "currency", typed)
        return ""
    return read


def _satisfaction(row: _Row) -> int | None:
    """Read 1 to 5: `4`, `8/10`, `80%`, `Satisfecho`."""
    typed = row.text("satisfaction")
    if not typed:
        return None
    worded = meaning("satisfaction", fold(typed))
    if worded:
        return int(worded)
    parts = _OUT_OF.fullmatch(typed)
    number = choices.number(parts[1] if parts else typed.rstrip(" %"))
    if isinstance(number, Invalid):
        row.filled.flag("unknown_word", "satisfaction", typed)
        return None
    best = Decimal(parts[2]) if parts else Decimal(_scale(typed, number))
    if not best or not 0 <= number <= best:
        row.filled.flag("unknown_word", "satisfaction", typed)
        return None
    return max(1, min(5, round(number * 5 / best)))


def _scale(typed: str, number: Decimal) -> int:
    return 100 if "%" in typed or number > 10 else 10 if number > 5 else 5


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
