"""The form: what it shows, and what a POST does, once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from mail.pages.acting import MOST
from storage import contacts, proposals
from storage.events import By
from storage.tables.people import Contact
from storage.tables.work import Proposal
from tests.databases import NOW
from tests.mail.pages.site import CONFIRM, SETTINGS, Site, dump, open_site, paths
from tests.mail.shop import asked, counted, customer, events_of


async def record(contact_id: int) -> dict[str, str]:
    return await contacts.record_of(await Contact.get(id=contact_id))


async def test_the_form_shows_the_fields_of_the_mail_and_no_others(site: Site) -> None:
    await customer(company="Secreta S.L.", birth_date="1980-03-12")
    form, _ = paths(await asked(1))
    page = await site.get(form)
    assert page.status == 200
    for shown in ("Ana", "Ruiz", "612 34 56 78", "Calle Mayor 5", "46001", "12 de marzo"):
        assert shown in page.text
    assert "Secreta" not in page.text
    assert "1980" not in page.text, "a birth date goes without its year"


async def test_all_right_counts_once_however_often_it_is_pressed(both: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked(contact_id))
    first = await both.post(form, CONFIRM)
    after = await dump()
    both.clock.move_to(NOW + timedelta(days=2))
    again = await both.post(form, CONFIRM)
    assert (first.status, again.status) == (200, 200)
    assert first.text == again.text
    assert await dump() == after
    assert (await Contact.get(id=contact_id)).confirmed_at == NOW + timedelta(hours=2)
    assert await counted(contact_id) == ["confirmed"]
    assert (await events_of(contact_id)).count("confirmed") == 1


async def test_corrections_wait_for_staff_and_change_nothing_by_themselves(both: Site) -> None:
    contact_id = await customer()
    before = await record(contact_id)
    form, _ = paths(await asked(contact_id))
    changes = {**CONFIRM, "mobile": "699 11 22 33", "street": "Calle Nueva 7", "city": "Valencia"}
    first = await both.post(form, changes)
    after = await dump()
    again = await both.post(form, changes)
    assert first.status == 200
    assert "699 11 22 33" in first.text
    assert again.text == first.text
    assert await dump() == after
    rows = await Proposal.all().order_by("field")
    told = [(row.field, row.new, row.state, row.why) for row in rows]
    assert told == [
        ("mobile", "+34699112233", "open", "unverified_sender"),
        ("street", "Calle Nueva 7", "open", "unverified_sender"),
    ]
    assert await record(contact_id) == before
    assert await counted(contact_id) == ["corrected", "to_review"]


async def test_a_rejected_correction_does_not_come_back_with_the_same_post(site: Site) -> None:
    form, _ = paths(await asked(await customer()))
    await site.post(form, {**CONFIRM, "city": "Alzira"})
    await Proposal.all().update(state="rejected")
    await site.post(form, {**CONFIRM, "city": "Alzira"})
    assert await Proposal.all().count() == 1


async def test_a_new_address_is_asked_only_after_staff_have_looked(site: Site) -> None:
    """A forwarded mail has a live link: its reader must not become the customer."""
    contact_id = await customer()
    form, _ = paths(await asked(contact_id))
    page = await site.post(form, {**CONFIRM, "email": "Otra@Example.net"})
    assert page.status == 200
    row = await Proposal.get()
    assert (row.field, row.new, row.state) == ("email", "otra@example.net", "open")
    assert (await record(contact_id))["email"] == "ana@example.org"


async def test_a_page_that_lay_open_sets_nothing_back(site: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked(contact_id))
    await contacts.correct(contact_id, {"city": "Alzira"}, By("staff:1", NOW), country="ES")
    stale = {**CONFIRM, "city": "Valencia", "was.city": "Valencia"}
    await site.post(form, stale)
    assert await Proposal.all().count() == 0
    assert (await record(contact_id))["city"] == "Alzira"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ana arroba example"),
        ("mobile", "123"),
        ("birth_date", "el jueves"),
        ("first_name", "x" * 200),
        ("first_name", "<script>alert(1)</script>"),
    ],
)
async def test_a_value_nobody_can_understand_is_shown_again(
    site: Site, field: str, value: str
) -> None:
    form, _ = paths(await asked(await customer()))
    before = await dump()
    page = await site.post(form, {**CONFIRM, field: value, "city": "Alzira"})
    assert page.status == 422
    assert 'aria-invalid="true"' in page.text
    assert 'value="Alzira"' in page.text, "what was typed is not lost"
    assert "<script>alert" not in page.text
    assert await dump() == before


async def test_a_cleared_field_is_a_proposal_to_clear_it(site: Site) -> None:
    form, _ = paths(await asked(await customer()))
    page = await site.post(form, {**CONFIRM, "mobile": ""})
    assert page.status == 200
    row = await Proposal.get()
    assert (row.field, row.new) == ("mobile", "")


async def test_one_link_cannot_bury_staff_under_proposals(site: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked(contact_id))
    for number in range(MOST - 1):
        await proposals.propose(contact_id, "city", f"Villa {number}", By("contact:1", NOW))
    pages = [await site.post(form, {**CONFIRM, "city": f"Vila {n}"}) for n in range(3)]
    assert [page.status for page in pages] == [200, 429, 429]
    assert await Proposal.all().count() == MOST


async def test_language_and_channel_are_chosen_from_what_we_can_do(site: Site) -> None:
    form, _ = paths(await asked(await customer(language="en", channel="email")))
    settings = replace(SETTINGS, fields=("language", "channel", "country"))
    async with open_site(settings) as other:
        page = await other.get(form)
        assert '<option value="whatsapp">WhatsApp</option>' in page.text
        assert '<option value="email" selected>' in page.text
        posted = {**CONFIRM, "channel": "whatsapp", "language": "en", "country": "Spain"}
        assert (await other.post(form, posted)).status == 200
        assert (await other.post(form, {**CONFIRM, "channel": "pigeon"})).status == 422
        assert (await other.post(form, {**CONFIRM, "country": "Nowhere"})).status == 422
    told = {(row.field, row.new) for row in await Proposal.all()}
    assert told == {("channel", "whatsapp"), ("country", "ES")}


async def test_two_posts_at_the_same_moment_have_one_effect(both: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked(contact_id))
    changes = {**CONFIRM, "city": "Alzira"}
    pages = await asyncio.gather(*(both.post(form, changes) for _ in range(5)))
    assert {page.status for page in pages} == {200}
    assert await Proposal.all().count() == 1
    assert (await events_of(contact_id)).count("confirmed") == 1


async def test_a_form_without_our_mark_changes_nothing(site: Site) -> None:
    form, _ = paths(await asked(await customer()))
    before = await dump()
    for body in ({}, {"city": "Alzira"}, b"\x00\xff\xfe", "do=answer&" * 200):
        assert (await site.post(form, body)).status == 400
    assert await dump() == before
