"""`aldia run`: all parts side by side until SIGTERM, each by itself if it must.

A part that fails is started again after a while, and the others go on; a fault that only a
changed setting can mend ends the program in one line. Stopping drains: what was begun is ended.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from aldia.house import House
from aldia.settings import SettingsError
from bot.polling import BotError, run_bot
from jobs.clock import JobTakenError, run_clock, run_now
from mail.imap import ImapError
from mail.pages import serve_pages
from storage.tables.transactions import outside_context

PARTS = ("bot", "clock", "sender", "mailbox", "pages")
IDLE_SECONDS = 240
AGAIN_AFTER = 15.0
LONGEST_PAUSE = 300.0

Part = Callable[[asyncio.Event], Awaitable[None]]
log = logging.getLogger("aldia.run")


def parts_of(house: House, names: Sequence[str]) -> Mapping[str, Part]:
    """Return the parts to run; without names, all whose settings are there."""
    known: dict[str, Part] = {
        "bot": lambda stop: run_bot(house.bot, house.clock, stop),
        "clock": lambda stop: run_clock(house.jobs(), house.clock, house.settings.zone, stop),
        "sender": lambda stop: _sender(house, stop),
        "mailbox": lambda stop: _mailbox(house, stop),
        "pages": lambda stop: serve_pages(house.pages, house.addresses, house.clock, stop),
    }
    wanted = names or [name for name in known if house.can(name)]
    return {name: known[name] for name in wanted if name in known}


async def run(parts: Mapping[str, Part], stop: asyncio.Event) -> None:
    """Run the parts until `stop` is set, or a fault that no waiting mends."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    tasks = [
        loop.create_task(kept_going(name, part, stop), name=name, context=outside_context())
        for name, part in parts.items()
    ]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    stop.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def kept_going(
    name: str, part: Part, stop: asyncio.Event, shortest: float = AGAIN_AFTER
) -> None:
    """Start a part again whenever it fails, after `shortest` seconds at least.

    Raises what only a changed setting can mend.
    """
    loop = asyncio.get_running_loop()
    pause = 0.0
    while not stop.is_set():
        began = loop.time()
        try:
            await part(stop)
        except (SettingsError, BotError):
            raise
        except Exception as error:  # whatever one part meets, the others go on
            if isinstance(error, ImapError) and not error.temporary:
                raise
            pause = next_pause(pause, loop.time() - began, shortest)
            log.warning("%s stopped (%s); starting it again in %.0f s", name, error, pause)
            await unless_stopped(stop, pause)


def next_pause(pause: float, ran: float, shortest: float = AGAIN_AFTER) -> float:
    """Return the seconds to wait for a part that ran so long, `pause` after its last failure.

    What fails at once again waits twice as long; what ran longer than it had waited starts anew.
    """
    return shortest if ran > pause else min(pause * 2, LONGEST_PAUSE)


async def _sender(house: House, stop: asyncio.Event) -> None:
    """Send what is due, and look again soon: a mail waits seconds, not for a tick."""
    while not stop.is_set():
        await _once("send", house)
        await unless_stopped(stop, 5)


async def _mailbox(house: House, stop: asyncio.Event) -> None:
    """Read, then wait for the server to say that something came, or a few minutes."""
    while not stop.is_set():
        await _once("mailbox", house)
        waiting = asyncio.ensure_future(house.incoming.wait(IDLE_SECONDS))
        stopping = asyncio.ensure_future(stop.wait())
        done, pending = await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if waiting in done:
            waiting.result()


async def _once(name: str, house: House) -> None:
    try:
        await run_now(name, house.jobs()[name], house.clock)
    except JobTakenError as taken:
        log.info("%s: %s does it (%s)", name, taken.holder, datetime.now(UTC))


async def unless_stopped(stop: asyncio.Event, seconds: float) -> None:
    """Wait, at most until `stop` is set."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
