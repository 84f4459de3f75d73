"""Orders from spreadsheets and shops, on both databases."""

from dataclasses import replace
from pathlib import Path

from storage import orders, spending
from storage.events import By
from storage.importing.batch import BATCH
from storage.importing.reverting import Reverted, revert
from storage.tables.events import Event
from storage.tables.imports import ImportFile, KeptRow
from storage.tables.people import Contact
from storage.tables.sales import Order, OrderLine, Payment, Product
from storage.undo import NotUndone, Undone, undo
from tests.storage.importing.sales.bringing import (
    OPTIONS,
    bring,
    people,
    reasons,
    record,
    sample,
    told,
)

PLAIN = """
    Nº pedido;Fecha;Cliente;Correo;Producto;Cantidad;Precio;Importe;Forma de pago
    A-1;03/02/2026;Ana Ruiz;ana@example.org;Silla;2;45,50 €;91,00 €;tarjeta
    A-2;14/02/2026;Luis Paz;luis@example.org;Mesa;1;1.250,00 €;1.250,00 €;transferencia
"""


async def test_each_row_becomes_an_order_of_its_customer(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, luis = await people(by)
    assert told(await bring(tmp_path, by, PLAIN)) == (2, 2, 0, 0, 0, 0)
    (order,) = (await record(ana))["orders"]
    assert (order["external_id"], order["date"], order["amount"]) == ("A-1", "2026-02-03", 91.0)
    assert (order["currency"], order["method"], order["owed"]) == ("EUR", "tarjeta", False)
    (line,) = order["lines"]
    assert (line["text"], line["quantity"], line["unit_price"]) == ("Silla", 2.0, 45.5)
    assert (await record(luis))["orders"][0]["amount"] == 1250.0


async def test_the_same_file_twice_changes_nothing(database: str, by: By, tmp_path: Path) -> None:
    await people(by)
    await bring(tmp_path, by, PLAIN)
    events = await Event.all().count()
    assert told(await bring(tmp_path, by, PLAIN)) == (2, 0, 0, 2, 0, 0)
    assert await Event.all().count() == events
    again = await bring(tmp_path, by, PLAIN.replace("A-1;", "A-1 ;"), name="other.csv")
    assert told(again)[1] == 0


async def test_a_later_file_brings_an_order_up_to_date(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "Pedido,Fecha,Email,Total,Estado,Estado pago\nA-1,2026-02-03,ana@example.org,{}"
    await bring(tmp_path, by, rows.format("91.00,enviado,pendiente"))
    assert await spending.owed(ana) == {"EUR": 9100}
    assert told(await bring(tmp_path, by, rows.format("89.50,entregado,pagado")))[2] == 1
    (order,) = (await record(ana))["orders"]
    assert (order["amount"], order["state"]) == (89.5, "delivered")
    assert await spending.owed(ana) == {}


async def test_rows_of_one_number_are_lines_of_one_order_wherever_they_stand(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    done = await bring(
        tmp_path,
        by,
        """
        pedido;fecha;email;articulo;uds;precio;importe
        7;2026-03-01;ana@example.org;Vaso;6;2,00;12,00
        8;2026-03-02;luis@example.org;Plato;1;5,00;5,00
        7;2026-03-01;ana@example.org;Jarra;1;9,90;9,90
        7;2026-03-01;ana@example.org;Jarra;1;9,90;9,90
        """,
    )
    assert told(done) == (4, 2, 2, 0, 0, 0)
    (order,) = (await record(ana))["orders"]
    assert order["amount"] == 31.8
    assert [line["text"] for line in order["lines"]] == ["Vaso", "Jarra", "Jarra"]
    assert await Product.all().count() == 3


async def test_a_total_that_stands_on_each_row_is_counted_once(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, luis = await people(by)
    await bring(
        tmp_path,
        by,
        sample("woocommerce.csv"),
    )
    (order,) = (await record(ana))["orders"]
    assert (order["amount"], order["promotion"], order["state"]) == (30.0, "SPRING", "delivered")
    assert [line["amount"] for line in order["lines"]] == [20.0, 10.0]
    assert (await record(luis))["orders"][0]["state"] == "returned"
    assert await spending.totals(luis) == []


async def test_an_order_as_shopify_writes_it(database: str, by: By, tmp_path: Path) -> None:
    ana, _ = await people(by)
    done = await bring(
        tmp_path,
        by,
        sample("shopify.csv"),
    )
    assert told(done) == (3, 2, 1, 0, 0, 0)
    (order,) = (await record(ana))["orders"]
    assert (order["external_id"], order["amount"], order["discount"]) == ("#1001", 55.0, 2.0)
    assert (order["text"], order["state"], order["method"]) == ("Ring twice", "sent", "Visa")
    assert [(line["text"], line["amount"]) for line in order["lines"]] == [
        ("Lamp", 40.0),
        ("Bulb", 12.0),
    ]
    assert await Product.filter(external_id="B-1").count() == 1
    assert (await Order.get(external_id="#1002")).owed


async def test_an_invoice_list_as_an_accounting_program_writes_it(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    await bring(
        tmp_path,
        by,
        sample("invoices.csv"),
    )
    (order,) = (await record(ana))["orders"]
    assert (order["amount"], order["owed"]) == (1210.0, True)
    assert await spending.owed(ana) == {"EUR": 100000}


async def test_orders_in_russian(database: str, by: By, tmp_path: Path) -> None:
    ana, _ = await people(by)
    reading = replace(OPTIONS.reading, country="RU", language="ru")
    await bring(
        tmp_path,
        by,
        """
        Номер заказа;Дата заказа;Email;Товар;Кол-во;Сумма, руб.;Статус
        З-17;05.03.2026;ana@example.org;Чайник;1;2 500,00;Выполнен
        """,
        reading=reading,
    )
    (order,) = (await record(ana))["orders"]
    assert (order["amount"], order["currency"], order["state"]) == (2500.0, "RUB", "delivered")
    assert order["date"] == "2026-03-05"


async def test_donations_and_returns_are_told_apart_from_sales(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, luis = await people(by)
    await bring(
        tmp_path,
        by,
        "Donante;Correo;Fecha;Donativo\nAna Ruiz;ana@example.org;2026-01-05;50 €",
        name="d.csv",
    )
    (gift,) = (await record(ana))["orders"]
    assert (gift["kind"], gift["amount"], gift["external_id"]) == ("donation", 50.0, None)
    await bring(
        tmp_path,
        by,
        """
        Factura;Fecha;Email;Importe;Estado
        F1;2026-01-05;luis@example.org;100,00;entregado
        R1;2026-01-09;luis@example.org;-40,00;devuelto
        """,
    )
    (total,) = await spending.totals(luis)
    assert (total.amount, total.orders) == (6000, 1)


async def test_rows_of_nobody_we_know_are_rejected_each_with_its_reason(
    database: str, by: By, tmp_path: Path
) -> None:
    await people(by)
    done = await bring(
        tmp_path,
        by,
        """
        pedido;fecha;cliente;email;importe
        1;2026-01-01;Eva Sol;eva@example.org;10
        2;2026-01-01;;;10
        3;;Ana Ruiz;ana@example.org;10
        4;2026-01-01;Ana Ruiz;ana@example.org;gratis
        5;2026-01-01;Ana Ruiz;;10
        6;2026-01-01;Ana;;10
        """,
    )
    assert told(done) == (6, 1, 0, 0, 0, 5)
    assert done.rejected_file is not None
    said = " ".join(reasons(done))
    for part in ("no es de ningún cliente", "fecha", "importe"):
        assert part in said
    assert await Contact.all().count() == 2, "an order makes nobody a customer"


async def test_two_equal_purchases_are_two_and_stay_two(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "fecha;cliente;producto;importe" + "\n2026-01-01;Ana Ruiz;Café;1,50" * 2
    assert told(await bring(tmp_path, by, rows)) == (2, 2, 0, 0, 0, 0)
    assert told(await bring(tmp_path, by, rows)) == (2, 0, 0, 2, 0, 0)
    more = rows + "\n2026-01-01;Ana Ruiz;Café;1,50"
    assert told(await bring(tmp_path, by, more)) == (3, 1, 0, 2, 0, 0)
    assert len((await record(ana))["orders"]) == 3


async def test_a_rehearsal_tells_and_changes_nothing(database: str, by: By, tmp_path: Path) -> None:
    await people(by)
    done = await bring(tmp_path, by, PLAIN, dry_run=True)
    assert told(done) == (2, 2, 0, 0, 0, 0)
    for model in (Order, OrderLine, Payment, Product, KeptRow, ImportFile):
        assert await model.all().count() == 0


async def test_a_rehearsal_sees_the_rows_of_an_order_that_stand_far_apart(
    database: str, by: By, tmp_path: Path
) -> None:
    await people(by)
    head = "pedido;fecha;email;producto;importe"
    lines = [f"7;2026-01-01;ana@example.org;Cosa {n};1,00" for n in range(3)]
    rows = "\n".join([head, *(one for line in lines for one in (line, *[";;;;"] * BATCH))])
    dry = told(await bring(tmp_path, by, rows, dry_run=True))
    assert dry == told(await bring(tmp_path, by, rows)) == (3 * BATCH + 3, 1, 2, 0, 3 * BATCH, 0)


async def test_an_import_that_was_killed_goes_on_where_it_was(
    database: str, by: By, tmp_path: Path
) -> None:
    """The second half of an order comes after the kill: it is still one order."""
    ana, _ = await people(by)
    head = "pedido;fecha;email;producto;importe"
    lines = [f"7;2026-01-01;ana@example.org;Cosa {n};1,00" for n in range(4)]
    await bring(tmp_path, by, "\n".join([head, *lines[:2]]))
    whole = "\n".join([head, *lines])
    path = tmp_path / "ventas.csv"
    path.write_text(whole, "utf-8")
    from storage.importing.verb import _file_digest  # noqa: PLC0415 - to look like a killed one

    file = await ImportFile.get()
    await ImportFile.filter(id=file.id).update(
        digest=_file_digest(path, OPTIONS), state="reading", finished_at=None
    )
    done = await bring(tmp_path, by, whole)
    assert told(done) == (4, 1, 3, 0, 0, 0)
    (order,) = (await record(ana))["orders"]
    assert (order["amount"], len(order["lines"])) == (4.0, 4)


async def test_an_imported_order_is_taken_back(database: str, by: By, tmp_path: Path) -> None:
    await people(by)
    await bring(tmp_path, by, PLAIN)
    for event in await Event.filter(kind="order_placed"):
        assert isinstance(await undo(event.id, by), Undone)
    for model in (Order, OrderLine, Product):
        assert await model.all().count() == 0


async def test_an_import_of_orders_is_reverted_and_may_come_again(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "pedido;fecha;email;total;cobrado\n1;2026-01-01;ana@example.org;10;4"
    done = await bring(tmp_path, by, rows)
    await bring(tmp_path, by, rows.replace(";10;", ";12;"), name="later.csv")
    assert done.import_id is not None
    later = await ImportFile.all().order_by("-id").first()
    assert later is not None
    for number in (later.id, done.import_id):
        assert isinstance(await revert(number, by), Reverted)
    for model in (Order, OrderLine, Payment):
        assert await model.all().count() == 0
    assert told(await bring(tmp_path, by, rows))[1] == 1
    assert await spending.owed(ana) == {"EUR": 600}


async def test_an_order_that_went_on_is_not_torn_apart(
    database: str, by: By, tmp_path: Path
) -> None:
    await people(by)
    await bring(tmp_path, by, PLAIN)
    order = await Order.get(external_id="A-1")
    await orders.set_state(order.id, "delivered", by)
    event = await Event.filter(kind="order_placed", contact_id=order.contact_id).first()
    assert event is not None
    assert await undo(event.id, by) == NotUndone("in_use")
    assert await OrderLine.filter(order_id=order.id).count() == 1


async def test_a_card_number_in_the_notes_of_an_order_is_cut(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    await bring(
        tmp_path,
        by,
        "pedido;fecha;email;importe;notas\n1;2026-01-01;ana@example.org;9;Visa 4111 1111 1111 1111",
    )
    assert (await record(ana))["orders"][0]["text"] == "Visa ***"


async def test_of_an_order_with_an_amount_due_the_rest_was_paid(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, luis = await people(by)
    rows = "Pedido;Fecha;Email;{};Pendiente\nA-1;03/02/2026;ana@example.org;99,90;50,00"
    await bring(tmp_path, by, rows.format("Total"))
    assert await spending.owed(ana) == {"EUR": 5000}
    other = rows.format("Importe").replace("A-1", "A-2").replace("ana@", "luis@")
    await bring(tmp_path, by, other, name="other.csv")
    assert await spending.owed(luis) == {"EUR": 5000}
    paid = rows.format("Total").replace("A-1", "A-3").replace("50,00", "0,00")
    await bring(tmp_path, by, paid, name="paid.csv")
    assert await spending.owed(ana) == {"EUR": 5000}
