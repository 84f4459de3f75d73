"""Taking oneself off: RFC 8058 to the letter, and a button for people."""

from datetime import timedelta

import pytest
from aiohttp import FormData

from storage import consent, erasure, suppressions
from storage.events import By
from storage.rules.sending import Refused, may_send
from storage.rules.subscriptions import SubscriptionStanding
from storage.send_facts import send_facts
from storage.tables.people import Contact
from storage.tables.work import Task
from tests.databases import NOW
from tests.mail.pages.site import ONE_CLICK, Site, asked_address, dump, paths
from tests.mail.shop import asked, counted, customer

BY = By("staff:1", NOW)


def multipart() -> FormData:
    form = FormData(default_to_multipart=True)
    form.add_field("List-Unsubscribe", "One-Click")
    return form


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
async def test_one_click_takes_off_at_once_and_for_good(both: Site, kind: str) -> None:
    contact_id = await customer()
    _, leave = paths(await asked(contact_id))
    body = multipart() if kind == "multipart" else ONE_CLICK
    page = await both.post(leave, body)
    assert page.status == 200
    assert "Location" not in page.headers
    assert "Set-Cookie" not in page.headers
    standing = (await consent.standings([contact_id]))[contact_id]
    assert set(standing.values()) == {SubscriptionStanding.WITHDRAWN}
    facts = (await send_facts([contact_id], "updates"))[contact_id]
    assert isinstance(may_send(facts), Refused)
    assert await counted(contact_id) == ["unsubscribed"]


async def test_the_same_click_again_is_answered_alike_and_changes_nothing(both: Site) -> None:
    _, leave = paths(await asked(await customer()))
    first = await both.post(leave, ONE_CLICK)
    after = await dump()
    again = await both.post(leave, ONE_CLICK)
    assert (again.status, again.text) == (200, first.text)
    assert await dump() == after


async def test_a_post_without_the_word_changes_nothing_and_shows_the_button(site: Site) -> None:
    _, leave = paths(await asked(await customer()))
    before = await dump()
    page = await site.post(leave, {"List-Unsubscribe": "maybe"})
    assert page.status == 400
    assert 'name="List-Unsubscribe" value="One-Click"' in page.text
    assert await dump() == before


async def test_an_old_link_still_takes_off_but_opens_no_form(site: Site) -> None:
    contact_id = await customer()
    form, leave = paths(await asked(contact_id))
    site.clock.move_to(NOW + timedelta(days=230))
    assert (await site.get(form)).status == 410
    assert (await site.post(form, {"do": "answer"})).status == 410
    assert (await Contact.get(id=contact_id)).confirmed_at is None
    assert (await site.get(leave)).status == 200
    assert (await site.post(leave, ONE_CLICK)).status == 200
    assert await suppressions.reasons(["ana@example.org"])


async def test_the_link_of_an_erased_person_says_nothing_of_them(site: Site) -> None:
    contact_id = await customer()
    form, leave = paths(await asked(contact_id))
    await erasure.erase(contact_id, BY)
    before = await dump()
    page = await site.get(form)
    assert page.status == 410
    assert "Ana" not in page.text
    assert (await site.post(leave, ONE_CLICK)).status == 200
    assert await dump() == before


async def test_a_merged_contact_is_taken_off_by_the_old_link(site: Site) -> None:
    old, new = await customer(), await customer(email="ana2@example.org")
    form, leave = paths(await asked(old))
    await Contact.filter(id=old).update(merged_into_id=new)
    assert (await site.get(form)).status == 410, "the address is not that of the record"
    assert (await site.post(leave, ONE_CLICK)).status == 200
    standing = (await consent.standings([new]))[new]
    assert set(standing.values()) == {SubscriptionStanding.WITHDRAWN}
    assert await suppressions.reasons(["ana@example.org"])


async def test_refusing_a_question_refuses_for_that_address_alone(site: Site) -> None:
    contact_id = await customer()
    _, leave = paths(await asked_address(contact_id))
    assert (await site.post(leave, ONE_CLICK)).status == 200
    after = await dump()
    assert (await site.post(leave, ONE_CLICK)).status == 200
    assert await dump() == after
    standing = (await consent.standings([contact_id]))[contact_id]
    assert set(standing.values()) == {SubscriptionStanding.GRANTED}
    assert await suppressions.reasons(["ana@example.org"]) == {}
    assert await suppressions.reasons(["ana.nueva@example.org"])
    assert [task.reason for task in await Task.all()] == ["new_address_refused"]
