"""A link never acts by being followed, and a token opens only what it was made for."""

from dataclasses import replace

import pytest

from mail.addresses import Purpose
from storage.tables.campaigns import Delivery
from tests.mail.pages.site import (
    CONFIRM,
    ONE_CLICK,
    SETTINGS,
    Site,
    asked_address,
    dump,
    forged,
    open_site,
    path_with,
    paths,
)
from tests.mail.shop import asked, customer

LOOKING = ("GET", "HEAD", "OPTIONS")
ODD = ("PUT", "DELETE", "PATCH", "PROPFIND")


async def every_path() -> list[str]:
    """Every address of the pages with every kind of token."""
    contact_id = await customer()
    delivery, question = await asked(contact_id), await asked_address(contact_id)
    found = [*paths(delivery), *paths(question)]
    for on in ("/r/", "/u/"):
        found += [path_with(purpose, delivery.id, on=on) for purpose in Purpose]
        found += [path_with(Purpose.PAGE, number, on=on) for number in (0, 999)]
        found += [on + "x", on, on + "%00", on + "a" * 24, on + "ñ" * 24]
    return [*found, *map(forged, paths(delivery)), "/", "/favicon.ico", "/robots.txt", "/r", "//"]


async def test_looking_changes_nothing_anywhere(both: Site) -> None:
    addresses = await every_path()
    before = await dump()
    for path in addresses:
        for method in (*LOOKING, *ODD):
            page = await both.ask(method, path, params={"do": "yes", **ONE_CLICK, **CONFIRM})
            assert page.status in (200, 404, 405, 410), (method, path)
            assert "Set-Cookie" not in page.headers
    assert await dump() == before


async def test_only_a_page_token_opens_a_page(site: Site) -> None:
    delivery = await asked(await customer())
    before = await dump()
    for purpose in (Purpose.ENVELOPE, Purpose.REPLY, Purpose.MESSAGE):
        for on, body in (("/r/", CONFIRM), ("/u/", ONE_CLICK)):
            path = path_with(purpose, delivery.id, on=on)
            assert (await site.get(path)).status == 404
            assert (await site.post(path, body)).status == 404
    assert await dump() == before


async def test_forged_and_unknown_tokens_get_one_and_the_same_page(site: Site) -> None:
    delivery = await asked(await customer())
    form, leave = paths(delivery)
    unknown = path_with(Purpose.PAGE, 999)
    before = await dump()
    pages = [
        await site.ask(method, path, data=data)
        for path in (forged(form), forged(leave), unknown, "/r/abc", "/elsewhere")
        for method, data in (("GET", None), ("POST", {**CONFIRM, **ONE_CLICK}))
    ]
    assert {page.status for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert "hola@tienda.test" in pages[0].text, "it says whom to write to"
    assert await dump() == before


async def test_a_mail_that_never_went_out_has_no_page(site: Site) -> None:
    delivery = await asked(await customer())
    await Delivery.filter(id=delivery.id).update(sending_at=None, state="queued")
    assert (await site.get(paths(delivery)[0])).status == 404


async def test_a_mailbox_that_left_the_record_is_shown_nothing(site: Site) -> None:
    delivery = await asked(await customer(), address="before@example.org")
    page = await site.get(paths(delivery)[0])
    assert page.status == 410
    assert "Ruiz" not in page.text


async def test_a_token_may_come_in_capitals_or_with_a_full_stop(site: Site) -> None:
    form, _ = paths(await asked(await customer()))
    assert (await site.get("/r/" + form.removeprefix("/r/").upper())).status == 200
    assert (await site.get(form + ".")).status == 200


@pytest.mark.parametrize("prefix", ["", "/datos"])
async def test_the_pages_may_live_under_a_path(site: Site, prefix: str) -> None:
    form, leave = paths(await asked(await customer()))
    settings = replace(SETTINGS, public_url="https://tienda.test/datos/")
    async with open_site(settings) as under:
        page = await under.get(prefix + form)
        assert page.status == 200
        assert f'href="..{leave}"' in page.text
        assert (await under.post(prefix + leave, ONE_CLICK)).status == 200
