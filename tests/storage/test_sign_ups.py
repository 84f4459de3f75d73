"""Signing up: one mail asks the address, and only its yes counts."""

from datetime import timedelta

import pytest

from storage import consent, contacts, preferences, sign_ups, suppressions
from storage.contacts import Corrected
from storage.events import By
from storage.rules.sending import Allowed, may_send
from storage.rules.subscriptions import ConsentAct
from storage.send_checks import cancellations
from storage.send_facts import send_facts
from storage.sign_ups import Request
from storage.tables.campaigns import Delivery
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.events import Event
from storage.tables.knowing import SignUp
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Task
from tests.databases import NOW

VISITOR = By("page:sign_up", NOW, "page:sign_up")


def request(address: str = "eva@example.org", **values: str) -> Request:
    return Request(
        address, address, "Sí, quiero", "es", values=values, interests=("Vinos",),
        referring_site="feria.test", device="mobile",
    )  # fmt: skip


async def ask(address: str = "eva@example.org", by: By = VISITOR, **values: str) -> str:
    return await sign_ups.ask(request(address, **values), by, country="ES")


async def someone(**values: str) -> int:
    made = await contacts.create(values, By("cli", NOW - timedelta(days=9)), country="ES")
    assert isinstance(made, Corrected)
    return made.contact_id


async def standing(contact_id: int) -> str:
    return str((await consent.standings([contact_id]))[contact_id]["marketing/email"])


async def test_a_new_address_is_pending_until_it_answers(database: str) -> None:
    assert await ask(first_name="Eva", last_name="Sanz") == "asked"
    contact = await Contact.get()
    question = await Delivery.get()
    assert (question.kind, question.address) == ("sign_up", "eva@example.org")
    assert await cancellations([question]) == {}
    assert await standing(contact.id) == "pending"
    assert await sign_ups.confirm(question.id, VISITOR, country="ES") == "confirmed"
    assert await standing(contact.id) == "granted"
    proof = await ConsentRecord.filter(act="granted").first()
    assert proof is not None
    assert (proof.wording, proof.basis) == ("Sí, quiero", "consent")
    assert "feria.test" in proof.evidence
    assert (await EmailAddress.get()).standing == "deliverable"
    assert [row.value for row in await preferences.of(contact.id)] == ["Vinos"]
    again = await Contact.get()
    assert (again.confirmed_at, again.referring_site, again.device) == (NOW, "feria.test", "mobile")


async def test_a_yes_twice_is_one_consent(database: str) -> None:
    await ask()
    question = await Delivery.get()
    for _ in range(2):
        assert await sign_ups.confirm(question.id, VISITOR, country="ES") == "confirmed"
    assert await ConsentRecord.filter(act="granted").count() == 2, "one for each purpose"


async def test_an_address_is_asked_once_a_day(database: str) -> None:
    assert await ask() == "asked"
    assert await ask() == "asked_already"
    later = By("page:sign_up", NOW + timedelta(days=2))
    assert await ask(by=later) == "asked"
    assert await Contact.all().count() == 1


async def test_whoever_types_a_customers_address_changes_nothing_of_theirs(database: str) -> None:
    contact_id = await someone(first_name="Ana", last_name="Ruiz", email="ana@example.org")
    await ask("ana@example.org", first_name="Intruso", mobile="+34600111222")
    contact = await Contact.get()
    before = await contacts.record_of(contact)
    assert before["first_name"] == "Ana"
    assert before["mobile"] == ""
    await sign_ups.confirm((await Delivery.get()).id, VISITOR, country="ES")
    after = await contacts.record_of(await Contact.get(id=contact_id))
    assert (after["first_name"], after["mobile"]) == ("Ana", "+34600111222")


async def test_who_left_is_not_written_to_and_staff_are_told(database: str, by: By) -> None:
    contact_id = await someone(email="ana@example.org")
    await consent.refuse(contact_id, ConsentAct.WITHDRAWN, by)
    assert await ask("ana@example.org") == "suppressed"
    assert await Delivery.all().count() == 0
    assert (await Task.get()).reason == "signed_up_again"


async def test_a_no_ends_it_for_good(database: str) -> None:
    await ask()
    question = await Delivery.get()
    assert await sign_ups.refuse(question.id, VISITOR) == "refused"
    assert await suppressions.reasons(["eva@example.org"])
    assert (await Contact.get()).retired_at is not None
    assert await sign_ups.confirm(question.id, VISITOR, country="ES") == "settled"
    assert await ask() == "suppressed"


async def test_a_question_that_nobody_answers_ends_after_a_month(database: str) -> None:
    await ask()
    known = await someone(email="ana@example.org")
    await ask("ana@example.org")
    late = By("job:sweep", NOW + timedelta(days=31))
    assert await sign_ups.expire(late) == 2
    assert await sign_ups.expire(late) == 0
    assert {row.state for row in await SignUp.all()} == {"expired"}
    retired = await Contact.filter(retired_at__isnull=False)
    assert [row.id for row in retired] != [known]
    assert len(retired) == 1
    reasons = await cancellations(await Delivery.all())
    assert set(reasons.values()) <= {"decided", "retired"}
    assert len(reasons) == 2


