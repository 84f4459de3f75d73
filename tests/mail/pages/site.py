"""The pages on a real socket, and a visitor who keeps no cookies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer
from multidict import CIMultiDict
from tortoise import Tortoise

from mail.addresses import Addresses, Purpose
from mail.pages import PagesSettings, application
from mail.settings import AddressSettings
from storage import proposals
from storage.clock import RehearsedClock
from storage.events import By, plain
from storage.proposals import Proposed
from storage.tables.campaigns import Delivery
from tests.databases import NOW
from tests.mail.shop import mailed

PUBLIC = "https://datos.tienda.test"
ADDRESSES = Addresses(
    AddressSettings("clientes@tienda.test", "a secret for the tests only", public_url=PUBLIC)
)
FIELDS = ("first_name", "last_name", "email", "mobile", "street", "postcode", "city", "birth_date")
SETTINGS = PagesSettings(
    business="Tienda Sol",
    contact="hola@tienda.test",
    controller="Tienda Sol S.L., Calle Luna 1, Valencia",
    public_url=PUBLIC,
    fields=FIELDS,
)
CONFIRM = {"do": "answer"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    status: int
    text: str
    headers: CIMultiDict[str]


@dataclass(slots=True)
class Site:
    """The pages, and the clock that they go by."""

    server: TestServer
    client: ClientSession
    clock: RehearsedClock

    async def get(self, path: str, **options: Any) -> Page:
        """Look at a page."""
        return await self.ask("GET", path, **options)

    async def post(self, path: str, form: Any = None, **options: Any) -> Page:
        """Send a form; urlencoded where it is a dictionary."""
        return await self.ask("POST", path, data=form, **options)

    async def ask(self, method: str, path: str, **options: Any) -> Page:
        """Send any request, without following redirects."""
        url = self.server.make_url(path)
        async with self.client.request(method, url, allow_redirects=False, **options) as answer:
            return Page(answer.status, await answer.text(), CIMultiDict(answer.headers))


@asynccontextmanager
async def open_site(settings: PagesSettings = SETTINGS) -> AsyncIterator[Site]:
    """The pages on the open database, on a socket of their own."""
    clock = RehearsedClock(NOW + timedelta(hours=2))
    server = TestServer(application(settings, ADDRESSES, clock))
    async with server, ClientSession(cookie_jar=DummyCookieJar()) as client:
        yield Site(server, client, clock)


def paths(delivery: Delivery, *, signed_on: datetime = NOW) -> tuple[str, str]:
    """The paths of the form and of taking oneself off, as the mail had them."""
    form, leave = ADDRESSES.pages(delivery.id, signed_on.date())
    return urlsplit(form).path, urlsplit(leave).path


def path_with(purpose: Purpose, delivery_id: int, *, on: str = "/r/") -> str:
    """A path with a token that was made for another place, or for another delivery."""
    return on + ADDRESSES.sign(purpose, delivery_id, NOW.date())


def forged(path: str) -> str:
    """The same path with one character of its signature changed."""
    return path[:-1] + ("a" if path[-1] != "a" else "b")


async def asked_address(contact_id: int, new: str = "ana.nueva@example.org") -> Delivery:
    """The mail that asks a new address, gone out."""
    made = await proposals.propose(contact_id, "email", new, By("inbox", NOW), ask=True)
    assert isinstance(made, Proposed)
    return await mailed(await Delivery.get(proposal_id=made.proposal_id))


async def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table: what must not change when nothing may happen."""
    models = (Tortoise.apps or {})["storage"].values()
    return {
        model._meta.db_table: [
            {name: str(plain(value)) for name, value in row.items()}
            for row in await model.all().order_by(model._meta.pk_attr).values()
        ]
        for model in models
    }
