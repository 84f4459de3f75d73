"""The whole record: shown, handed out, and gone with an erasure, on both databases."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import (
    accounts,
    erasure,
    interactions,
    opportunities,
    orders,
    preferences,
    relations,
    tickets,
)
from storage.access_file import access_file
from storage.erasure import Erased, erase
from storage.events import By
from storage.interactions import Recorded
from storage.orders import Line, Placed
from storage.products import Described
from storage.showing import show
from storage.tables.accounts import Account
from storage.tables.knowing import DuplicatePair, OtherValue, SignUp
from storage.tables.people import Contact
from storage.tables.sales import Order, OrderLine, Payment
from storage.tables.service import Ticket
from storage.texts import say
from storage.tickets import Opened
from tests.databases import NOW
from tests.storage.backups.people import ANA, LUIS, Shop
from tests.storage.importing.test_importing import bring
from tests.storage.test_erasure import found_in, whole_database

VALUES = (
    *("grabado con su inicial", "Ruiz Núñez", "alianza de boda", "SHOP-99-ANA", "la caja de Ana"),
    *("cobrado a la suegra", "PAY-77-ANA", "llegó rota por la calle", "perdón a la señora"),
    *("TK-55-ANA", "un piso en Altea", "la competencia de su cuñado", "velas de jazmín"),
    *("habló de su divorcio", "macramé nocturno", "contrato QX-31", "Villa Antigua"),
    *("descuento de viuda", "na.ruiz+boletin@example.org", "Nokia de Ana"),
)


@pytest.fixture
def shop(database: str, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


async def rich_life(shop: Shop) -> int:
    """Ana in every table of the whole record."""
    ana, luis, by = await shop.person(**ANA), await shop.person(**LUIS), shop.by()
    placed = await orders.place(
        ana,
        by,
        on=date(2026, 6, 1),
        currency="EUR",
        lines=[Line("alianza de boda", amount=50000, product=Described("Anillo", category="oro"))],
        text="grabado con su inicial para Ana María Ruiz Núñez",
        promotion="descuento de viuda",
        external_id="SHOP-99-ANA",
        paid=False,
    )
    assert isinstance(placed, Placed)
    await orders.pay(
        ana,
        by,
        on=date(2026, 6, 2),
        amount=20000,
        currency="EUR",
        order_id=placed.order_id,
        text="cobrado a la suegra",
        external_id="PAY-77-ANA",
    )
    opened = await tickets.open_ticket(
        ana, "la caja de Ana", by, text="llegó rota por la calle", external_id="TK-55-ANA"
    )
    assert isinstance(opened, Opened)
    await tickets.resolve(opened.ticket_id, by)
    await Ticket.filter(id=opened.ticket_id).update(resolution="perdón a la señora")
    await tickets.add_step(opened.ticket_id, "habló de su divorcio", by)
    made = await opportunities.open_opportunity(
        ana, "un piso en Altea", by, competitors="la competencia de su cuñado"
    )
    assert not hasattr(made, "reason")
    await opportunities.request(ana, "velas de jazmín", by)
    said = await interactions.record(ana, "call", by, text="habló de su divorcio")
    assert isinstance(said, Recorded)
    await preferences.change(ana, "interest", by, add=["macramé nocturno"])
    await preferences.start_service(ana, "Seguro", by, reference="contrato QX-31")
    await relations.relate(ana, luis, "referral", by)
    joined = await accounts.find_or_create("Joyas Sol", by)
    assert isinstance(joined, accounts.Kept)
    await accounts.join(joined.account_id, luis, by, role="billing", best=True)
    await accounts.join(joined.account_id, ana, by)
    await OtherValue.create(
        contact_id=ana, field="street", value="Villa Antigua", source="staff:4", at=NOW, why="older"
    )
    await DuplicatePair.create(a_id=ana, b_id=luis, score=0.5, verdict="maybe", found_at=NOW)
    await SignUp.create(
        address="Ana.Ruiz+boletin@example.org",
        normal="ana.ruiz@example.org",
        wording="w",
        language="es",
        device="Nokia de Ana",
        asked_at=NOW,
    )
    await Contact.filter(id=ana).update(sources={"city": ["staff:4", "2026-01-01T00:00:00+00:00"]})
    return ana


async def test_show_tells_the_whole_record(shop: Shop) -> None:
    shown = await show(await rich_life(shop), NOW)
    assert shown is not None
    (order,) = shown["orders"]
    assert (order["amount"], order["currency"], order["date"]) == (500.0, "EUR", "2026-06-01")
    (line,) = order["lines"]
    assert (line["product"], line["category"], line["quantity"]) == ("Anillo", "oro", 1.0)
    assert shown["owed"] == {"EUR": 300.0}
    assert shown["payments"][0]["order"] == order["id"]
    (ticket,) = shown["tickets"]
    assert (ticket["state"], ticket["steps"][0]["text"]) == ("resolved", "habló de su divorcio")
    assert (shown["accounts"][0]["name"], shown["accounts"][0]["role"]) == ("Joyas Sol", "member")
    assert shown["relations"][0]["kind"] == "referral"
    assert shown["preferences"][0]["value"] == "macramé nocturno"
    assert shown["services"][0]["reference"] == "contrato QX-31"
    assert shown["sources"]["city"]["source"] == "staff:4"
    assert shown["other_values"][0]["value"] == "Villa Antigua"
    assert [row["kind"] for row in shown["interactions"]] == ["call"]
    assert shown["opportunities"][0]["outcome"] == "open"
    assert shown["requests"][0]["text"] == "velas de jazmín"


async def test_a_value_that_came_and_went_is_told_once_with_who_said_it_last(
    database: str, by: By, tmp_path: Path
) -> None:
    for day, city in enumerate(("Valencia", "Elche", "Valencia", "Elche", "Valencia", "Elche")):
        row = f"1;Ana;Ruiz;ana@example.org;;{city};"
        await bring(tmp_path, By(by.actor, by.at + timedelta(days=day)), row, name=f"{day}.csv")
    await bring(tmp_path, By(by.actor, by.at + timedelta(days=9)), "1;Eva;;;;;", name="9.csv")
    ana = await Contact.get(external_id="1")
    shown = await show(ana.id, by.at)
    assert shown is not None
    told = [(one["field"], one["value"], one["file"]) for one in shown["other_values"]]
    assert told == [("first_name", "Ana", "0.csv"), ("city", "Valencia", "4.csv")]
    (city,) = shown["sources"]["city"]["others"]
    assert (city["value"], city["at"]) == ("Valencia", (by.at + timedelta(days=4)).isoformat())
    assert "import:0" not in str((shown["other_values"], shown["sources"]))


async def test_the_access_file_has_it_all_and_names_nobody_else(shop: Shop) -> None:
    ana = await rich_life(shop)
    given = await access_file(ana, shop.by(), controller="Tienda", language="es")
    assert given is not None
    for value in ("grabado con su inicial", "macramé nocturno", "Villa Antigua", "Joyas Sol"):
        assert value in given.page
    assert "staff:4" not in given.page
    assert given.data["sources"]["city"]["source"] == "staff"
    assert "contact" not in given.data["relations"][0]
    for section in ("orders", "payments", "tickets", "interactions", "preferences", "services"):
        assert say("es", f"access.{section}") in given.page


async def test_an_erased_person_leaves_no_word_of_it(shop: Shop) -> None:
    ana = await rich_life(shop)
    assert set(VALUES) - set(found_in(await whole_database(shop.url), VALUES)) == set()
    assert isinstance(await erase(ana, shop.by()), Erased)
    assert await erasure.wipe_traces()
    assert found_in(await whole_database(shop.url), VALUES) == []


async def test_the_books_go_on_adding_up(shop: Shop) -> None:
    ana = await rich_life(shop)
    await erase(ana, shop.by())
    order = await Order.get(contact_id=ana)
    assert (order.amount, order.currency, order.ordered_on) == (50000, "EUR", date(2026, 6, 1))
    assert (await OrderLine.get(order_id=order.id)).product_id is not None
    assert (await Payment.get(contact_id=ana)).amount == 20000
    assert (await Ticket.get(contact_id=ana)).state == "resolved"
    assert await Account.filter(name="Joyas Sol").exists()
    assert await accounts.people((await Account.get(name="Joyas Sol")).id)
