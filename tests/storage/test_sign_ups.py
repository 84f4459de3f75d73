"""Signing up: one mail asks the address, and only its yes counts."""

from datetime import timedelta

import pytest

from storage import consent, contacts, preferences, sign_ups, suppressions
from storage.contacts import Corrected
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.send_checks import cancellations
from storage.sign_ups import Request
from storage.tables.campaigns import Delivery
from storage.tables.consent import ConsentRecord
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


@pytest.mark.parametrize("count", [sign_ups.MOST_A_DAY])
async def test_strangers_cannot_mail_the_whole_world(database: str, count: int) -> None:
    await SignUp.bulk_create(
        [
            SignUp(address="x", normal=f"x{n}@example.org", wording="", language="es", asked_at=NOW)
            for n in range(count)
        ]
    )
    assert await ask() == "too_many"
