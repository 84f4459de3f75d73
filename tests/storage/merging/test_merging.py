"""Two records become one, and everything of both is kept."""

from datetime import timedelta

import pytest

from storage import consent, merging, notes, tags, tasks
from storage.consent import Proof, standings
from storage.contacts import Corrected, correct, resolve
from storage.duplicates import tell_apart
from storage.erasure import Erased, erase
from storage.events import By
from storage.merging import Merged, NotMerged
from storage.rules.sending import Refused, may_send
from storage.rules.subscriptions import ConsentAct, SubscriptionStanding
from storage.send_facts import send_facts
from storage.showing import find_ids, show
from storage.tables.events import Event, EventDetail
from storage.tables.knowing import DuplicatePair, OtherValue
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.work import Note, Task
from storage.undo import NotUndone, Undone, undo
from tests.storage.people import person

pytestmark = pytest.mark.usefixtures("database")


async def _merged(by: By, *ids: int, **choices: int) -> Merged:
    done = await merging.merge(ids, by, choices=choices)
    assert isinstance(done, Merged)
    return done


async def _pair(one: int, other: int, state: str, by: By) -> DuplicatePair:
    return await DuplicatePair.create(
        a_id=one, b_id=other, score=0.9, verdict="maybe", state=state, found_at=by.at
    )


async def test_everything_of_both_is_found_on_the_one_that_stays(by: By) -> None:
    ana = await person(by, "Ana", last_name="Ruiz", mobile="+34600111222")
    other = await person(
        by, "A.", email="ana.ruiz@example.com", last_name="Ruiz Gómez", company="Flores SL"
    )
    await notes.add(other, "Prefers the morning", by)
    await tags.change(other, by, add=["vip"])
    done = await _merged(by, ana, other)
    assert done.contact_id == ana
    shown = await show(other, by.at)
    assert shown is not None
    assert (shown["id"], shown["first_name"], shown["last_name"]) == (ana, "Ana", "Ruiz Gómez")
    assert shown["company"] == "Flores SL"
    assert {mail["address"] for mail in shown["emails"]} == {
        "ana@example.org",
        "ana.ruiz@example.com",
    }
    assert shown["tags"] == ["vip"]
    assert await Note.filter(contact_id=ana).count() == 1
    beside = await OtherValue.filter(contact_id=ana).order_by("id")
    assert {(row.field, row.value) for row in beside} == {
        ("first_name", "A."),
        ("last_name", "Ruiz"),
    }
    assert await find_ids("ana.ruiz@example.com") == [ana]


async def test_a_preview_tells_what_a_merge_then_does_and_changes_nothing(by: By) -> None:
    ana = await person(by, "Ana", last_name="Ruiz")
    other = await person(by, "Anna", email="anna@example.com", last_name="Ruiz")
    told = await merging.preview([ana, other], by)
    assert isinstance(told, Merged)
    assert told.events == ()
    assert not await Event.filter(kind="merged").exists()
    assert (await Contact.get(id=other)).merged_into_id is None
    done = await _merged(by, ana, other)
    assert (done.won, done.beside, done.moved) == (told.won, told.beside, told.moved)


async def test_what_cannot_be_merged_is_said_with_one_reason(by: By) -> None:
    ana, luis, eva = [await person(by, name) for name in ("Ana", "Luis", "Eva")]
    await _merged(by, ana, luis)
    assert await merging.merge([ana], by) == NotMerged("needs_two")
    assert await merging.merge([ana, ana], by) == NotMerged("same_contact", ana)
    assert await merging.merge([ana, 99_999], by) == NotMerged("unknown_contact", 99_999)
    assert await merging.merge([eva, luis], by) == NotMerged("merged_already", luis, into=ana)
    wrong = await merging.merge([ana, eva], by, choices={"shoe_size": ana})
    assert wrong == NotMerged("unknown_choice", ana, field="shoe_size")


