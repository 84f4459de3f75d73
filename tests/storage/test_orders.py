"""Orders, payments and what is owed, on both databases."""

from datetime import date
from typing import Any

from storage import orders, spending
from storage.contacts import Refusal
from storage.events import By
from storage.orders import Line, Moved, Paid, Placed
from storage.products import Described
from storage.tables.events import Event
from storage.tables.sales import Order, OrderLine, Payment, Product
from storage.undo import Undone, undo
from tests.storage.people import person

DAY = date(2026, 7, 1)


async def bought(contact_id: int, by: By, amount: int, **more: Any) -> Placed:
    placed = await orders.place(
        contact_id,
        by,
        on=DAY,
        currency="EUR",
        amount=amount,
        **more,
    )
    assert isinstance(placed, Placed)
    return placed


async def test_an_order_keeps_its_lines_and_is_taken_back_whole(database: str, by: By) -> None:
    ana = await person(by)
    lines = [
        Line("Zapatos", quantity=2000, unit_price=4550, product=Described("Zapatos rojos")),
        Line("Envío", amount=500),
    ]
    placed = await orders.place(
        ana, by, on=DAY, currency="EUR", lines=lines, discount=600, paid=True, method="card"
    )
    assert isinstance(placed, Placed)
    assert placed.amount == 2 * 4550 + 500 - 600
    (last,) = await spending.last_orders(ana)
    assert [(line.text, line.quantity, line.amount) for line in last.lines] == [
        ("Zapatos", 2000, 9100),
        ("Envío", 1000, 500),
    ]
    assert await spending.owed(ana) == {}
    assert isinstance(await undo(placed.event_id, by), Undone)
    for model in (Order, OrderLine, Payment, Product):
        assert await model.all().count() == 0


async def test_two_spellings_are_one_product(database: str, by: By) -> None:
    ana = await person(by)
    for name in ("Café molido", "cafe  MOLIDO"):
        line = Line(name, amount=350, product=Described(name))
        await orders.place(ana, by, on=DAY, currency="EUR", lines=[line])
    assert await Product.all().count() == 1


async def test_only_what_is_followed_is_owed(database: str, by: By) -> None:
    ana = await person(by)
    await bought(ana, by, 10000)
    assert await spending.owed(ana) == {}
    due = await bought(ana, by, 5000, paid=False)
    assert await spending.owed(ana) == {"EUR": 5000}
    paid = await orders.pay(
        ana, by, on=DAY, amount=2000, currency="EUR", order_id=due.order_id, method="cash"
    )
    assert isinstance(paid, Paid)
    assert await spending.owed(ana) == {"EUR": 3000}
    await orders.pay(ana, by, on=DAY, amount=1000, currency="EUR")
    assert await spending.owed(ana) == {"EUR": 2000}
    assert isinstance(await undo(paid.event_id, by), Undone)
    assert await spending.owed(ana) == {"EUR": 4000}


async def test_what_came_back_or_was_called_off_is_neither_owed_nor_counted(
    database: str, by: By
) -> None:
    ana = await person(by)
    kept = await bought(ana, by, 3000, paid=False)
    gone = await bought(ana, by, 7000, paid=False)
    assert isinstance(await orders.set_state(gone.order_id, "cancelled", by), Moved)
    assert await spending.owed(ana) == {"EUR": 3000}
    (total,) = await spending.totals(ana)
    assert (total.orders, total.amount, total.currency, total.last) == (1, 3000, "EUR", DAY)
    assert await orders.set_state(gone.order_id, "sent", by) == Refusal("state", "order_is_over")
    assert isinstance(await orders.set_state(kept.order_id, "delivered", by), Moved)


async def test_a_credit_note_lowers_the_sum_and_is_no_order(database: str, by: By) -> None:
    ana = await person(by)
    await bought(ana, by, 3000)
    for currency in ("EUR", "GBP"):
        later = date(2026, 7, 5)
        await orders.place(ana, by, on=later, currency=currency, amount=-1000)
    (total,) = await spending.totals(ana)
    assert (total.orders, total.amount, total.currency, total.last) == (1, 2000, "EUR", DAY)


async def test_what_cannot_be_is_refused_by_name_and_changes_nothing(database: str, by: By) -> None:
    ana, eva = await person(by), await person(by, "Eva")
    order = await bought(ana, by, 100, external_id="A-1")
    events = await Event.all().count()
    wrong_orders: dict[str, dict[str, Any]] = {
        "no_amount": {"amount": None},
        "no_currency": {"currency": ""},
        "unknown_kind": {"kind": "gift"},
        "unknown_state": {"state": "lost"},
        "known_already": {"external_id": "A-1"},
        "too_large": {"amount": 10**17},
    }
    for reason, told in wrong_orders.items():
        asked = {"currency": "EUR", "amount": 5, **told}
        refused = await orders.place(ana, by, on=DAY, **asked)
        assert isinstance(refused, Refusal)
        assert refused.reason == reason
    wrong_payments: dict[str, dict[str, Any]] = {
        "somebody_elses": {"contact_id": eva, "order_id": order.order_id},
        "unknown_order": {"order_id": 999},
        "other_currency": {"order_id": order.order_id, "currency": "USD"},
        "no_amount": {"amount": 0},
        "unknown_contact": {"contact_id": 999},
    }
    for reason, told in wrong_payments.items():
        asked = {"contact_id": ana, "currency": "EUR", "amount": 5, **told}
        not_paid = await orders.pay(by=by, on=DAY, **asked)
        assert isinstance(not_paid, Refusal)
        assert not_paid.reason == reason
    assert await Event.all().count() == events


async def test_a_card_number_is_not_kept_with_an_order(database: str, by: By) -> None:
    placed = await bought(await person(by), by, 100, text="Visa 4111 1111 1111 1111")
    assert placed.cut == ("card_number",)
    assert (await Order.get(id=placed.order_id)).text == "Visa ***"


async def test_what_an_order_says_is_kept_without_secrets(database: str, by: By) -> None:
    told = await bought(
        await person(by),
        by,
        1000,
        lines=[Line("Reloj, PIN: 1234")],
        text="Paga con 4111 1111 1111 1111",
        promotion="Verano",
        channel="shop",
        state="sent",
    )
    row = await Order.get(id=told.order_id)
    assert (row.text, row.promotion, row.channel) == ("Paga con ***", "Verano", "shop")
    assert (row.kind, row.state, row.external_id) == ("sale", "sent", None)
    assert (await OrderLine.get(order_id=row.id)).text == "Reloj, ***"
    assert told.cut == ("card_number", "password")
