"""What an erasure takes of orders, tickets and all the rest that hangs on a person.

| of | stays | so that |
| --- | --- | --- |
| orders, lines, payments | day, amount, currency, state, product | the books go on adding up |
| tickets | kind, state, when, how content | service goes on being measured |
| everything else | nothing | |

Numbers by which another system knows an order or ticket go too: there they point at the person.
"""

from tortoise.expressions import Q
from tortoise.models import Model

from storage.tables.accounts import Affiliation
from storage.tables.knowing import DuplicatePair, OtherValue, Preference, Relation, SignUp
from storage.tables.sales import Forecast, Order, OrderLine, Payment, Service
from storage.tables.service import Interaction, Opportunity, ProductRequest, Ticket, TicketStep

_REMOVED: tuple[type[Model], ...] = (
    *(Affiliation, Forecast, Interaction, Opportunity, OtherValue, Preference),
    *(ProductRequest, Service, SignUp),
)


async def empty_record(family: list[int], normals: list[str]) -> None:
    """Take everything personal out of what hangs on these contacts; `normals` are their addresses.

    Part of the transaction of an erasure.
    """
    for model in _REMOVED:
        await model.filter(contact_id__in=family).delete()
    await SignUp.filter(normal__in=normals).delete()
    await Relation.filter(Q(contact_id__in=family) | Q(other_id__in=family)).delete()
    await DuplicatePair.filter(Q(a_id__in=family) | Q(b_id__in=family)).delete()
    await _empty_sales(family)
    await _empty_tickets(family)


async def _empty_sales(family: list[int]) -> None:
    sales = Order.filter(contact_id__in=family)
    order_ids = [int(str(i)) for i in await sales.values_list("id", flat=True)]
    await OrderLine.filter(order_id__in=order_ids).update(text="", text_key="")
    await sales.update(external_id=None, text="", promotion="", channel="", method="", custom={})
    await Payment.filter(contact_id__in=family).update(external_id=None, text="", method="")


async def _empty_tickets(family: list[int]) -> None:
    tickets = Ticket.filter(contact_id__in=family)
    ids = [int(str(i)) for i in await tickets.values_list("id", flat=True)]
    await TicketStep.filter(ticket_id__in=ids).delete()
    await tickets.update(
        external_id=None, subject="", text="", resolution="", assigned_to="", custom={}
    )