async def test_a_choice_of_a_person_beats_the_rules(by: By) -> None:
    ana = await person(by, "Ana", last_name="Ruiz Gómez")
    other = await person(by, "Anita", email="anita@example.com", last_name="Ruiz")
    done = await _merged(by, ana, other, first_name=other, last_name=other, email=other)
    contact = await Contact.get(id=ana)
    assert (contact.first_name, contact.last_name) == ("Anita", "Ruiz")
    assert {one.why for one in done.won} == {"chosen"}
    assert (await EmailAddress.get(contact_id=ana, primary=True)).normal == "anita@example.com"


async def test_three_become_one_and_each_can_be_taken_out_again(by: By) -> None:
    ana = await person(by, "Ana")
    second = await person(by, "Ana María", email="am@example.com")
    third = await person(by, "Ana María José", email="amj@example.com")
    done = await _merged(by, ana, second, third)
    assert (await Contact.get(id=ana)).first_name == "Ana María José"
    assert len(done.events) == 4
    assert isinstance(await undo(done.events[0], by), Undone)
    assert (await Contact.get(id=ana)).first_name == "Ana María José"
    assert isinstance(await undo(done.events[2], by), Undone)
    assert [(await Contact.get(id=i)).first_name for i in (ana, second, third)] == [
        "Ana",
        "Ana María",
        "Ana María José",
    ]
    assert not await OtherValue.exists()


async def test_weeks_later_after_edits_each_gets_its_own_again(by: By) -> None:
    ana = await person(by, "Ana", last_name="Ruiz")
    other = await person(
        by, "Anne", email="anne@example.com", last_name="Smith", mobile="+34600111222"
    )
    early = await notes.add(other, "Speaks English", by)
    done = await _merged(by, ana, other, first_name=other)
    later = By("staff:2", by.at + timedelta(days=30))
    await correct(ana, {"first_name": "Anna", "job_title": "Baker"}, later, country="ES")
    await Note.filter(id=early.note_id).update(text="Speaks English and French")
    await notes.add(ana, "Called about bread", later)
    result = await undo(done.events[1], By("staff:2", by.at + timedelta(days=60)))
    assert isinstance(result, Undone)
    assert (result.contact_id, result.separated, result.stayed) == (ana, other, {"note": 1})
    assert [left.field for left in result.left] == ["first_name"]
    kept, back = await Contact.get(id=ana), await Contact.get(id=other)
    assert (kept.first_name, kept.last_name, kept.job_title) == ("Anna", "Ruiz", "Baker")
    assert (back.first_name, back.last_name, back.merged_into_id) == ("Anne", "Smith", None)
    assert (await Note.get(id=early.note_id)).contact_id == other
    assert (await Phone.get(contact_id=other)).e164 == "+34600111222"
    assert await OtherValue.filter(contact_id=ana, value="Ana").exists()
    assert await undo(done.events[0], by) == NotUndone("undone_already")
    assert isinstance(await merging.merge([ana, other], by), Merged)


async def test_of_a_chain_the_later_merge_is_taken_back_first(by: By) -> None:
    first, second, third = [await person(by, name) for name in ("Ana", "Anna", "Anne")]
    inner = await _merged(by, second, third)
    outer = await _merged(by, first, second)
    found = await resolve(third)
    assert found is not None
    assert found.id == first
    refused = await undo(inner.events[0], by)
    assert refused == NotUndone("merged_since", outer.events[0])
    assert isinstance(await undo(outer.events[0], by), Undone)
    assert (await Contact.get(id=third)).merged_into_id == second
    assert isinstance(await undo(inner.events[0], by), Undone)
    for contact_id, name in ((first, "ana"), (second, "anna"), (third, "anne")):
        mail = await EmailAddress.get(contact_id=contact_id)
        assert mail.normal == f"{name}@example.org"


