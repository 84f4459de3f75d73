"""What customers buy and give: placing an order, moving it on, what was paid.

All amounts are whole hundredths of the currency beside them. An order counts as owed only where
its payment is followed (`paid=False`, or a part was paid): a file that says nothing of payment
makes nobody a debtor. Days are the business's own, without an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from tortoise.models import Model

from storage import products
from storage.contacts import Refusal
from storage.events import By, Journal, journal
from storage.families import resolve_to_write
from storage.products import Described
from storage.rules.orders import OrderKind, OrderState, move
from storage.tables.people import Contact
from storage.tables.sales import Order, OrderLine, Payment
from storage.tables.transactions import transaction
from storage.values.folding import fold
from storage.values.money import LARGEST
from storage.values.secret import Secret, without_secrets

LONGEST_TEXT = 4000
PIECE = 1000
"""One piece: quantities are in thousandths."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `quantity` in thousandths, `amount` (or quantity × `unit_price`) its total.

    `product` names what stands in the list of products; without it only the text is kept.
    """

    text: str
    quantity: int = PIECE
    unit_price: int | None = None
    amount: int | None = None
    product: Described | None = None

    @property
    def total(self) -> int | None:
        """Return what the line comes to, in hundredths."""
        if self.amount is not None or self.unit_price is None:
            return self.amount
        return round(self.unit_price * self.quantity / PIECE)


class Particulars(TypedDict, total=False):
    """What else may be said of an order; what is left out is as `tables.sales.Order` has it."""

    kind: str
    state: str
    discount: int
    channel: str
    promotion: str
    method: str
    text: str
    external_id: str
    account_id: int | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed. `cut`: secrets that were taken out of its texts."""

    order_id: int
    contact_id: int
    event_id: int
    amount: int
    currency: str
    payment_id: int | None = None
    cut: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that was written down."""

    payment_id: int
    contact_id: int
    order_id: int | None
    event_id: int


@dataclass(frozen=True, slots=True)
class Moved:
    """An order that went on; `state` is the new one."""

    order_id: int
    contact_id: int
    state: str
    event_id: int


@transaction
async def place(
    contact_id: int,
    by: By,
    *,
    on: date,
    currency: str,
    amount: int | None = None,
    lines: Sequence[Line] = (),
    paid: bool | None = None,
    **more: Unpack[Particulars],
) -> Placed | Refusal:
    """Place an order on the day `on`. `amount` is its total; without it the lines less discount.

    `paid` True writes the payment down too, False makes it owed, None leaves it open. Refused with:
    unknown_contact, unknown_kind, unknown_state, no_amount, too_large, no_currency, known_already.
    """
    contact = await resolve_to_write(contact_id)
    total = amount if amount is not None else _sum_of(lines, more.get("discount", 0))
    fault = _person_fault(contact) or _choice_fault(more) or _amount_fault(total, currency)
    fault = fault or await _known_fault(Order, more.get("external_id"))
    if fault or contact is None or total is None:
        return fault or Refusal("amount", "no_amount")
    said, cut = _tidy(more)
    order = Order(
        contact_id=contact.id,
        ordered_on=on,
        amount=total,
        currency=currency,
        owed=paid is not None,
        created_at=by.at,
        **said,
    )
    return await _write(order, lines, by, cut, paid=bool(paid))


@transaction
async def set_state(order_id: int, state: str, by: By) -> Moved | Refusal:
    """Move an order on. Refused with unknown_order, unknown_state or why of `rules.orders`."""
    order = await Order.get_or_none(id=order_id)
    if order is None:
        return Refusal("id", "unknown_order")
    if state not in set(OrderState):
        return Refusal("state", "unknown_state")
    step = move(OrderState(order.state), OrderState(state))
    if not step.allowed:
        return Refusal("state", step.why)
    book = await journal(by, f"order_{state}", order.contact_id)
    await book.update(order, state=state)
    return Moved(order.id, order.contact_id, state, await book.record())


@transaction
async def pay(
    contact_id: int,
    by: By,
    *,
    on: date,
    amount: int,
    currency: str,
    order_id: int | None = None,
    method: str = "",
    text: str = "",
    external_id: str = "",
    covers: Payment | None = None,
) -> Paid | Refusal:
    """Write a payment down; a negative amount went back. An order that is paid is followed.

    `covers` is what had been stated as paid before: this takes its place, as far as it goes.

    Refused with: unknown_contact, unknown_order, somebody_elses, other_currency, no_amount,
    too_large, no_currency, known_already.
    """
    contact = await resolve_to_write(contact_id)
    order = await Order.get_or_none(id=order_id) if order_id is not None else None
    fault = _person_fault(contact) or _order_fault(contact, order_id, order, currency)
    fault = fault or _amount_fault(amount or None, currency)
    fault = fault or await _known_fault(Payment, external_id)
    if fault or contact is None:
        return fault or Refusal("id", "unknown_contact")
    book = await journal(by, "payment_received", contact.id)
    payment = Payment(
        external_id=external_id or None,
        contact_id=contact.id,
        order_id=order_id,
        paid_on=on,
        amount=amount,
        currency=currency,
        method=method[:40],
        text=without_secrets(text)[0][:LONGEST_TEXT],
        created_at=by.at,
    )
    await book.create(payment)
    await _cover(book, covers, amount)
    if order is not None:
        await book.update(order, owed=True)
    return Paid(payment.id, contact.id, order_id, await book.record())


def _person_fault(contact: Contact | None) -> Refusal | None:
    gone = contact is None or contact.erased_at is not None
    return Refusal("id", "unknown_contact") if gone else None


def _choice_fault(said: Particulars) -> Refusal | None:
    if said.get("kind", OrderKind.SALE) not in set(OrderKind):
        return Refusal("kind", "unknown_kind")
    known = said.get("state", OrderState.ORDERED) in set(OrderState)
    return None if known else Refusal("state", "unknown_state")


async def _known_fault(model: type[Model], external_id: str | None) -> Refusal | None:
    known = external_id and await model.exists(external_id=external_id)
    return Refusal("external_id", "known_already") if known else None


def _amount_fault(amount: int | None, currency: str) -> Refusal | None:
    if amount is None:
        return Refusal("amount", "no_amount")
    if abs(amount) >= LARGEST * 100:
        return Refusal("amount", "too_large")
    return None if currency else Refusal("currency", "no_currency")


def _order_fault(
    contact: Contact | None, order_id: int | None, order: Order | None, currency: str
) -> Refusal | None:
    if order_id is not None and order is None:
        return Refusal("order", "unknown_order")
    if order is not None and contact is not None and order.contact_id != contact.id:
        return Refusal("order", "somebody_elses")
    if order is not None and order.currency != currency:
        return Refusal("currency", "other_currency")
    return None


def _sum_of(lines: Sequence[Line], discount: int) -> int | None:
    known = [line.total for line in lines if line.total is not None]
    return sum(known) - discount if known else None


def _tidy(said: Particulars) -> tuple[dict[str, Any], tuple[Secret, ...]]:
    """Return the values as the table holds them, and the secrets that were taken out."""
    text, cut = without_secrets(said.get("text", ""))
    promotion, more = without_secrets(said.get("promotion", ""))
    short = {name: str(said.get(name, ""))[:40] for name in ("channel", "method")}
    tidy = {"text": text[:LONGEST_TEXT], "promotion": promotion[:120], **short}
    return {**said, **tidy, "external_id": said.get("external_id") or None}, cut + more


async def _write(
    order: Order, lines: Sequence[Line], by: By, cut: tuple[Secret, ...], *, paid: bool
) -> Placed:
    book = await journal(by, "order_placed", order.contact_id)
    await book.create(order)
    for line in lines:
        cut += await _add_line(book, order, line)
    payment = await _pay_at_once(book, order) if paid else None
    event, payment_id = await book.record(), payment.id if payment else None
    what = order.amount, order.currency, payment_id, cut
    return Placed(order.id, order.contact_id, event, *what)


async def _add_line(book: Journal, order: Order, line: Line) -> tuple[Secret, ...]:
    words, cut = without_secrets(line.text)
    product = await products.use(book, line.product) if line.product else None
    await book.create(line_row(order.id, line, words, product.id if product else None))
    return cut


def line_row(order_id: int, line: Line, words: str, product_id: int | None) -> OrderLine:
    """Return a line that is not saved yet; `words` is its text without secrets."""
    tidy = " ".join(words.split())[:200]
    return OrderLine(
        order_id=order_id,
        product_id=product_id,
        text=tidy,
        text_key=fold(tidy)[:200],
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.total,
    )


async def _cover(book: Journal, covers: Payment | None, amount: int) -> None:
    if covers is not None and covers.amount > amount:
        await book.update(covers, amount=covers.amount - amount)
    elif covers is not None:
        await book.remove(covers)


async def _pay_at_once(book: Journal, order: Order) -> Payment:
    payment = Payment(
        contact_id=order.contact_id,
        order_id=order.id,
        paid_on=order.ordered_on,
        amount=order.amount,
        currency=order.currency,
        method=order.method,
        created_at=book.by.at,
    )
    await book.create(payment)
    return payment
