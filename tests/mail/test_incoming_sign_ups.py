"""Answers to the mail that asks whether somebody signed up."""

from datetime import timedelta

from storage import consent, sign_ups
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.sign_ups import Request
from storage.tables.campaigns import Delivery
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.knowing import SignUp
from storage.tables.people import Contact
from tests.databases import NOW
from tests.mail.shop import Shop, bounce, mailed, reply

EVA = "Eva Sanz <eva@example.net>"


async def signed_up() -> Delivery:
    """Eva fills the form; the question to her address goes out."""
    address = "eva@example.net"
    by = By("page:sign_up", NOW)
    wanted = Request(address, address, "Sí, quiero", "es", values={"first_name": "Eva"})
    assert await sign_ups.ask(wanted, by, country="ES") == "asked"
    return await mailed(await Delivery.get())


async def standing() -> str:
    contact = await Contact.get()
    return str((await consent.standings([contact.id]))[contact.id]["marketing/email"])


async def test_a_yes_by_reply_is_the_consent(shop: Shop) -> None:
    question = await signed_up()
    assert await standing() == "pending"
    made = await shop.take(reply(question, "Sí, he sido yo.", sender=EVA))
    assert (made.outcome, made.why) == ("applied", "sign_up_confirmed")
    assert await standing() == "granted"
    await shop.take(reply(question, "Sí, de verdad.", sender=EVA))
    assert await ConsentRecord.filter(act="granted").count() == 2, "one for each purpose"


async def test_a_yes_from_another_address_is_none(shop: Shop) -> None:
    made = await shop.take(reply(await signed_up(), "Sí", sender="ladron@example.net"))
    assert (made.outcome, made.why) == ("shelved", "sign_up_unclear")
    assert await standing() == "pending"


async def test_a_no_by_reply_ends_it(shop: Shop) -> None:
    made = await shop.take(reply(await signed_up(), "Dadme de baja.", sender=EVA))
    assert (made.outcome, made.why) == ("applied", "sign_up_refused")
    assert [row.address for row in await Suppression.all()] == ["eva@example.net"]
    assert (await SignUp.get()).state == "expired"


async def test_a_question_that_comes_back_ends_it(shop: Shop) -> None:
    made = await shop.take(bounce(await signed_up()))
    assert (made.outcome, made.why) == ("applied", "sign_up_bounced")
    assert (await Contact.get()).retired_at is not None


async def test_who_left_comes_back_by_reply_once_a_colleague_let_the_question_out(
    shop: Shop,
) -> None:
    await shop.take(reply(await signed_up(), "Sí, he sido yo.", sender=EVA))
    contact = await Contact.get()
    await consent.refuse(contact.id, ConsentAct.WITHDRAWN, By("page:1", NOW))
    later = NOW + timedelta(days=2)
    address = "eva@example.net"
    wanted = Request(address, address, "Sí, quiero", "es")
    assert await sign_ups.ask(wanted, By("page:sign_up", later), country="ES") == "suppressed"
    wish = await SignUp.get(state="waiting")
    assert await sign_ups.ask_back(wish.id, By("staff:1", later)) == "asked"
    question = await mailed(await Delivery.get(key=f"sign_up:{wish.id}"))
    made = await shop.take(reply(question, "Sí, he sido yo.", sender=EVA))
    assert (made.outcome, made.why) == ("applied", "sign_up_confirmed")
    assert await standing() == "granted"
    assert await Suppression.filter(lifted_at=None).count() == 0
