"""An order as rows of a file state it: the row to write, or what it changes of the one we have."""

from datetime import datetime

from storage import products
from storage.events import By, Journal, journal
from storage.importing.sales.planning import Plan
from storage.importing.sales.stated import restate
from storage.orders import Line, line_row
from storage.tables.sales import Order, OrderLine


def order_row(plan: Plan, contact_id: int, at: datetime) -> Order:
    """Return an order that is not saved yet."""
    return Order(
        external_id=plan.number or None,
        contact_id=contact_id,
        kind=plan.kind or "sale",
        state=plan.state or "ordered",
        ordered_on=plan.on,
        amount=plan.amount,
        discount=plan.discount,
        currency=plan.currency,
        channel=plan.channel,
        promotion=plan.promotion,
        method=plan.method,
        text=plan.text,
        custom=dict(plan.custom),
        owed=bool(plan.owed),
        created_at=at,
    )


async def update_order(by: By, order: Order, plan: Plan, *, whole: bool) -> int | None:
    """Bring an order up to a plan; return the event, None where nothing differs.

    What the file leaves empty stays. Its lines take the place of ours, unless it has fewer of them
    and may be but a part of the order (`whole` False).
    """
    book = await journal(by, "order_imported", order.contact_id)
    said = {
        "kind": plan.kind,
        "state": plan.state,
        "channel": plan.channel,
        "promotion": plan.promotion,
        "method": plan.method,
        "text": plan.text,
    }
    values: dict[str, object] = {name: value for name, value in said.items() if value}
    values |= {"ordered_on": plan.on, "discount": plan.discount or order.discount}
    if plan.owed is not None:
        values["owed"] = plan.owed
    values["custom"] = {**order.custom, **dict(plan.custom)}
    there = await OrderLine.filter(order_id=order.id).order_by("id")
    if whole or len(plan.lines) >= len(there):
        values |= {"amount": plan.amount, "currency": plan.currency}
        await _put_lines(book, order, plan.lines, there)
    await book.update(order, **values)
    await restate(book, order, plan)
    return await book.record() if book.changes else None


async def _put_lines(
    book: Journal, order: Order, lines: tuple[Line, ...], there: list[OrderLine]
) -> None:
    """Set the lines one by one, so that what stays the same is no change."""
    for number, line in enumerate(lines):
        product = await products.use(book, line.product) if line.product else None
        row = line_row(order.id, line, line.text, product.id if product else None)
        if number >= len(there):
            await book.create(row)
            continue
        names = ("product_id", "text", "text_key", "quantity", "unit_price", "amount")
        await book.update(there[number], **{name: getattr(row, name) for name in names})
    for row in there[len(lines) :]:
        await book.remove(row)
