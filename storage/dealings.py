"""What we have to do with a customer, for the card: last touch, last orders, open tickets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import interactions, spending, tickets
from storage.interactions import Entry
from storage.rules.tickets import UNSETTLED
from storage.spending import Bought, Totals
from storage.tables.service import Ticket

FEW = 3


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket as lists show it: since when (UTC), and who has it (`staff:3`, or empty)."""

    id: int
    contact_id: int
    subject: str
    state: str
    opened_at: datetime
    assigned_to: str

    @property
    def settled(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self.state not in UNSETTLED


@dataclass(frozen=True, slots=True)
class Step:
    """What was done on a ticket, when (UTC) and by whom (`staff:3`, `import:5`)."""

    at: datetime
    actor: str
    text: str


@dataclass(frozen=True, slots=True)
class WholeTicket:
    """A ticket with all that was said and done, the oldest first.

    `waited`: how long the customer waited for a first answer. `satisfaction`: 1 to 5.
    """

    brief: OpenTicket
    text: str
    resolution: str
    steps: tuple[Step, ...]
    waited: timedelta | None
    satisfaction: int | None


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


async def settled_tickets(limit: int) -> tuple[OpenTicket, ...]:
    """Return settled tickets of everybody, the newest first."""
    return tuple(_shown(ticket) for ticket in await tickets.settled_tickets(limit))


async def ticket(ticket_id: int) -> WholeTicket | None:
    """Return a ticket, settled or not."""
    found = await Ticket.get_or_none(id=ticket_id)
    if found is None:
        return None
    steps = await tickets.steps_of(found.id)
    return WholeTicket(
        _shown(found),
        found.text,
        found.resolution,
        tuple(Step(step.at, step.actor, step.text) for step in steps),
        tickets.first_response(found),
        found.satisfaction,
    )


def _shown(row: Ticket) -> OpenTicket:
    return OpenTicket(
        row.id, row.contact_id, row.subject, row.state, row.opened_at, row.assigned_to
    )
