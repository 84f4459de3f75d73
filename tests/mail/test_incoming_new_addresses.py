"""A new e-mail address is asked, and used only when a yes comes from there."""

from storage import contacts
from storage.tables.campaigns import Delivery
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.people import Contact
from storage.tables.work import Proposal, Task
from tests.mail.shop import Shop, asked, bounce, complaint, customer, mailed, reply

NEW = "Ana Ruiz <nueva@example.net>"


async def ask_new(shop: Shop) -> tuple[int, Delivery]:
    """Ana writes that her address is another one; the question to it goes out."""
    ana = await customer()
    made = await shop.take(reply(await asked(ana), "Correo: nueva@example.net"))
    assert (made.kind, made.outcome, made.why) == ("update", "proposed", "new_address")
    return ana, await mailed(await Delivery.get(kind="challenge"))


async def email_of(contact_id: int) -> str:
    return (await contacts.record_of(await Contact.get(id=contact_id)))["email"]


async def test_a_yes_from_there_makes_it_the_customers(shop: Shop) -> None:
    ana, challenge = await ask_new(shop)
    assert await email_of(ana) == "ana@example.org"
    made = await shop.take(reply(challenge, "Sí, es correcto.", sender=NEW))
    assert (made.outcome, made.why) == ("applied", "new_address_confirmed")
    assert await email_of(ana) == "nueva@example.net"
    again = await shop.take(reply(challenge, "Sí, es correcto.", sender=NEW))
    assert (again.outcome, again.why) == ("ignored", "decided_already")


async def test_a_yes_from_elsewhere_does_not(shop: Shop) -> None:
    ana, challenge = await ask_new(shop)
    for sender in ("ana@example.org", "ladron@example.net"):
        made = await shop.take(reply(challenge, "Sí, es correcto.", sender=sender))
        assert (made.outcome, made.why) == ("shelved", "new_address_unclear")
    assert await email_of(ana) == "ana@example.org"


async def test_the_new_address_cannot_change_anything_else(shop: Shop) -> None:
    ana, challenge = await ask_new(shop)
    before = await contacts.record_of(await Contact.get(id=ana))
    await shop.take(reply(challenge, "Móvil: 699111222", sender=NEW))
    assert await contacts.record_of(await Contact.get(id=ana)) == before
    assert await Proposal.filter(field="mobile").count() == 0


async def test_a_no_from_there_ends_it_and_refuses_nothing_of_the_customers(shop: Shop) -> None:
    ana, challenge = await ask_new(shop)
    made = await shop.take(reply(challenge, "Dadme de baja.", sender=NEW))
    assert (made.outcome, made.why) == ("applied", "new_address_refused")
    assert await email_of(ana) == "ana@example.org"
    assert (await Proposal.get(contact_id=ana)).state == "rejected"
    assert [s.address for s in await Suppression.all()] == ["nueva@example.net"]
    assert not await ConsentRecord.filter(act="withdrawn").exists()
    assert (await Task.get(contact_id=ana)).reason == "new_address_refused"


async def test_a_complaint_from_there_ends_it_too(shop: Shop) -> None:
    ana, challenge = await ask_new(shop)
    made = await shop.take(complaint(challenge))
    assert (made.outcome, made.why) == ("applied", "new_address_refused")
    assert not await ConsentRecord.filter(contact_id=ana, act="complained").exists()


async def test_a_question_that_comes_back_is_for_staff_and_kills_no_address(shop: Shop) -> None:
    ana, challenge = await ask_new(shop)
    made = await shop.take(bounce(challenge))
    assert (made.outcome, made.why) == ("applied", "new_address_bounced")
    assert (await Task.get(contact_id=ana)).reason == "new_address_bounced"
    assert (await contacts.record_of(await Contact.get(id=ana)))["email"] == "ana@example.org"
    late = await shop.take(reply(challenge, "Sí, es correcto.", sender=NEW))
    assert (late.outcome, await email_of(ana)) == ("ignored", "ana@example.org")
