"""What the invented people bought: (days ago, hundredths, currency, state, what)."""

from datetime import timedelta

from storage.tables.people import Contact
from storage.tables.sales import Forecast, Order, OrderLine, Product, Service
from storage.tables.service import Interaction, Ticket
from storage.values.folding import fold
from tests.storage.query.people import NOW, PEOPLE

SOLD: dict[str, tuple[tuple[int, int, str, str, str], ...]] = {
    "ana": ((10, 12050, "EUR", "delivered", "Pan de centeno"),
            (100, 40000, "EUR", "sent", "Tarta")),
    "jose": ((5, 60000, "EUR", "ordered", "Aceite de oliva, 5 l"),),
    "pilar": ((20, 25000, "EUR", "delivered", "Aceite"), (40, 30000, "EUR", "delivered", "Café")),
    "john": ((15, 90000, "GBP", "delivered", "Tea"),),
    "hugo": ((3, 70000, "EUR", "returned", "Patinete"),),
    "olga": ((7, 500000, "RUB", "sent", "Чай"),),
    "bob": ((400, 4500, "EUR", "delivered", "Tarta de queso"),),
    "nuria": ((0, 50000, "EUR", "cancelled", "Café"), (200, 1, "EUR", "delivered", "Café")),
}  # fmt: skip
FORECAST = {"ana": (0.1, 5), "jose": (0.7, 40), "bob": (0.95, None)}
RUNNING = {"carmen": ("Mantenimiento", None), "paco": ("Mantenimiento", -1)}


async def sell(keys: dict[int, str]) -> None:
    """Write down what was sold to the people of `keys` (id → key)."""
    ids = {key: one for one, key in keys.items()}
    assert set(SOLD) <= {person.key for person in PEOPLE}
    for key, orders in SOLD.items():
        for days, amount, currency, state, what in orders:
            order = await Order.create(
                contact_id=ids[key], ordered_on=NOW.date() - timedelta(days=days), amount=amount,
                currency=currency, state=state, created_at=NOW,
            )  # fmt: skip
            await OrderLine.create(order_id=order.id, text=what, text_key=fold(what))
    for key, (risk, ahead) in FORECAST.items():
        expected = None if ahead is None else NOW.date() + timedelta(days=ahead)
        await Forecast.create(
            contact_id=ids[key], risk=risk, expected_on=expected, computed_on=NOW.date()
        )
    care = await Product.create(name="Mantenimiento", name_key="mantenimiento", type="service")
    for key, (_, ends) in RUNNING.items():
        until = None if ends is None else NOW.date() + timedelta(days=ends)
        await Service.create(contact_id=ids[key], product_id=care.id, until=until)
    for key, state in (("ana", "open"), ("jose", "closed"), ("sol", "escalated")):
        await Ticket.create(contact_id=ids[key], subject="…", state=state, opened_at=NOW)
    await Interaction.create(
        contact_id=ids["ana"], kind="visit", at=NOW - timedelta(days=6), actor="staff:1"
    )
    assert await Contact.filter(id__in=list(keys)).count() == len(keys)
