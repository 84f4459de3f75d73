"""The way In: what each kind of mail does, and what it must never do."""

from datetime import timedelta

import pytest

from storage import consent, contacts
from storage.events import By
from storage.tables.consent import ConsentRecord, Hold, Suppression
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Proposal, Task
from storage.undo import undo
from tests.databases import NOW
from tests.mail.shop import (
    ADDRESSES,
    Shop,
    asked,
    bounce,
    complaint,
    counted,
    customer,
    reply,
)


async def test_it_is_right_confirms(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), "Está todo bien, gracias."))
    assert (made.kind, made.outcome, made.contact_id) == ("confirm", "applied", ana)
    assert (await Contact.get(id=ana)).confirmed_at == NOW
    assert (await EmailAddress.get(contact_id=ana)).standing == "deliverable"
    assert await counted(ana) == ["confirmed"]


async def test_a_labelled_correction_is_applied_and_confirms_the_rest(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), "Móvil: 699 111 222\n"))
    assert (made.kind, made.outcome) == ("update", "applied")
    record = await contacts.record_of(await Contact.get(id=ana))
    assert record["mobile"] == "+34699111222"
    assert (await Contact.get(id=ana)).confirmed_at == NOW
    assert await counted(ana) == ["corrected"]


async def test_take_me_off_is_done_at_once(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), "Por favor, dadme de baja."))
    assert (made.kind, made.outcome) == ("unsubscribe", "applied")
    assert await Suppression.filter(contact_id=ana, reason="unsubscribed").count() == 1
    assert await ConsentRecord.filter(contact_id=ana, act="withdrawn").count() == 2
    assert await counted(ana) == ["unsubscribed"]


async def test_take_me_off_without_a_token_is_believed_from_the_own_address(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(None, "Dadme de baja.", subject="Baja"))
    assert (made.outcome, made.contact_id) == ("applied", ana)


async def test_take_me_off_from_another_address_holds(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    made = await shop.take(reply(delivery, "Dadme de baja.", sender="otra@example.net"))
    assert (made.outcome, made.why) == ("held", "another_address")
    assert await Suppression.all().count() == 0
    assert (await Hold.get(contact_id=ana)).reason == "doubtful_opt_out"
    task = await Task.get(contact_id=ana)
    assert (task.kind, task.reason) == ("review", "doubtful_opt_out")
    assert "baja" in str(task.params["words"])
    assert await counted(ana) == ["to_review"]


async def test_the_button_of_a_mail_program_takes_off(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    made = await shop.take(reply(delivery, "", subject="Baja"))
    assert (made.kind, made.outcome) == ("unsubscribe", "applied")


async def test_a_hard_bounce_kills_the_address_and_asks_for_a_call(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(bounce(await asked(ana)))
    assert (made.kind, made.outcome, made.contact_id) == ("bounce", "applied", ana)
    assert (await EmailAddress.get(contact_id=ana)).standing == "undeliverable"
    assert (await Task.get(contact_id=ana)).kind == "call"
    assert await counted(ana) == ["bounced_hard", "to_call"]


async def test_a_delay_changes_nothing(shop: Shop) -> None:
    ana = await customer()
    late = bounce(await asked(ana), action="delayed", status="4.4.1", says="451 4.4.1 timed out")
    made = await shop.take(late)
    assert (made.kind, made.outcome) == ("delay", "ignored")
    assert await counted(ana) == []


async def test_a_complaint_takes_off_for_good(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(complaint(await asked(ana)))
    assert (made.kind, made.outcome) == ("complaint", "applied")
    standing = (await consent.standings([ana]))[ana]
    assert {str(one) for one in standing.values()} == {"complained"}
    assert await counted(ana) == ["complaints"]


async def test_a_complaint_counts_by_our_message_id(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    made = await shop.take(complaint(delivery, token=False, original=delivery.message_id or ""))
    assert (made.outcome, made.contact_id) == ("applied", ana)


async def test_somebody_on_holiday_is_counted_and_nothing_else(shop: Shop) -> None:
    ana = await customer()
    away = reply(await asked(ana), "Estoy de vacaciones.", Auto_Submitted="auto-replied")
    made = await shop.take(away)
    assert (made.kind, made.outcome) == ("auto_reply", "ignored")
    assert await counted(ana) == ["auto_replies"]
    assert (await Contact.get(id=ana)).confirmed_at is None


async def test_no_longer_works_here_is_for_staff(shop: Shop) -> None:
    ana = await customer()
    gone = "Ana Ruiz no longer works here."
    made = await shop.take(reply(await asked(ana), gone, Auto_Submitted="auto-replied"))
    assert (made.kind, made.outcome) == ("auto_reply", "shelved")
    assert (await Task.get(contact_id=ana)).reason == "no_longer_there"
    assert (await EmailAddress.get(contact_id=ana)).standing == "unverified"


async def test_a_question_goes_to_staff(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), "¿A qué hora abren los sábados?"))
    assert (made.kind, made.outcome) == ("question", "shelved")
    assert (await Task.get(contact_id=ana)).kind == "follow_up"
    assert await counted(ana) == ["to_review"]


@pytest.mark.parametrize(
    ("words", "kind", "task", "outcome"),
    [
        ("Borren todos mis datos.", "erase", "erase_request", "held"),
        ("¿Qué datos tienen de mí? Envíenme una copia.", "access", "access_request", "applied"),
    ],
)
async def test_a_request_of_a_data_subject_has_a_month(
    shop: Shop, words: str, kind: str, task: str, outcome: str
) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), words))
    assert (made.kind, made.outcome) == (kind, outcome)
    due = (await Task.get(contact_id=ana, kind=task)).due_at
    assert due == NOW.replace(month=8)
    assert await Hold.filter(contact_id=ana).exists() == (kind == "erase")


