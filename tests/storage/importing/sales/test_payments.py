"""Payments and tickets from files, on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import spending
from storage.events import By
from storage.importing.reverting import Reverted, revert
from storage.tables.events import Event
from storage.tables.sales import Order, Payment
from storage.tables.service import Ticket
from storage.tickets import first_response
from storage.undo import Undone, undo
from tests.storage.importing.sales.bringing import bring, people, reasons, record, sample, told

BILLS = "factura;fecha;email;total;pagado\nF1;2026-01-10;ana@example.org;100,00;no"


async def test_a_payment_finds_its_order_by_number_and_pays_it_off(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    await bring(tmp_path, by, BILLS)
    assert await spending.owed(ana) == {"EUR": 10000}
    rows = "recibo;factura;fecha pago;importe;forma de pago\nR1;F1;15/01/2026;60,00;Bizum"
    assert told(await bring(tmp_path, by, rows, "payments")) == (1, 1, 0, 0, 0, 0)
    assert await spending.owed(ana) == {"EUR": 4000}
    (payment,) = (await record(ana))["payments"]
    assert (payment["amount"], payment["method"], payment["date"]) == (60.0, "Bizum", "2026-01-15")
    assert told(await bring(tmp_path, by, rows, "payments")) == (1, 0, 0, 1, 0, 0)
    more = rows.replace("60,00", "100,00")
    assert told(await bring(tmp_path, by, more, "payments")) == (1, 0, 1, 0, 0, 0)
    assert await spending.owed(ana) == {}


async def test_a_payment_without_an_order_is_its_customers(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = """
        Date,Customer,Phone,Amount,Method
        2026-03-01,Ana Ruiz,612 345 678,$20.00,Card
        2026-03-02,Ana Ruiz,612 345 678,-$5.00,Card
    """
    assert told(await bring(tmp_path, by, rows, "payments")) == (2, 2, 0, 0, 0, 0)
    paid = await Payment.filter(contact_id=ana).order_by("id").values_list("amount", "currency")
    assert paid == [(2000, "USD"), (-500, "USD")]


STATED = "factura;fecha;email;total;cobrado\nF1;2026-01-10;ana@example.org;100,00;{}"
PAID = "recibo;factura;fecha pago;importe"


async def test_what_an_order_states_as_paid_and_its_payments_are_not_counted_twice(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    await bring(tmp_path, by, STATED.format("40,00"))
    assert await spending.owed(ana) == {"EUR": 6000}
    rows = ("R1;F1;15/01/2026;25,00", "R2;F1;20/01/2026;15,00", "R3;F1;30/01/2026;10,00")
    for rows_of, owed in ((rows[:1], 6000), (rows[:2], 6000), (rows, 5000)):
        await bring(tmp_path, by, "\n".join((PAID, *rows_of)), "payments")
        assert await spending.owed(ana) == {"EUR": owed}, "the larger of the two"
    assert {p.external_id for p in await Payment.all()} == {"R1", "R2", "R3"}
    await bring(tmp_path, by, STATED.format("30,00"), name="older.csv")
    assert await spending.owed(ana) == {"EUR": 5000}, "less than what was paid says nothing"
    await bring(tmp_path, by, STATED.format("70,00"), name="later.csv")
    assert await spending.owed(ana) == {"EUR": 3000}


async def test_a_payment_without_a_number_is_a_fact_too_and_so_is_one_of_the_same_moment(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "factura;fecha;importe\nF1;15/01/2026;10,00\nF1;16/01/2026;10,00"
    await bring(tmp_path, by, STATED.format("15,00"))
    await bring(tmp_path, by, rows, "payments")
    assert await spending.owed(ana) == {"EUR": 8000}
    more = rows + "\nF1;17/01/2026;10,00"
    await bring(tmp_path, by, more, "payments")
    assert await spending.owed(ana) == {"EUR": 7000}


async def test_what_was_paid_after_the_statement_or_given_back_counts_beside_it(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    await bring(tmp_path, by, STATED.format("40,00"))
    after = (by.at + timedelta(days=1)).strftime("%d/%m/%Y")
    await bring(tmp_path, by, f"{PAID}\nR1;F1;{after};60,00", "payments")
    assert await spending.owed(ana) == {}
    await bring(tmp_path, by, f"{PAID}\nR2;F1;20/01/2026;-5,00", "payments")
    assert await spending.owed(ana) == {"EUR": 500}


async def test_a_later_statement_takes_the_place_of_an_earlier(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    for paid, owed in (("40,00", 6000), ("75,00", 2500), ("10,00", 9000), ("", 9000)):
        await bring(tmp_path, by, STATED.format(paid))
        assert await spending.owed(ana) == {"EUR": owed}
    assert await Payment.all().count() == 1


async def test_payments_that_came_before_their_order_are_its_own_and_count_once(
    database: str, by: By, tmp_path: Path
) -> None:
    await people(by)
    rows = "recibo;factura;fecha;email;importe;notas\nR1;F1;2026-01-15;ana@example.org;25,00;Bizum"
    await bring(tmp_path, by, rows + "\nR2;F2;2026-01-15;ana@example.org;5,00;", "payments")
    done = await bring(tmp_path, by, STATED.format("40,00"))
    order = await Order.get()
    assert (order.owed, order.amount) == (True, 10000)
    assert await spending.owed(order.contact_id) == {"EUR": 5500}, "R2 belongs to no order"
    paid = await Payment.filter(order_id=order.id).order_by("amount")
    assert [(p.external_id, p.amount) for p in paid] == [(None, 1500), ("R1", 2500)]
    assert isinstance(await revert(done.import_id or 0, by), Reverted)
    assert not await Order.exists()
    left = await Payment.all().order_by("external_id")
    assert [(p.external_id, p.order_id) for p in left] == [("R1", None), ("R2", None)]


async def test_a_payment_that_is_taken_back_leaves_the_statement_as_it_was(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    await bring(tmp_path, by, STATED.format("40,00"))
    rows = f"{PAID}\nR1;F1;15/01/2026;30,00\nR2;F1;16/01/2026;60,00"
    done = await bring(tmp_path, by, rows, "payments")
    assert await spending.owed(ana) == {"EUR": 1000}
    assert isinstance(await revert(done.import_id or 0, by), Reverted)
    assert await spending.owed(ana) == {"EUR": 6000}
    (left,) = await Payment.all()
    assert (left.external_id, left.amount) == (None, 4000)


async def test_payments_that_are_none_are_rejected_with_their_reason(
    database: str, by: By, tmp_path: Path
) -> None:
    await people(by)
    await bring(tmp_path, by, BILLS)
    done = await bring(
        tmp_path,
        by,
        """
        factura;fecha;email;importe;moneda;estado
        F9;2026-01-15;;10;;
        F1;2026-01-15;luis@example.org;10;;
        F1;2026-01-15;;10;USD;
        F1;2026-01-15;;0;;
        F1;;;10;;
        F1;2026-01-15;;10;;fallido
        ;2026-01-15;;10;;
        """,
        "payments",
    )
    assert told(done) == (7, 0, 0, 0, 0, 7)
    said = reasons(done)
    for number, part in enumerate(("F9 no está", "otro cliente", "moneda")):
        assert any(part in reason for reason in said), (number, said)
    assert not await Payment.all().exists()


async def test_a_payment_of_an_order_to_come_keeps_its_number(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "pedido;fecha;email;importe\nP-77;2026-01-15;ana@example.org;10"
    await bring(tmp_path, by, rows, "payments")
    assert (await Payment.get(contact_id=ana)).text == "P-77"


async def test_the_shop_calls_its_orders_by_reference(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, luis = await people(by)
    done = await bring(tmp_path, by, sample("prestashop.csv"))
    assert told(done) == (2, 2, 0, 0, 0, 0)
    order = await Order.get(contact_id=ana)
    assert (order.amount, order.state, order.method) == (
        4590,
        "confirmed",
        "Transferencia bancaria",
    )
    assert (await Order.get(contact_id=luis)).state == "cancelled"


async def test_tickets_come_in_as_a_help_desk_writes_them(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    done = await bring(tmp_path, by, sample("helpdesk.csv"), "tickets")
    assert told(done) == (3, 2, 0, 0, 0, 1)
    ticket = await Ticket.get(contact_id=ana)
    assert (ticket.external_id, ticket.state, ticket.priority) == ("881", "closed", "high")
    assert (ticket.kind, ticket.satisfaction, ticket.assigned_to) == ("incident", 5, "Marta")
    assert first_response(ticket) == timedelta(hours=1, minutes=15)
    assert ticket.resolved_at == datetime(2026, 5, 5, 18, 30, tzinfo=UTC)
    events = await Event.all().count()
    assert told(await bring(tmp_path, by, sample("helpdesk.csv"), "tickets"))[3] == 2
    assert await Event.all().count() == events


async def test_a_ticket_that_went_on_is_brought_up_to_date_and_taken_back(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "Nº incidencia;Fecha;Cliente;Asunto;Estado;Valoración\n5;01/05/2026;Ana Ruiz;Fuga;{}"
    await bring(tmp_path, by, rows.format("abierta;"), "tickets")
    await bring(tmp_path, by, rows.format("resuelta;8/10"), "tickets")
    ticket = await Ticket.get(contact_id=ana)
    assert (ticket.state, ticket.satisfaction) == ("resolved", 4)
    last = await Event.filter(kind="ticket_imported").first()
    assert last is not None
    assert isinstance(await undo(last.id, by), Undone)
    assert (await Ticket.get(contact_id=ana)).state == "open"


async def test_a_day_of_resolving_is_known_whatever_its_gender(
    database: str, by: By, tmp_path: Path
) -> None:
    ana, _ = await people(by)
    rows = "incidencia;email;asunto;estado;abierta;resuelta\n"
    rows += "T1;ana@example.org;Fuga;resuelto;01/02/2026;03/02/2026"
    assert told(await bring(tmp_path, by, rows, "tickets")) == (1, 1, 0, 0, 0, 0)
    (ticket,) = (await record(ana))["tickets"]
    assert (ticket["opened_at"][:10], ticket["resolved_at"][:10]) == ("2026-02-01", "2026-02-03")
