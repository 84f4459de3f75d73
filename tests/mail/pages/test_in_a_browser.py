"""A customer with a real browser: opens the link, corrects, comes back, and leaves."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from storage import suppressions
from storage.tables.work import Proposal
from tests.mail.pages.site import Site, paths
from tests.mail.shop import asked, counted, customer
from tests.servers.need import program


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium without scripts: the pages must do without."""
    where = program("chromium", package="chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=str(where), args=flags)
        yield opened
        await opened.close()


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """A page of a phone's width, in English, with scripts off."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en-GB", java_script_enabled=False
    )
    yield await context.new_page()
    assert await context.cookies() == []
    await context.close()


async def test_a_customer_corrects_a_phone_and_then_leaves(site: Site, phone: Page) -> None:
    contact_id = await customer(language="es")
    form, _ = paths(await asked(contact_id))
    said: list[str] = []
    phone.on("console", lambda message: said.append(message.text))
    phone.on("requestfailed", lambda request: said.append(request.url))
    await phone.goto(str(site.server.make_url(form)))
    await expect(phone.get_by_role("heading", level=1)).to_have_text("¿Siguen bien tus datos?")
    await phone.get_by_text("Corregir o completar algo").click()
    await phone.get_by_label("Móvil").fill("123")
    await phone.get_by_role("button", name="Enviar los cambios").click()
    await expect(phone.get_by_role("alert")).to_be_visible()
    await phone.get_by_label("Móvil").fill("699 11 22 33")
    # Enter in a field presses the first button, which says what the other says here.
    await phone.get_by_label("Móvil").press("Enter")
    await expect(phone.get_by_role("heading", level=1)).to_have_text("Gracias, ya lo tenemos")
    await phone.reload()
    await expect(phone.locator("ins")).to_have_text("699 11 22 33")
    assert [(row.field, row.new) for row in await Proposal.all()] == [("mobile", "+34699112233")]
    await phone.goto(str(site.server.make_url(form)))
    await expect(phone.get_by_role("status")).to_contain_text("ya tenemos tus cambios")
    await phone.get_by_role("link", name="No quiero más correos").click()
    assert await suppressions.reasons(["ana@example.org"]) == {}, "following a link does nothing"
    await phone.get_by_role("button", name="No quiero más correos").click()
    await expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Hecho: no te escribiremos más"
    )
    assert await suppressions.reasons(["ana@example.org"])
    assert await counted(contact_id) == ["corrected", "to_review", "unsubscribed"]
    # The browser itself remarks on the form that came back with a fault.
    assert [line for line in said if "status of 422" not in line] == [], "the policy fits the page"


async def test_one_tap_on_a_narrow_phone_says_that_all_is_right(site: Site, phone: Page) -> None:
    contact_id = await customer(language="ru", street="Ñ" * 90, city="w" * 60)
    form, _ = paths(await asked(contact_id))
    await phone.set_viewport_size({"width": 320, "height": 640})
    await phone.goto(str(site.server.make_url(form)))
    assert await phone.locator("html").get_attribute("lang") == "ru"
    box = await phone.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 320, "nothing stands out"
    for control in await phone.locator("button:visible, summary").all():
        size = await control.bounding_box()
        assert size is not None
        assert size["height"] >= 44, "a thumb must hit it"
    await phone.keyboard.press("Tab")
    await phone.keyboard.press("Enter")
    await expect(phone.get_by_role("heading", level=1)).to_have_text("Спасибо!")
    assert await counted(contact_id) == ["confirmed"]
