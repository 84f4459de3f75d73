"""The rest of what is known of a contact, in the shape of `aldia show`: from companies to tickets.

Amounts are numbers with two decimals of the currency beside them, days are ISO 8601, quantities
are pieces (1.5 is one and a half).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from storage import orders, preferences, provenance, relations, spending
from storage.contacts import record_of
from storage.spending import Bought
from storage.tables.accounts import Affiliation
from storage.tables.people import Contact
from storage.tables.sales import Order, OrderLine, Payment, Product, Service
from storage.tables.service import Interaction, Opportunity, ProductRequest, Ticket, TicketStep

Shown = dict[str, Any]


async def rest_of(contact: Contact) -> Shown:
    """Return everything that hangs on a contact beside its own fields, work and events."""
    sections: dict[str, Callable[[int], Any]] = {
        "accounts": _accounts,
        "orders": _orders,
        "payments": _payments,
        "services": _services,
        "tickets": _tickets,
        "opportunities": _opportunities,
        "requests": _requests,
        "interactions": _interactions,
        "relations": _relations,
        "preferences": _preferences,
    }
    found = {name: await section(contact.id) for name, section in sections.items()}
    owed = {currency: _money(n) for currency, n in (await spending.owed(contact.id)).items()}
    standing = await _standing(contact)
    return {
        **found,
        "other_values": await _other_values(contact, standing),
        "owed": owed,
        "sources": await provenance.of(contact, standing),
    }


async def _standing(contact: Contact) -> dict[str, str]:
    custom = {f"custom.{key}": str(value) for key, value in contact.custom.items()}
    return {**await record_of(contact), **custom}


async def _accounts(contact_id: int) -> list[Shown]:
    rows = Affiliation.filter(contact_id=contact_id).order_by("id").prefetch_related("account")
    named = ("name", "kind", "tax_id", "industry", "industry_code", "size", "website")
    return [
        {
            "id": row.account_id,
            **_plain(row.account, named),
            **_plain(row, ("role", "best", "since", "until")),
        }
        for row in await rows
    ]


async def _orders(contact_id: int) -> list[Shown]:
    rows = await Order.filter(contact_id=contact_id).order_by("ordered_on", "id")
    bought = await spending.with_lines(rows)
    wanted = {line.product_id for one in bought for line in one.lines if line.product_id}
    products = {row.id: row for row in await Product.filter(id__in=list(wanted))}
    return [_order(one, products) for one in bought]


def _order(bought: Bought, products: dict[int, Product]) -> Shown:
    row = bought.order
    named = ("id", "external_id", "kind", "state")
    more = ("channel", "promotion", "method", "owed", "text", "custom")
    return {
        **_plain(row, named),
        "date": row.ordered_on.isoformat(),
        "amount": _money(row.amount),
        "discount": _money(row.discount),
        "currency": row.currency,
        **_plain(row, more),
        "lines": [_line(line, products.get(line.product_id or 0)) for line in bought.lines],
    }


def _line(row: OrderLine, product: Product | None) -> Shown:
    return {
        "text": row.text,
        "product": product.name if product else None,
        "type": product.type if product else None,
        "category": product.category if product else None,
        "quantity": row.quantity / orders.PIECE,
        "unit_price": _money(row.unit_price),
        "amount": _money(row.amount),
    }


async def _payments(contact_id: int) -> list[Shown]:
    rows = await Payment.filter(contact_id=contact_id).order_by("paid_on", "id")
    return [
        {
            **_plain(row, ("id", "external_id")),
            "date": row.paid_on.isoformat(),
            "amount": _money(row.amount),
            "currency": row.currency,
            "order": row.order_id,
            **_plain(row, ("method", "text")),
        }
        for row in rows
    ]


async def _services(contact_id: int) -> list[Shown]:
    rows = Service.filter(contact_id=contact_id).order_by("id").prefetch_related("product")
    named = ("id", "since", "until", "reference")
    return [
        {"product": row.product.name, "type": row.product.type, **_plain(row, named)}
        for row in await rows
    ]


async def _tickets(contact_id: int) -> list[Shown]:
    rows = await Ticket.filter(contact_id=contact_id).order_by("id")
    steps: dict[int, list[Shown]] = {row.id: [] for row in rows}
    for step in await TicketStep.filter(ticket_id__in=list(steps)).order_by("id"):
        steps[step.ticket_id].append(_plain(step, ("at", "actor", "text")))
    named = (
        *("id", "external_id", "kind", "state", "subject", "text", "priority", "assigned_to"),
        *("opened_at", "responded_at", "escalated_at", "resolved_at", "resolution"),
        *("satisfaction", "order_id"),
    )
    return [{**_plain(row, named), "steps": steps[row.id]} for row in rows]


async def _opportunities(contact_id: int) -> list[Shown]:
    named = (
        *("id", "external_id", "title", "stage", "outcome", "currency", "criteria"),
        *("competitors", "expected_on", "opened_at", "closed_at"),
    )
    rows = await Opportunity.filter(contact_id=contact_id).order_by("id")
    return [{**_plain(row, named), "amount": _money(row.amount)} for row in rows]


async def _requests(contact_id: int) -> list[Shown]:
    rows = await ProductRequest.filter(contact_id=contact_id).order_by("id")
    return _all(rows, ("at", "text"))


async def _interactions(contact_id: int) -> list[Shown]:
    rows = await Interaction.filter(contact_id=contact_id).order_by("at", "id")
    return _all(rows, ("id", "kind", "inbound", "at", "actor", "text", "result", "next_step"))


async def _relations(contact_id: int) -> list[Shown]:
    return [
        {"kind": tie.kind, "contact": tie.other_id, "since": tie.since.isoformat()}
        for tie in await relations.of(contact_id)
    ]


async def _preferences(contact_id: int) -> list[Shown]:
    return _all(await preferences.of(contact_id), ("kind", "value", "at"))


async def _other_values(contact: Contact, standing: Mapping[str, str]) -> list[Shown]:
    rows = await provenance.others(contact, standing)
    files = await provenance.files(row.source for row in rows)
    named = ("field", "value", "source", "at", "why")
    return [{**_plain(row, named), "file": files.get(row.source)} for row in rows]


def _all(rows: Iterable[Any], names: tuple[str, ...]) -> list[Shown]:
    return [_plain(row, names) for row in rows]


def _plain(row: Any, names: tuple[str, ...]) -> Shown:
    return {name: _json(getattr(row, name)) for name in names}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _money(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
