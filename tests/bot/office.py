"""An office to test in: the real bot on long polling, a local Bot API, and people who use it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aldia.sandbox.bot_api import BotApi, Person, bot_api
from bot.polling import run_bot
from bot.settings import BotSettings
from storage import contacts, staff
from storage.clock import RehearsedClock
from storage.contacts import Corrected
from storage.events import By
from storage.rules.roles import Role
from storage.staff import Newcomer
from tests.databases import NOW

ADMIN_ID = 1001
SETTINGS = BotSettings(
    token="100000001:local-sandbox-token",
    api_base="",
    admins=(ADMIN_ID,),
    language="es",
    timezone="Europe/Madrid",
    country="ES",
)
BY = By("cli", NOW)


@dataclass(slots=True)
class Office:
    """A running bot and the way to people. `restarted` runs it anew on the same database."""

    api: BotApi
    clock: RehearsedClock
    settings: BotSettings

    def person(self, number: int, name: str, language: str = "es") -> Person:
        """Somebody with Telegram who is not staff."""
        return self.api.person(number, name, language_code=language)

    async def colleague(
        self, number: int, name: str, role: Role = Role.EDITOR, language: str = "es"
    ) -> Person:
        """Somebody who is staff already and has written to the bot before."""
        await staff.welcome(Newcomer(number, name, language), role, BY)
        return self.api.person(number, name, language_code=language, started=True)

    async def customer(self, first: str = "Ana", last: str = "Ruiz", **values: str) -> int:
        """A contact; gives its id."""
        fields = {"first_name": first, "last_name": last, **values}
        made = await contacts.create(fields, BY, country=self.settings.country)
        assert isinstance(made, Corrected)
        return made.contact_id

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the bot until the context ends, then let it drain."""
        stop, ready = asyncio.Event(), asyncio.Event()
        bot = asyncio.create_task(run_bot(self.settings, self.clock, stop, ready=ready))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({bot, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if bot.done():
            await bot
        try:
            yield
        finally:
            stop.set()
            await bot


@asynccontextmanager
async def office(
    language: str = "es", country: str = "ES", timezone: str = "Europe/Madrid"
) -> AsyncIterator[Office]:
    """An office whose bot does not run yet."""
    clock = RehearsedClock(NOW)
    async with bot_api(clock=clock.now) as api:
        settings = BotSettings(
            SETTINGS.token,
            api.base_url,
            SETTINGS.admins,
            language,
            timezone,
            country,
        )
        yield Office(api, clock, settings)