async def test_a_wrong_person_holds_the_mail(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(await asked(ana), "Se equivocan, yo no soy Ana."))
    assert (made.kind, made.outcome) == ("wrong_person", "held")


async def test_a_stranger_lands_on_the_shelf(shop: Shop) -> None:
    await customer()
    made = await shop.take(reply(None, "Compre barato.", sender="x@spam.test"))
    assert (made.outcome, made.why, made.contact_id) == ("shelved", "unknown_sender", None)


async def test_a_correction_without_a_token_is_a_proposal(shop: Shop) -> None:
    ana = await customer()
    made = await shop.take(reply(None, "Móvil: 699 111 222\n"))
    assert (made.kind, made.outcome) == ("update", "proposed")
    proposal = await Proposal.get(contact_id=ana)
    assert (proposal.field, proposal.new, proposal.why, proposal.state) == (
        "mobile",
        "+34699111222",
        "unverified_sender",
        "open",
    )
    record = await contacts.record_of(await Contact.get(id=ana))
    assert record["mobile"] == "+34612345678"


async def test_an_expired_token_is_as_good_as_none(shop: Shop) -> None:
    ana = await customer()
    long_ago = NOW - timedelta(days=300)
    delivery = await asked(ana, at=long_ago)
    made = await shop.take(reply(delivery, "Móvil: 699 111 222\n", signed_on=long_ago))
    assert (made.outcome, made.contact_id) == ("proposed", ana)
    again = await shop.take(reply(delivery, "Está todo bien.", signed_on=long_ago))
    assert again.outcome == "shelved"
    assert (await Contact.get(id=ana)).confirmed_at is None
    assert (await Task.get(contact_id=ana)).reason == "unclear_confirmation"


async def test_the_token_may_travel_in_the_message_id_alone(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    made = await shop.take(reply(None, "Está todo bien.", In_Reply_To=f"<{delivery.message_id}>"))
    assert (made.outcome, made.contact_id) == ("applied", ana)
    assert (await Contact.get(id=ana)).confirmed_at == NOW


async def test_two_addresses_in_from_are_nobody(shop: Shop) -> None:
    ana = await customer()
    two = reply(await asked(ana), "Móvil: 699111222", sender="ana@example.org, b@example.net")
    made = await shop.take(two)
    assert (made.outcome, made.contact_id) == ("proposed", ana)


async def test_an_undone_correction_is_taken_back_whole(shop: Shop) -> None:
    ana = await customer()
    before = await contacts.record_of(await Contact.get(id=ana))
    await shop.take(reply(await asked(ana), "Móvil: 699111222\nCiudad: Alicante\n"))
    changed = await Event.get(contact_id=ana, kind="contact_corrected")
    assert changed.actor == f"contact:{ana}"
    assert changed.cause.startswith("inbox:")
    await undo(changed.id, By("staff:1", NOW))
    assert await contacts.record_of(await Contact.get(id=ana)) == before


async def test_a_merged_contacts_token_goes_on_working(shop: Shop) -> None:
    old, new = await customer(), await customer(email="ana.ruiz@example.org")
    delivery = await asked(old)
    await Contact.filter(id=old).update(merged_into_id=new)
    await EmailAddress.filter(contact_id=old).update(contact_id=new, primary=False)
    made = await shop.take(reply(delivery, "Está todo bien."))
    assert (made.outcome, made.contact_id) == ("applied", new)


def test_addresses_are_signed_for_this_shop() -> None:
    assert ADDRESSES.plain == "clientes@tienda.test"


async def test_quoting_an_old_value_does_not_bring_it_back(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    later = By("staff:1", NOW + timedelta(days=1))
    await contacts.correct(ana, {"city": "Alicante"}, later, country="ES")
    form = "Está todo bien.\n\nEl lun, 6 jul 2026, Tienda escribió:\n> Ciudad: Valencia\n"
    made = await shop.take(reply(delivery, form), By("job:mailbox", NOW + timedelta(days=2)))
    assert (made.kind, made.outcome) == ("confirm", "applied")
    record = await contacts.record_of(await Contact.get(id=ana))
    assert record["city"] == "Alicante"
