"""A customer complains to us, or sends what nobody should: tickets, and secrets that are cut."""

from storage import tickets
from storage.events import By
from storage.tables.consent import ConsentRecord, Hold, Suppression
from storage.tables.inbox import RawMessage
from storage.tables.service import Ticket
from storage.tables.work import Task
from tests.databases import NOW
from tests.mail.shop import Shop, asked, counted, customer, reply

GRIEVANCE = "Estoy muy descontenta: la mesa llegó rota y nadie me contesta. Quiero reclamar."


async def test_a_grievance_opens_a_ticket_and_suppresses_nobody(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), GRIEVANCE))
    assert made.kind == "complaint"
    ticket = await Ticket.get(contact_id=ana)
    assert (ticket.kind, ticket.state, ticket.opened_at) == ("complaint", "open", NOW)
    assert "la mesa llegó rota" in ticket.text
    assert ticket.inbox_id is not None
    assert not await Suppression.exists()
    assert not await Hold.exists()
    assert not await ConsentRecord.filter(contact_id=ana, act="complained").exists()
    assert await counted(ana) == ["to_review"]


async def test_settling_the_ticket_settles_what_stands_among_the_reviews(shop: Shop) -> None:
    ana = await customer()
    await shop.take(reply(await asked(ana), GRIEVANCE))
    ticket, task = await Ticket.get(contact_id=ana), await Task.get(contact_id=ana)
    assert (task.reason, task.params["ticket"]) == ("complaint", ticket.id)
    await tickets.resolve(ticket.id, By("staff:1", NOW))
    assert (await Task.get(id=task.id)).state == "done"


async def test_a_card_number_by_mail_is_kept_nowhere(shop: Shop) -> None:
    ana = await customer()
    words = "¿Pueden cobrarme la mesa? Mi tarjeta es 4111 1111 1111 1111, caduca 12/27."
    await shop.take(reply(await asked(ana), words))
    task = await Task.get(contact_id=ana)
    assert task.params["cut"] == ["card_number"]
    assert "***, caduca 12/27" in str(task.params["words"])
    assert "4111" not in str(task.params)
    for raw in await RawMessage.all():
        assert b"4111 1111" not in bytes(raw.content)
