"""What one row of orders, payments or tickets says, in draft. Amounts are in hundredths."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from storage.files.drafts import Flag


class Whose(NamedTuple):
    """Whom a row names, in normal form where there is one; empty: it does not say."""

    customer_id: str = ""
    tax_id: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    name: str = ""
    """First and last name, folded, as `Contact.name_key`."""
    company: str = ""
    """Folded, as `Contact.company_key`; also a customer's name that may be a company's."""

    def __bool__(self) -> bool:
        """Say whether the row names anybody."""
        return any(self)


class SaidLine(NamedTuple):
    """One line of an order; `quantity` in thousandths."""

    text: str
    sku: str = ""
    category: str = ""
    type: str = "product"
    quantity: int = 1000
    unit_price: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class SaidOrder:
    """One row of a file of orders: an order, or one line of it.

    `total` is of the whole order, `amount` of the row where the file does not say which.
    `owed` None: it does not say whether it is paid.
    """

    number: str
    whose: Whose
    on: date | None = None
    state: str = ""
    kind: str = ""
    total: int | None = None
    amount: int | None = None
    discount: int | None = None
    currency: str = ""
    method: str = ""
    owed: bool | None = None
    paid: int | None = None
    channel: str = ""
    promotion: str = ""
    text: str = ""
    line: SaidLine | None = None
    custom: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidPayment:
    """One row of a file of payments."""

    number: str
    order: str
    whose: Whose
    on: date
    amount: int
    currency: str = ""
    method: str = ""
    text: str = ""
    warnings: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidTicket:
    """One row of a file of tickets; times are UTC, noon where the file gives a day."""

    number: str
    whose: Whose
    subject: str
    opened: datetime
    kind: str = "incident"
    state: str = ""
    text: str = ""
    priority: str = "normal"
    assigned_to: str = ""
    responded: datetime | None = None
    escalated: datetime | None = None
    resolved: datetime | None = None
    resolution: str = ""
    satisfaction: int | None = None
    order: str = ""
    custom: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Flag, ...] = ()
