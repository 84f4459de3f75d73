"""The bot as a process of its own, to be killed.

`python -m tests.bot.victim DATABASE API LEDGER`
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from bot.polling import run_bot
from storage import database
from storage.clock import RehearsedClock
from storage.ledger import open_ledger
from tests.bot.office import SETTINGS
from tests.databases import NOW


async def main(url: str, api_base: str, ledger: str) -> None:
    """Serve until killed; say "ready" on standard output once listening."""
    open_ledger(Path(ledger))
    async with database.opened(url):
        ready = asyncio.Event()
        settings = replace(SETTINGS, api_base=api_base)
        serving = run_bot(settings, RehearsedClock(NOW), asyncio.Event(), ready=ready)
        task = asyncio.create_task(serving)
        await ready.wait()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await task


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
