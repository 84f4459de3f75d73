"""The page to sign up on."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from storage import consent
from storage.tables.campaigns import Delivery
from storage.tables.knowing import SignUp
from storage.tables.people import Contact
from tests.mail.pages.site import SETTINGS, Site, dump, open_site, paths
from tests.mail.shop import customer, mailed

FORM = {
    "email": " Eva@Example.org ",
    "first_name": "Eva María",
    "last_name": "Sanz",
    "agreed": "yes",
}


@pytest.fixture
async def open_to_all(database: str) -> AsyncIterator[Site]:
    settings = replace(SETTINGS, sign_up=True, interests=("Vinos", "Quesos <b>"))
    async with open_site(settings) as site:
        yield site


async def test_looking_changes_nothing(open_to_all: Site) -> None:
    before = await dump()
    page = await open_to_all.get("/s?lang=ru", headers={"Referer": "https://feria.test/x"})
    assert page.status == 200
    assert "feria.test" in page.text
    assert "Хотите" in page.text
    assert "Quesos &lt;b&gt;" in page.text
    assert await dump() == before


async def test_the_form_asks_the_address_and_its_yes_counts(open_to_all: Site) -> None:
    sent = await open_to_all.post("/s", {**FORM, "i.Vinos": "yes", "site": "feria.test"})
    assert sent.status == 200
    assert "Eva@Example.org" in sent.text
    row = await SignUp.get()
    assert (row.normal, row.interests) == ("eva@example.org", ["Vinos"])
    assert "novedades y ofertas de Tienda Sol" in row.wording
    form, _ = paths(await mailed(await Delivery.get()))
    assert "¿Te has apuntado tú?" in (await open_to_all.get(form)).text
    first = await open_to_all.post(form, {"do": "yes"})
    again = await open_to_all.post(form, {"do": "yes"})
    assert "eva@example.org" in first.text
    assert first.text == again.text
    contact = await Contact.get()
    assert (contact.first_name, contact.last_name) == ("Eva María", "Sanz")
    assert (await consent.standings([contact.id]))[contact.id]["updates/email"] == "granted"


async def test_known_and_unknown_addresses_get_the_same_answer(open_to_all: Site) -> None:
    await customer()
    known = await open_to_all.post("/s", {"email": "ana@example.org", "agreed": "yes"})
    unknown = await open_to_all.post("/s", {"email": "otra@example.org", "agreed": "yes"})
    assert known.text.replace("ana@", "otra@") == unknown.text


@pytest.mark.parametrize(
    "form",
    [{}, {**FORM, "email": "nada"}, {**FORM, "agreed": ""}, {"email": "a@example.org"}],
)
async def test_a_form_without_address_or_consent_is_shown_again(
    open_to_all: Site, form: dict[str, str]
) -> None:
    page = await open_to_all.post("/s", form)
    assert page.status == 422
    assert "Falta algo" in page.text
    assert await SignUp.all().count() == 0


async def test_a_program_that_fills_everything_signs_nobody_up(open_to_all: Site) -> None:
    page = await open_to_all.post("/s", {**FORM, "website": "http://spam.test"})
    assert page.status == 200
    assert await SignUp.all().count() == 0


async def test_there_is_no_such_page_unless_the_owner_wants_one(site: Site) -> None:
    assert (await site.get("/s")).status == 404