async def test_the_same_twice_is_there_once_and_comes_back(by: By) -> None:
    ana = await person(by, "Ana", mobile="+34600111222", street="Mayor 1", city="Madrid")
    other = await person(
        by, "Anna", email="ana@example.org", mobile="+34600111222", street="MAYOR 1", city="madrid"
    )
    for one in (ana, other):
        await tags.change(one, by, add=["VIP"])
        await tasks.open_task("call", one, "mailbox_full", by)
    done = await _merged(by, ana, other)
    for model in (EmailAddress, Phone, PostalAddress, ContactTag):
        assert await model.filter(contact_id=ana).count() == 1
    assert await Task.filter(state="open").count() == 1
    assert isinstance(await undo(done.events[0], by), Undone)
    for model in (EmailAddress, Phone, PostalAddress, ContactTag):
        assert await model.filter(contact_id=other).count() == 1
    assert await Task.filter(contact_id=other, state="open").count() == 1


async def test_a_refusal_of_either_binds_both_and_leaves_again(by: By) -> None:
    ana = await person(by, "Ana")
    other = await person(by, "Anna", email="anna@example.com")
    await consent.refuse(other, ConsentAct.WITHDRAWN, by)
    done = await _merged(by, ana, other)
    assert "refusal_binds" in done.warnings
    facts = (await send_facts([ana], "updates"))[ana]
    assert may_send(facts) == Refused("withdrawn")
    assert isinstance(await undo(done.events[0], by), Undone)
    now = await standings([ana, other])
    assert now[ana]["updates/email"] is SubscriptionStanding.GRANTED
    assert now[other]["updates/email"] is SubscriptionStanding.WITHDRAWN


async def test_what_was_refused_while_both_were_one_binds_both_afterwards(by: By) -> None:
    ana = await person(by, "Ana")
    other = await person(by, "Anna", email="anna@example.com")
    done = await _merged(by, ana, other)
    await consent.refuse(other, ConsentAct.WITHDRAWN, by)
    await undo(done.events[0], by)
    now = await standings([ana, other])
    assert {now[one]["marketing/email"] for one in (ana, other)} == {SubscriptionStanding.WITHDRAWN}


async def test_a_consent_of_that_time_waits_for_a_person_afterwards(by: By) -> None:
    ana = await person(by, "Ana", agrees=False)
    other = await person(by, "Anna", email="anna@example.com", agrees=False)
    done = await _merged(by, ana, other)
    proof = Proof("consent", "May we?", "page", by.at)
    await consent.record(other, ConsentAct.GRANTED, proof, by)
    assert (await standings([ana]))[ana]["updates/email"] is SubscriptionStanding.GRANTED
    await undo(done.events[0], by)
    facts = await send_facts([ana, other], "updates")
    assert [may_send(facts[one]) for one in (ana, other)] == [Refused("held")] * 2
    assert await Task.filter(kind="review", reason="consent_while_merged").count() == 2


async def test_not_the_same_is_remembered_for_the_one_that_stays(by: By) -> None:
    ana, other, third = [await person(by, name) for name in ("Ana", "Anna", "Anne")]
    pair = await _pair(ana, other, "open", by)
    apart = await _pair(other, third, "apart", by)
    done = await _merged(by, ana, other)
    assert (await DuplicatePair.get(id=pair.id)).state == "merged"
    assert (await DuplicatePair.get(a_id=ana, b_id=third)).state == "apart"
    await undo(done.events[0], by)
    assert (await DuplicatePair.get(id=pair.id)).state == "open"
    assert (await DuplicatePair.get(id=apart.id)).state == "apart"
    assert not await DuplicatePair.exists(a_id=ana, b_id=third)


async def test_whom_a_person_told_apart_is_merged_only_with_a_word(by: By) -> None:
    ana, eva, other = [await person(by, name) for name in ("Ana", "Eva", "Anna")]
    event = await tell_apart([other, ana], by)
    refused = NotMerged("told_apart", other, into=ana)
    for verb in (merging.preview, merging.merge):
        assert await verb([eva, other, ana], by) == refused
    assert "was_told_apart" not in (await _merged(by, ana, eva)).warnings
    told = await merging.preview([other, ana], by, anyway=True)
    done = await merging.merge([other, ana], by, anyway=True)
    for one in (told, done):
        assert isinstance(one, Merged)
        assert one.warnings[0] == "was_told_apart"
    assert isinstance(done, Merged)
    await undo(done.events[0], by)
    assert await merging.merge([ana, other], by) == refused, "it was remembered"
    await undo(event or 0, by)
    await _merged(by, ana, other)


