"""Rows of payments: matched to their order by its number, else to their customer."""

from collections.abc import Sequence
from dataclasses import replace

from storage import orders
from storage.contacts import Refusal
from storage.events import journal
from storage.importing.batch import Import
from storage.importing.rows import Row
from storage.importing.sales.customers import Customers, NotFound, customers_of
from storage.importing.sales.novelty import Met, Placing, novelty
from storage.importing.sales.reading import SalesReader
from storage.importing.sales.said import SaidPayment
from storage.importing.sales.stated import to_cover
from storage.tables.sales import Order, Payment


async def place_payments(work: Import, rows: Sequence[Row], reader: SalesReader) -> None:
    """Write the payments that the rows of a batch state. Inside the transaction of the batch."""
    placing = Placing(work, reader)
    met = [one for one in await novelty(work, rows) if isinstance(one.row.said, SaidPayment)]
    fresh = [one for one in met if not one.again]
    work.counts.unchanged += len(met) - len(fresh)
    said = [one.row.said for one in fresh if isinstance(one.row.said, SaidPayment)]
    placing.customers = await customers_of(one.whose for one in said)
    numbers = [one.order for one in said if one.order]
    known = {str(row.external_id): row for row in await Order.filter(external_id__in=numbers)}
    for one, payment in zip(fresh, said, strict=True):
        await _place(placing, one, payment, known.get(payment.order))
    await placing.write()


async def _place(placing: Placing, met: Met, said: SaidPayment, order: Order | None) -> None:
    contact = _payer(said, order, placing.customers)
    if isinstance(contact, NotFound):
        placing.reject([met], contact.reason, number=said.order)
        return
    known = await Payment.get_or_none(external_id=said.number) if said.number else None
    currency = said.currency or (order.currency if order else placing.reader.house)
    if known is not None:
        await _bring_up(placing, met, replace(said, currency=currency), known)
        return
    covers = await to_cover(order, said.on, said.amount) if order else None
    paid = await orders.pay(
        contact,
        placing.work.by,
        on=said.on,
        amount=said.amount,
        currency=currency,
        order_id=order.id if order else None,
        method=said.method,
        text=_text(said, order),
        external_id=said.number,
        covers=covers,
    )
    if isinstance(paid, Refusal):
        placing.reject([met], paid.reason, number=said.order)
        return
    placing.work.counts.created += 1
    placing.keep([met], "created", paid.contact_id, paid.event_id)


async def _bring_up(placing: Placing, met: Met, said: SaidPayment, known: Payment) -> None:
    """The same payment in a later file: what it says now is so."""
    book = await journal(placing.work.by, "payment_imported", known.contact_id)
    values = {"paid_on": said.on, "amount": said.amount, "currency": said.currency}
    await book.update(known, **values, method=said.method or known.method)
    event = await book.record() if book.changes else None
    placing.work.counts.updated += event is not None
    placing.work.counts.unchanged += event is None
    outcome = "unchanged" if event is None else "updated"
    placing.keep([met], outcome, known.contact_id, event)


def _payer(said: SaidPayment, order: Order | None, customers: Customers) -> int | NotFound:
    """Whose payment it is: the order's customer, who must not be another than the row names."""
    named = customers.match(said.whose) if said.whose else None
    if order is None:
        if said.order and not isinstance(named, int):
            return NotFound("unknown_order")
        return named if named is not None else NotFound("unknown_customer")
    if isinstance(named, int) and named != order.contact_id:
        return NotFound("order_of_another")
    return order.contact_id


def _text(said: SaidPayment, order: Order | None) -> str:
    """Keep the number of an order that we do not have: it may come one day."""
    number = said.order if order is None else ""
    return "\n".join(filter(None, (number, said.text)))
