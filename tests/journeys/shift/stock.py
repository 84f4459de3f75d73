"""What is in the shop before a shift begins: colleagues, customers, orders, and what waits."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from storage import notes, proposals, reminders, staff, tags, tasks
from storage.events import By
from storage.rules.roles import Role
from storage.staff import Newcomer
from storage.tables.sales import Order
from tests.bot.office import BY, Office
from tests.journeys.shift.tasks import Shop

CURRENCIES = {"ES": "EUR", "GB": "GBP", "RU": "RUB"}
_FIELDS = ("first_name", "last_name", "sex", "mobile", "phone", "email", "company", "city")
_MORE_FIELDS = ("postcode", "birth_date")


async def hire(shop: Shop) -> dict[str, int]:
    """Let the colleagues in; return their Telegram ids by key."""
    ids = {one["key"]: number for number, one in enumerate(shop.staff, 11)}
    for one in shop.staff:
        newcomer = Newcomer(ids[one["key"]], one["name"], shop.language)
        await staff.welcome(newcomer, Role(one["role"]), BY)
    return ids


async def stock(here: Office, shop: Shop) -> dict[str, int]:
    """Put the customers in; return their ids by key."""
    return {one["key"]: await _customer(here, shop, one) for one in shop.customers}


async def _customer(here: Office, shop: Shop, one: dict[str, Any]) -> int:
    values = {name: one[name] for name in (*_FIELDS, *_MORE_FIELDS) if name in one}
    contact = await here.customer(**values)
    if one.get("tags"):
        await tags.change(contact, BY, add=one["tags"])
    for day, amount in one.get("orders", []):
        await Order.create(
            contact_id=contact,
            ordered_on=day,
            amount=int(Decimal(str(amount)) * 100),
            currency=CURRENCIES[shop.country],
            created_at=BY.at,
        )
    await _waiting(contact, one)
    return contact


async def _waiting(contact: int, one: dict[str, Any]) -> None:
    if one.get("dead_address"):
        await tasks.open_task("call", contact, "bounced_hard", BY, params={"address": one["email"]})
    if "proposal" in one:
        field, new, evidence = one["proposal"]
        old = one.get(field, "")
        await proposals.propose(contact, field, new, BY, old=old, evidence=evidence)
    if "due" in one:
        at = BY.at + timedelta(hours=3)
        await reminders.remember(contact, one["due"], 1, at, BY)
    if "talked" in one:
        yesterday = By("staff:2", BY.at - timedelta(days=1))
        await notes.add(contact, one["talked"], yesterday)
