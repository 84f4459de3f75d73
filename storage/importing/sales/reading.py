"""From the cells of one row to what it says of an order, a payment or a ticket. Pure and total."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from storage.files import Cell
from storage.files.drafts import Reading, Rejected, Skipped
from storage.files.filled import as_text, fill
from storage.files.headers import Mapping
from storage.importing.rows import Cells, Read, digest_of, kept_of
from storage.importing.sales.cells import LONGEST_NUMBER, Row
from storage.importing.sales.said import SaidLine, SaidOrder, SaidPayment, SaidTicket
from storage.ledger import Ledger
from storage.orders import PIECE
from storage.values import Invalid, choices, money
from storage.values.folding import fold
from storage.values.money import Money
from storage.values.words import meaning

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
        return _READERS[self.kind](Row(number, fill(cells, self.mapping), self.reading, self.house))


def _order(row: Row) -> Said:
    number = row.text("number", LONGEST_NUMBER)
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
        currency=row.currency() or shown,
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


def _payment(row: Row) -> Said:
    order, whose = row.text("order", LONGEST_NUMBER), row.whose()
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
        number=row.text("number", LONGEST_NUMBER),
        order=order,
        whose=whose,
        on=on,
        amount=paid,
        currency=row.currency() or shown,
        method=row.text("method", 40),
        text=row.notes(),
        warnings=tuple(row.filled.flags),
    )


def _ticket(row: Row) -> Said:
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
        number=row.text("number", LONGEST_NUMBER),
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
        order=row.text("order", LONGEST_NUMBER),
        custom=row.custom(),
        warnings=tuple(row.filled.flags),
    )


_READERS: dict[str, Callable[[Row], Said]] = {
    "orders": _order,
    "payments": _payment,
    "tickets": _ticket,
}


def _line(row: Row, amount: Money | None) -> tuple[SaidLine | None, Money | None]:
    """Return the line that a row is; a row of bare totals is none."""
    price = row.money("unit_price")
    text = row.text("product")
    if not text and not any(row.has_cells(field) for field in ("sku", "quantity", "unit_price")):
        return None, None
    line = SaidLine(
        text=text or row.text("sku"),
        sku=row.text("sku", LONGEST_NUMBER),
        category=row.text("category", 120),
        type=_type(row),
        quantity=_quantity(row),
        unit_price=price.amount if price else None,
        amount=amount.amount if amount else None,
    )
    return line, price


def _quantity(row: Row) -> int:
    for _, cell in row.filled.all("quantity"):
        if isinstance(cell, date | bool):
            continue
        read = choices.number(cell if isinstance(cell, int | float) else as_text(cell))
        if not isinstance(read, Invalid) and abs(read) < 10**9:
            return int((read * PIECE).to_integral_value())
        row.filled.flag("bad_quantity", "quantity", cell)
    return PIECE


def _type(row: Row) -> str:
    typed = fold(row.text("product_type"))
    if typed.startswith(("serv", "услуг")):
        return "service"
    return "donation" if _kind(row) == "donation" else "product"


def _kind(row: Row) -> str:
    told = {column.kind.partition("/")[0] for column, _ in row.filled.all("amount")}
    words = (fold(row.text(field)) for field in ("kind", "product_type", "category", "product"))
    given = "donation" in told or any(meaning("donation", word) for word in words if word)
    return "donation" if given else ""


def _owed(
    row: Row, paid: Money | None, due: Money | None, whole: Money | None
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


def _satisfaction(row: Row) -> int | None:
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