async def test_erasing_the_one_erases_both_for_good(by: By) -> None:
    ana = await person(by, "Ana", last_name="Ruiz")
    other = await person(by, "Anne", email="anne@example.com", last_name="Smith")
    done = await _merged(by, ana, other)
    erased = await erase(other, by)
    assert isinstance(erased, Erased)
    assert erased.contacts == (ana, other)
    assert not await OtherValue.exists()
    assert {row.last_name for row in await Contact.all()} == {""}
    assert await undo(done.events[0], by) == NotUndone("emptied")
    assert await merging.merge([await person(by, "Eva"), ana], by) == NotMerged(
        "erased_contact", ana
    )


async def test_who_is_erased_after_a_merge_was_taken_back_is_nowhere_in_it(by: By) -> None:
    ana = await person(by, "Ana")
    other = await person(by, "Anne", email="anne@example.com", job_title="Baker")
    done = await _merged(by, ana, other)
    await undo(done.events[0], by)
    await erase(other, by)
    for detail in await EventDetail.all():
        assert "Baker" not in str(detail.changes)
    assert (await Contact.get(id=ana)).first_name == "Ana"


async def test_what_made_a_contact_is_not_undone_while_it_is_part_of_another(by: By) -> None:
    ana, other = await person(by, "Ana", agrees=False), await person(by, "Anna", agrees=False)
    made = await Event.get(contact_id=other, kind="contact_created")
    fixed = await correct(other, {"job_title": "Baker"}, by, country="ES")
    assert isinstance(fixed, Corrected)
    done = await _merged(by, ana, other)
    assert await undo(made.id, by) == NotUndone("merged_since", done.events[0])
    assert fixed.event_id is not None
    blocked = await undo(fixed.event_id, by)
    assert isinstance(blocked, NotUndone)
    assert blocked.reason == "nothing_left_to_undo"
    await undo(done.events[0], by)
    assert isinstance(await undo(fixed.event_id, by), Undone)
    assert isinstance(await undo(made.id, by), Undone)


async def test_a_number_of_another_system_passes_on_and_returns(by: By) -> None:
    ana, other, third = [await person(by, name) for name in ("Ana", "Anna", "Anne")]
    await Contact.filter(id=other).update(external_id="A-1")
    await Contact.filter(id=third).update(external_id="B-2")
    done = await _merged(by, ana, other, third)
    assert (await Contact.get(id=ana)).external_id == "A-1"
    assert await OtherValue.filter(contact_id=ana, field="external_id", value="B-2").exists()
    assert "two_external_ids" in done.warnings
    for event in done.events[::2]:
        assert isinstance(await undo(event, by), Undone)
    numbers = [(await Contact.get(id=one)).external_id for one in (ana, other, third)]
    assert numbers == [None, "A-1", "B-2"]


async def test_fields_of_the_owners_own_are_settled_one_by_one(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await Contact.filter(id=ana).update(custom={"size": "38", "shop": "Centro"})
    await Contact.filter(id=other).update(custom={"size": "40", "club": "yes"})
    done = await _merged(by, ana, other, **{"custom.size": other})
    assert (await Contact.get(id=ana)).custom == {"size": "40", "shop": "Centro", "club": "yes"}
    assert await OtherValue.filter(contact_id=ana, field="custom.size", value="38").exists()
    now = {"size": "40", "shop": "Norte", "club": "yes", "pet": "dog"}
    await Contact.filter(id=ana).update(custom=now)
    await undo(done.events[0], by)
    assert (await Contact.get(id=ana)).custom == {"size": "38", "shop": "Norte", "pet": "dog"}
    assert (await Contact.get(id=other)).custom == {"size": "40", "club": "yes"}
