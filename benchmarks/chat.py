"""How fast the bot answers, beside an echo bot; and searching, beside the bare SQL.

    python -m benchmarks.chat [COUNT …]

First ten colleagues talk to Aldía, then to python-telegram-bot's smallest bot that only repeats
what it hears: same local Bot API, same machine, same run. Ours keeps each update and its answer
before it sends it, and is let do so faster than the 30 messages a second that Telegram takes. The
processor time of a command, beside its rate, is that of the people and the Bot API as well, and
stays the same on a busy machine. Then towns of COUNT customers (10,000, 100,000 and 1,000,000
unless said) are searched on SQLite and PostgreSQL, by the query language and by what a person
would write in SQL.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from aldia.sandbox.bot_api import BotApi, Person, bot_api
from benchmarks._crowd import settle
from benchmarks._searching import searching
from storage import database
from storage.ledger import open_ledger
from tests.bot.office import office
from tests.databases import NOW
from tests.servers.postgres import postgres_server

PEOPLE = 10
ROUNDS = 30
SAID = ("ana garcía", "610000123", "k77@example.org", "/ayuda", "/tareas")
COUNTS = (10_000, 100_000, 1_000_000)


async def main() -> None:
    """Measure and print."""
    await chatting()
    counts = [int(word) for word in sys.argv[1:]] or list(COUNTS)
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            await searching("SQLite", f"sqlite://{folder}/aldia.db", count)
        with postgres_server() as server:
            await searching("PostgreSQL", server.url(server.fresh()), count)


async def chatting() -> None:
    """Print the commands a second of both bots, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        ours = await _ours(Path(folder))
    async with bot_api(clock=lambda: NOW) as api:
        theirs = await _echo(api)
    print(f"{PEOPLE} people, {ROUNDS} commands each, one after the other")
    print(f"aldia     {ours}  (10,000 customers, SQLite)")
    print(f"echo bot  {theirs}  (python-telegram-bot, concurrent updates)")
    print(f"ratio     {ours.a_second / theirs.a_second:7.2f} {ours.cpu / theirs.cpu:17.2f}")


@dataclass(frozen=True, slots=True)
class Rate:
    """Commands a second, and milliseconds of processor time for each."""

    a_second: float
    cpu: float

    def __str__(self) -> str:
        """Return both as a line of the table has them."""
        return f"{self.a_second:7.0f} commands/s {self.cpu:5.1f} ms CPU"


async def _ours(folder: Path) -> Rate:
    url = f"sqlite://{folder / 'aldia.db'}"
    await database.migrate(url)
    open_ledger(folder / "ledger")
    async with database.opened(url):
        await settle(10_000, NOW.isoformat(" "))
        async with office() as shop:
            shop.settings = replace(shop.settings, most_a_second=100_000)
            people = [await shop.colleague(10 + i, f"C{i}") for i in range(PEOPLE)]
            async with shop.running():
                return await _rate(people)


async def _echo(api: BotApi) -> Rate:
    async def repeat(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "?")

    builder = ApplicationBuilder().token(api.token).base_url(api.base_url)
    app = builder.concurrent_updates(True).build()
    app.add_handler(MessageHandler(filters.TEXT, repeat))
    people = [api.person(10 + i, f"C{i}", started=True) for i in range(PEOPLE)]
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(poll_interval=0.0)
        rate = await _rate(people)
        await app.updater.stop()
        await app.stop()
    return rate


async def _rate(people: list[Person]) -> Rate:
    """Let everybody say their lines, each waiting for the answer."""

    async def talk(person: Person) -> None:
        for i in range(ROUNDS):
            await person.says(SAID[i % len(SAID)])
            await person.hears(60)

    await asyncio.gather(*[talk(person) for person in people])
    start, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*[talk(person) for person in people])
    count = PEOPLE * ROUNDS
    took, cpu = time.perf_counter() - start, time.process_time() - worked
    return Rate(count / took, cpu / count * 1000)


if __name__ == "__main__":
    asyncio.run(main())