async def left(by: By) -> int:
    """Ana, who is taken off and signs up again on the page."""
    contact_id = await someone(first_name="Ana", email="ana@example.org")
    await consent.refuse(contact_id, ConsentAct.WITHDRAWN, by)
    assert await ask("ana@example.org") == "suppressed"
    return contact_id


async def may_be_mailed(contact_id: int) -> bool:
    return isinstance(may_send((await send_facts([contact_id], "updates"))[contact_id]), Allowed)


LATER = By("staff:1", NOW + timedelta(hours=1))


async def test_who_left_comes_back_by_the_yes_of_that_address(database: str, by: By) -> None:
    contact_id = await left(by)
    wish = await SignUp.get()
    assert await sign_ups.ask_back(wish.id, LATER) == "asked"
    assert (await Task.get()).state == "done"
    question = await Delivery.get()
    assert await cancellations([question]) == {}
    assert not await may_be_mailed(contact_id), "a colleague's wish lifts nothing"
    assert await suppressions.reasons(["ana@example.org"])
    assert await sign_ups.confirm(question.id, VISITOR, country="ES") == "confirmed"
    assert await may_be_mailed(contact_id)
    lifted = await Event.get(kind="suppression_lifted")
    assert (lifted.contact_id, lifted.actor) == (contact_id, VISITOR.actor)
    assert (await Suppression.get()).lifted_event_id == lifted.id


async def test_nobody_who_left_is_asked_before_a_colleague_says_so(database: str, by: By) -> None:
    await left(by)
    wish = await SignUp.get()
    again = By("page:sign_up", NOW + timedelta(days=3))
    assert await ask("ana@example.org", by=again) == "suppressed"
    assert [row.id for row in await SignUp.all()] == [wish.id], "a stranger cannot pile them up"
    assert await sign_ups.ask_back(wish.id, LATER) == "asked"
    assert await sign_ups.ask_back(wish.id, LATER) == "settled"
    assert await Delivery.all().count() == 1


async def test_whoever_leaves_again_is_not_brought_back_by_an_old_yes(
    database: str, by: By
) -> None:
    contact_id = await left(by)
    await sign_ups.ask_back((await SignUp.get()).id, LATER)
    question = await Delivery.get()
    later = By("page:7", NOW + timedelta(hours=2))
    await consent.refuse(contact_id, ConsentAct.WITHDRAWN, later)
    assert set((await cancellations([question])).values()) == {"withdrawn"}
    assert await sign_ups.confirm(question.id, VISITOR, country="ES") == "settled"
    assert not await may_be_mailed(contact_id)


async def test_a_yes_to_a_question_from_before_they_left_brings_nobody_back(
    database: str, by: By
) -> None:
    await ask()
    question, contact = await Delivery.get(), await Contact.get()
    await consent.refuse(contact.id, ConsentAct.WITHDRAWN, by)
    assert await sign_ups.confirm(question.id, VISITOR, country="ES") == "settled"
    assert await standing(contact.id) == "withdrawn"


async def test_a_complaint_closes_the_door(database: str, by: By) -> None:
    contact_id = await left(by)
    wish = await SignUp.get()
    await consent.refuse(contact_id, ConsentAct.COMPLAINED, by)
    assert await sign_ups.ask_back(wish.id, LATER) == "closed"
    assert await Delivery.all().count() == 0
    assert await ask("ana@example.org", by=LATER) == "suppressed"
    assert await SignUp.filter(state="waiting").count() == 0


async def test_a_hold_stops_the_question_to_who_left(database: str, by: By) -> None:
    contact_id = await left(by)
    await sign_ups.ask_back((await SignUp.get()).id, LATER)
    await consent.hold(contact_id, "doubtful_opt_out", by)
    assert set((await cancellations([await Delivery.get()])).values()) == {"held"}


async def test_a_wish_that_nobody_looks_at_ends_with_its_task(database: str, by: By) -> None:
    contact_id = await left(by)
    late = By("job:sweep", NOW + timedelta(days=31))
    assert await sign_ups.expire(late) == 1
    assert (await Task.get()).state == "done"
    assert (await Contact.get(id=contact_id)).retired_at is None
    assert await sign_ups.ask_back((await SignUp.get()).id, late) == "settled"


async def test_only_the_address_that_said_yes_comes_back(database: str, by: By) -> None:
    contact_id = await someone(email="ana@example.org")
    other = "ana@otra.example"
    await EmailAddress.create(contact_id=contact_id, address=other, normal=other)
    await consent.refuse(contact_id, ConsentAct.WITHDRAWN, by)
    await ask("ana@example.org")
    await sign_ups.ask_back((await SignUp.get()).id, LATER)
    await sign_ups.confirm((await Delivery.get()).id, VISITOR, country="ES")
    closed = await suppressions.reasons(["ana@example.org", other])
    assert closed == {other: "unsubscribed"}


@pytest.mark.parametrize("count", [sign_ups.MOST_A_DAY])
async def test_strangers_cannot_mail_the_whole_world(database: str, count: int) -> None:
    await SignUp.bulk_create(
        [
            SignUp(address="x", normal=f"x{n}@example.org", wording="", language="es", asked_at=NOW)
            for n in range(count)
        ]
    )
    assert await ask() == "too_many"
