"""Mails that pretend: none of them changes anything of a customer."""

from datetime import date, timedelta

import pytest

from mail.addresses import Addresses, Purpose
from mail.settings import AddressSettings
from storage import contacts
from storage.tables.consent import ConsentRecord, Hold, Suppression
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Proposal, Task
from tests.databases import NOW
from tests.mail.shop import (
    ADDRESSES,
    Shop,
    asked,
    bounce,
    complaint,
    counted,
    customer,
    events_of,
    reply,
)

THIEF = Addresses(AddressSettings("clientes@tienda.test", "the secret of somebody else"))
FORGED = THIEF.reply(1, NOW.date())


async def untouched(contact_id: int) -> bool:
    """Nothing was changed, refused or counted for this customer."""
    contact = await Contact.get(id=contact_id)
    address = await EmailAddress.get(contact_id=contact_id)
    return (
        contact.confirmed_at is None
        and address.standing == "unverified"
        and not await Suppression.all().exists()
        and not await ConsentRecord.exclude(act="stated").exists()
        and await counted(contact_id) == []
        and await events_of(contact_id) == ["contact_created", "consent_stated"]
    )


async def test_a_forged_bounce_changes_nothing(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    for to in (FORGED, "clientes@tienda.test", "clientes+aaaaaaaaaaaaaaaaaaaaaaaa@tienda.test"):
        made = await shop.take(bounce(delivery, to=to))
        assert (made.kind, made.outcome) == ("bounce", "shelved")
    assert await untouched(ana)


async def test_a_bounce_for_a_mail_never_sent_changes_nothing(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    delivery.state, delivery.sending_at = "queued", None
    await delivery.save()
    made = await shop.take(bounce(delivery))
    assert (made.outcome, made.why) == ("ignored", "backscatter")
    assert await untouched(ana)


async def test_a_bounce_with_an_expired_token_changes_nothing(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    old = ADDRESSES.envelope(delivery.id, NOW.date() - timedelta(days=500))
    made = await shop.take(bounce(delivery, to=old))
    assert (made.outcome, made.why) == ("shelved", "expired_token")
    assert await untouched(ana)


async def test_a_bounce_that_quotes_our_message_id_counts(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    quoted = delivery.message_id or ""
    made = await shop.take(bounce(delivery, to="clientes@tienda.test", original=quoted))
    assert (made.outcome, made.contact_id) == ("applied", ana)


async def test_a_forged_complaint_changes_nothing(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(complaint(await asked(ana), token=False))
    assert (made.kind, made.outcome, made.why) == ("complaint", "shelved", "not_our_mail")
    assert await untouched(ana)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "dmarc"])
async def test_a_report_that_is_no_complaint_changes_nothing(shop: Shop, kind: str) -> None:
    ana = await customer()
    made = await shop.take(complaint(await asked(ana), kind=kind))
    assert (made.kind, made.outcome) == ("unknown", "shelved")
    assert await untouched(ana)


async def test_a_stranger_with_a_forged_token_takes_nobody_off(shop: Shop) -> None:
    ana = await customer()
    await asked(ana)
    forged = reply(None, "Dadme de baja.", sender="ladron@example.net").replace(
        b"To: clientes@tienda.test", f"To: {FORGED}".encode()
    )
    made = await shop.take(forged)
    assert (made.outcome, made.why) == ("shelved", "forged_token")
    assert await untouched(ana)
    assert not await Hold.all().exists()


async def test_a_forged_from_with_a_forged_token_only_proposes(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    before = await contacts.record_of(await Contact.get(id=ana))
    forged = reply(None, "Móvil: 699111222\nCorreo: ladron@example.net").replace(
        b"To: clientes@tienda.test", f"To: {THIEF.reply(delivery.id, NOW.date())}".encode()
    )
    assert (await shop.take(forged)).outcome == "proposed"
    assert await contacts.record_of(await Contact.get(id=ana)) == before
    assert {p.state for p in await Proposal.filter(contact_id=ana)} == {"open"}


async def test_a_forwarded_mail_with_a_live_token_lets_nobody_else_change_anything(
    shop: Shop,
) -> None:
    ana = await customer()
    delivery = await asked(ana)
    before = await contacts.record_of(await Contact.get(id=ana))
    for words in ("Móvil: 699111222", "Está todo bien.", "¿Quién es usted?"):
        await shop.take(reply(delivery, words, sender="vecino@example.net"))
    assert await contacts.record_of(await Contact.get(id=ana)) == before
    assert (await Contact.get(id=ana)).confirmed_at is None
    assert await counted(ana) == ["to_review"]


async def test_the_token_of_one_customer_does_not_open_the_record_of_another(shop: Shop) -> None:
    ana = await customer()
    await asked(ana)
    eva = await customer(email="eva@example.org", first_name="Eva", mobile="612000111")
    await asked(eva)
    before = await contacts.record_of(await Contact.get(id=ana))
    delivery = await asked(eva, address="eva2@example.org")
    made = await shop.take(reply(delivery, "Móvil: 699111222"))
    assert (made.outcome, made.contact_id) == ("proposed", eva)
    assert await contacts.record_of(await Contact.get(id=ana)) == before


async def test_the_envelope_token_is_no_proof_for_a_person(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    envelope = ADDRESSES.envelope(delivery.id, NOW.date())
    mail = reply(None, "Móvil: 699111222").replace(
        b"To: clientes@tienda.test", f"To: {envelope}".encode()
    )
    made = await shop.take(mail)
    assert (made.outcome, made.contact_id) == ("proposed", ana)


async def test_a_token_for_a_delivery_that_is_not_there_finds_nobody(shop: Shop) -> None:
    lost = ADDRESSES.sign(Purpose.REPLY, 12345, date(2026, 7, 1))
    mail = reply(None, "Está bien.", sender="x@example.net", Delivered_To=f"a+{lost}@tienda.test")
    made = await shop.take(mail)
    assert (made.outcome, made.why) == ("shelved", "unknown_sender")


async def test_an_erased_customers_token_finds_nobody(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    await Contact.filter(id=ana).update(erased_at=NOW)
    made = await shop.take(reply(delivery, "Móvil: 699111222", sender="x@example.net"))
    assert (made.outcome, made.contact_id) == ("shelved", None)
    assert not await Task.all().exists()


async def test_words_of_refusal_in_the_quoted_mail_mean_nothing(shop: Shop) -> None:
    ana = await customer()
    quoted = "Está todo bien.\n\nEl lun, 6 jul 2026, Tienda escribió:\n> Dadme de baja\n> BAJA\n"
    made = await shop.take(reply(await asked(ana), quoted))
    assert (made.kind, made.outcome) == ("confirm", "applied")
    assert not await Suppression.all().exists()
