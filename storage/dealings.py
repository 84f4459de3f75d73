"""What we have to do with a customer, for the card: last touch, last orders, open tickets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from storage import interactions, spending, tickets
from storage.interactions import Entry
from storage.spending import Bought, Totals
from storage.tables.service import Ticket

FEW = 3


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """An unsettled ticket, since when (UTC), and who has it (`staff:3`, or empty)."""

    id: int
    contact_id: int
    subject: str
    state: str
    opened_at: datetime
    assigned_to: str


@dataclass(frozen=True, slots=True)
class Dealings:
    """The last time we were in touch; the last orders, all of them in sums; what is owed.

    `owed` is currency → hundredths.
    """

    touch: Entry | None = None
    orders: tuple[Bought, ...] = ()
    totals: tuple[Totals, ...] = ()
    owed: tuple[tuple[str, int], ...] = ()
    tickets: tuple[OpenTicket, ...] = ()


async def dealings(contact_id: int, there: Collection[str]) -> Dealings:
    """Return the dealings with a contact; `there` are the tables that know it (glance.py)."""
    bought = await spending.last_orders(contact_id, FEW) if "customer_order" in there else ()
    return Dealings(
        touch=await interactions.last_touch(contact_id, there),
        orders=tuple(bought),
        totals=tuple(await spending.totals(contact_id)) if bought else (),
        owed=tuple((await spending.owed(contact_id)).items()) if bought else (),
        tickets=await open_tickets(FEW, contact_id=contact_id) if "ticket" in there else (),
    )


async def open_tickets(limit: int, *, contact_id: int | None = None) -> tuple[OpenTicket, ...]:
    """Return unsettled tickets, the oldest first; of everybody, or of one contact."""
    found = await tickets.open_tickets(contact_id=contact_id, limit=limit)
    return tuple(_shown(ticket) for ticket in found)


async def ticket(ticket_id: int) -> OpenTicket | None:
    """Return a ticket, settled or not."""
    found = await Ticket.get_or_none(id=ticket_id)
    return _shown(found) if found else None


def _shown(row: Ticket) -> OpenTicket:
    return OpenTicket(
        row.id, row.contact_id, row.subject, row.state, row.opened_at, row.assigned_to
    )
