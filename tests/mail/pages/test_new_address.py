"""The page behind the one mail that asks a new address."""

from datetime import timedelta

from storage import contacts, suppressions
from storage.tables.people import Contact
from storage.tables.work import Proposal
from tests.databases import NOW
from tests.mail.pages.site import Site, asked_address, dump, paths
from tests.mail.shop import customer


async def address_of(contact_id: int) -> str:
    return (await contacts.record_of(await Contact.get(id=contact_id)))["email"]


async def test_the_question_tells_a_stranger_nothing_of_the_customer(site: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked_address(contact_id))
    page = await site.get(form)
    assert page.status == 200
    assert "ana.nueva@example.org" in page.text
    for secret in ("Ruiz", "Calle Mayor", "ana@example.org", "612"):
        assert secret not in page.text
    assert await address_of(contact_id) == "ana@example.org"


async def test_yes_makes_it_the_customers_once(both: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked_address(contact_id))
    first = await both.post(form, {"do": "yes"})
    after = await dump()
    again = await both.post(form, {"do": "yes"})
    assert (first.status, again.status, again.text) == (200, 200, first.text)
    assert await dump() == after
    assert await address_of(contact_id) == "ana.nueva@example.org"
    assert (await Proposal.get()).state == "accepted"


async def test_no_ends_it_and_that_address_is_never_asked_again(both: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked_address(contact_id))
    first = await both.post(form, {"do": "no"})
    after = await dump()
    again = await both.post(form, {"do": "no"})
    assert (first.status, again.status, again.text) == (200, 200, first.text)
    assert await dump() == after
    assert (await Proposal.get()).state == "rejected"
    assert await suppressions.reasons(["ana.nueva@example.org"])
    assert (await both.post(form, {"do": "yes"})).status == 200
    assert await address_of(contact_id) == "ana@example.org", "a no is not taken back by a tap"


async def test_neither_an_old_link_nor_another_word_confirms_an_address(site: Site) -> None:
    contact_id = await customer()
    form, _ = paths(await asked_address(contact_id))
    before = await dump()
    assert (await site.post(form, {"do": "answer"})).status == 400
    site.clock.move_to(NOW + timedelta(days=230))
    assert (await site.post(form, {"do": "yes"})).status == 410
    assert await dump() == before
