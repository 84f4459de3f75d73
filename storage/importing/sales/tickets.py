"""Rows of tickets: matched to their customer; a ticket that we have is brought up to the file."""

from collections.abc import Sequence
from typing import Any

from storage.events import journal
from storage.importing.batch import Import
from storage.importing.rows import Row
from storage.importing.sales.customers import NotFound, customers_of
from storage.importing.sales.novelty import Met, Placing, novelty
from storage.importing.sales.reading import SalesReader
from storage.importing.sales.said import SaidTicket
from storage.tables.sales import Order
from storage.tables.service import Ticket

_SETTLED = ("resolved", "closed")


async def place_tickets(work: Import, rows: Sequence[Row], reader: SalesReader) -> None:
    """Write the tickets that the rows of a batch state. Inside the transaction of the batch."""
    placing = Placing(work, reader)
    met = [one for one in await novelty(work, rows) if isinstance(one.row.said, SaidTicket)]
    fresh = [one for one in met if not one.again]
    work.counts.unchanged += len(met) - len(fresh)
    said = [one.row.said for one in fresh if isinstance(one.row.said, SaidTicket)]
    placing.customers = await customers_of(one.whose for one in said)
    orders = await _orders(said)
    for one, ticket in zip(fresh, said, strict=True):
        contact = placing.customers.match(ticket.whose)
        if isinstance(contact, NotFound):
            placing.reject([one], contact.reason)
            continue
        await _place(placing, one, contact, orders.get(ticket.order))
    await placing.write()


async def _orders(said: Sequence[SaidTicket]) -> dict[str, int]:
    numbers = [one.order for one in said if one.order]
    rows = await Order.filter(external_id__in=numbers)
    return {str(row.external_id): row.id for row in rows}


async def _place(placing: Placing, met: Met, contact_id: int, order_id: int | None) -> None:
    said, work = met.row.said, placing.work
    assert isinstance(said, SaidTicket)  # noqa: S101 - the caller has sorted the rows
    known = await Ticket.get_or_none(external_id=said.number) if said.number else None
    if known is not None and known.contact_id != contact_id:
        placing.reject([met], "ticket_of_another", number=said.number)
        return
    values = _values(said, order_id)
    kind = "ticket_opened" if known is None else "ticket_imported"
    book = await journal(work.by, kind, contact_id)
    if known is None:
        row = Ticket(external_id=said.number or None, contact_id=contact_id, **values)
        await book.create(row)
    else:
        told = {name: value for name, value in values.items() if value not in ("", None, {})}
        await book.update(known, **told)
    event = await book.record() if book.changes else None
    outcome = "created" if known is None else "updated" if event is not None else "unchanged"
    work.counts.created += outcome == "created"
    work.counts.updated += outcome == "updated"
    work.counts.unchanged += outcome == "unchanged"
    placing.keep([met], outcome, contact_id, event)


def _values(said: SaidTicket, order_id: int | None) -> dict[str, Any]:
    settled = said.resolved if said.state in _SETTLED else None
    return {
        "kind": said.kind,
        "state": said.state,
        "subject": said.subject,
        "text": said.text,
        "priority": said.priority,
        "assigned_to": said.assigned_to,
        "opened_at": said.opened,
        "responded_at": said.responded,
        "escalated_at": said.escalated,
        "resolved_at": settled,
        "resolution": said.resolution,
        "satisfaction": said.satisfaction,
        "order_id": order_id,
        "custom": dict(said.custom),
    }
