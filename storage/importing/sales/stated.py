"""What a file of orders says was paid, beside the payments that were made: the larger, not both.

Such a file states how an order stood on some day; that is kept as a payment without a number. A
payment that comes by itself is a fact, and mostly one that the statement had counted already. So
payments take the statement's place, as far as they go. What was paid after the day on which the
statement came in is no part of it, and adds to it.
"""

from collections.abc import Iterable
from datetime import date

from storage.events import Journal
from storage.families import family
from storage.importing.sales.planning import Plan
from storage.tables.events import Event, EventDetail
from storage.tables.sales import Order, Payment

_WITH_THE_ORDER = ("order_placed", "order_imported")


async def stated_of(order: Order) -> Payment | None:
    """Return what was written down as paid with the order itself, as far as it still stands."""
    numberless = await Payment.filter(order_id=order.id, external_id=None).order_by("id")
    if not numberless:
        return None
    people = await family(order.contact_id)
    for payment in numberless:
        made = Event.filter(contact_id__in=people, kind__in=_WITH_THE_ORDER, at=payment.created_at)
        ids = await made.values_list("id", flat=True)
        for detail in await EventDetail.filter(event_id__in=list(ids)):
            if any(_is_of(payment, one) for one in detail.changes):
                return payment
    return None


def _is_of(payment: Payment, change: dict[str, object]) -> bool:
    return change["table"] == Payment._meta.db_table and change["id"] == payment.id


async def waiting_for(
    orders: Iterable[tuple[int, str]],
) -> dict[tuple[int, str], list[Payment]]:
    """Return the payments that came before their order, by (contact, number of the order).

    Such a payment holds the number in the first line of its text.
    """
    numbers = {(contact, number) for contact, number in orders if number}
    theirs = Payment.filter(contact_id__in={contact for contact, _ in numbers}, order_id=None)
    found: dict[tuple[int, str], list[Payment]] = {}
    for payment in await theirs.exclude(text="").order_by("id"):
        key = payment.contact_id, payment.text.splitlines()[0]
        if key in numbers:
            found.setdefault(key, []).append(payment)
    return found


async def to_cover(order: Order, on: date, amount: int) -> Payment | None:
    """Return the statement that a payment of this day takes the place of, if there is one."""
    if amount <= 0:
        return None
    said = await stated_of(order)
    return said if said is not None and on <= said.created_at.date() else None


async def restate(book: Journal, order: Order, plan: Plan) -> None:
    """Bring the statement up to what a later file says; payments that were made stand.

    A file that says nothing of what was paid changes nothing.
    """
    if not plan.paid:
        return
    said = await stated_of(order)
    made = await Payment.filter(order_id=order.id).values_list("id", "amount")
    facts = sum(max(0, int(amount)) for number, amount in made if not said or number != said.id)
    wanted = plan.paid - facts
    if said is None:
        if wanted > 0:
            await book.create(stated_row(order, plan, wanted, book))
    elif wanted > said.amount or (not facts and wanted != said.amount):
        await book.update(said, amount=wanted, created_at=book.by.at)


def stated_row(order: Order, plan: Plan, amount: int, book: Journal) -> Payment:
    """Return the part of an order that its row says was paid; not saved yet."""
    return Payment(
        contact_id=order.contact_id,
        order_id=order.id,
        paid_on=order.ordered_on,
        amount=amount,
        currency=order.currency,
        method=plan.method[:40],
        created_at=book.by.at,
    )
