"""Fetching updates by long polling, and confirming them only after their effect is committed.

python-telegram-bot's own updater confirms an update before its handler starts; so updates are
fetched here. Chats are served side by side, each in its own order; a chat that Telegram is slow to
take an answer for holds nobody else up. What was owed when the bot stopped is said when it starts.
"""

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import Awaitable, Iterable
from typing import Any, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder

from bot.application import Desk
from bot.delivery import Courier, seconds
from bot.notices import NoticeBoard
from bot.settings import BotSettings, House
from storage import chat, staff
from storage.chat import Pending
from storage.clock import Clock
from storage.faults import Fault
from storage.tables.transactions import outside_context

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
POLL_SECONDS = 25
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
DRAIN_SECONDS = 10.0
SETTLE_SECONDS = 5.0
KINDS = [
    *("message", "edited_message", "callback_query"),
    *("inline_query", "chosen_inline_result"),
]


class BotError(Fault):
    """The bot cannot run. `code` names why: `token_refused`."""

    family = "bot"


async def run_bot(
    settings: BotSettings, clock: Clock, stop: asyncio.Event, *, ready: asyncio.Event | None = None
) -> None:
    """Serve the chat until `stop` is set, then drain. The database must be open.

    `ready` is set once the bot listens. Raises BotError where Telegram refuses the token; waits
    where Telegram cannot be reached.
    """
    # At INFO it writes every URL, and the token is a part of them.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    application = _build(settings)
    try:
        if await _begin(application, stop):
            await _serve(application, settings, clock, stop, ready)
    except InvalidToken as error:
        raise BotError("token_refused") from error
    finally:
        await application.shutdown()


def _build(settings: BotSettings) -> Application[Any, Any, Any, Any, Any, Any]:
    # RetryAfter then tells a timedelta, as its next version will, and warns no more.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    builder: Any = ApplicationBuilder().token(settings.token).updater(None)
    limiter = AIORateLimiter(overall_max_rate=settings.most_a_second, max_retries=0)
    builder = builder.rate_limiter(limiter).connection_pool_size(16)
    if settings.api_base:
        base = settings.api_base.rstrip("/").removesuffix("/bot")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    return application


async def _begin(
    application: Application[Any, Any, Any, Any, Any, Any], stop: asyncio.Event
) -> bool:
    """Say hello to Telegram as soon as it can be reached; False where we are stopped before."""
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            await application.initialize()
            await application.bot.delete_webhook()
            return True
        except InvalidToken:
            raise
        except TelegramError as error:
            _log.warning("Telegram cannot be reached (%s); trying again", error.message)
            await _or_stop(stop, wait)
            wait = min(wait * 2, LONGEST_WAIT)
    return False


async def _serve(
    application: Application[Any, Any, Any, Any, Any, Any],
    settings: BotSettings,
    clock: Clock,
    stop: asyncio.Event,
    ready: asyncio.Event | None,
) -> None:
    bot: Any = application.bot
    house = House.of(settings, bot.username)
    courier = Courier(bot, clock)
    lanes = Lanes(courier)
    board = NoticeBoard(courier, house, clock)
    posting = asyncio.create_task(board.watch(stop), context=outside_context())
    try:
        for owed in await chat.pending():
            lanes.put(owed.update_id, owed.parts[0].get("chat_id"))
        lanes.refresh_menus(
            [(c.telegram_id, c.role.value, c.language) for c in await staff.active()]
        )
        if ready is not None:
            ready.set()
        await _poll(bot, Desk(house, clock), lanes, stop)
    finally:
        await lanes.drain()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)


async def _poll(bot: Any, desk: Desk, lanes: "Lanes", stop: asyncio.Event) -> None:
    offset: int | None = None
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            fetching = bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=KINDS)
            updates = await _unless_stopped(fetching, stop)
        except RetryAfter as error:
            await _or_stop(stop, seconds(error))
            continue
        except (Conflict, NetworkError) as error:
            _log.warning("no updates from Telegram (%s); trying again", error.message)
            await _or_stop(stop, wait)
            wait = min(wait * 2, LONGEST_WAIT)
            continue
        wait = FIRST_WAIT
        if updates and await _take_all(desk, lanes, updates):
            offset = updates[-1].update_id + 1
        elif updates:
            await _or_stop(stop, wait)


async def _take_all(desk: Desk, lanes: "Lanes", updates: Iterable[Update]) -> bool:
    """Give every update its effect; False where one could not be stored: none is confirmed."""
    by_chat: dict[int | None, list[Update]] = defaultdict(list)
    for update in updates:
        place = update.effective_chat or update.effective_user
        by_chat[place.id if place else None].append(update)
    results = await asyncio.gather(
        *(_take_in_order(desk, lanes, chat_id, mine) for chat_id, mine in by_chat.items()),
        return_exceptions=True,
    )
    faults = [result for result in results if isinstance(result, BaseException)]
    for fault in faults:
        _log.error("an update could not be stored and will be taken again: %s", fault)
    return not faults


async def _take_in_order(
    desk: Desk, lanes: "Lanes", chat_id: int | None, updates: list[Update]
) -> None:
    for update in updates:
        if update.message is not None and update.message.reply_to_message is not None:
            # Which contact a message shows is known once Telegram has told us its number.
            await lanes.settled(chat_id)
        lanes.put(update.update_id, chat_id, await desk.take(update))


class Lanes:
    """Deliveries under way: in order within a chat, side by side between chats."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._locks: dict[int | None, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._here: dict[int | None, set[asyncio.Task[None]]] = defaultdict(set)

    def put(self, update_id: int, chat_id: int | None, owed: Pending | None = None) -> None:
        """Deliver what is owed for an update, after what was put before for this chat.

        `owed` is that, where it was kept just now; else it is looked up when its turn has come,
        for it may be on its way already.
        """
        if owed is not None and not owed.parts:
            return
        task = self._start(self._deliver(update_id, chat_id, owed))
        here = self._here[chat_id]
        here.add(task)
        task.add_done_callback(here.discard)

    async def settled(self, chat_id: int | None) -> None:
        """Wait until what was put for this chat is delivered, but not long."""
        under_way = set(self._here[chat_id])
        if under_way:
            await asyncio.wait(under_way, timeout=SETTLE_SECONDS)

    def refresh_menus(self, menus: list[tuple[int, str, str]]) -> None:
        """Set everybody's commands anew, behind everything else."""
        self._start(self._menus(menus))

    async def drain(self) -> None:
        """Let deliveries end; what does not end in time stays owed in the database."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, update_id: int, chat_id: int | None, owed: Pending | None) -> None:
        async with self._locks[chat_id]:
            for one in [owed] if owed else await chat.pending(update_id):
                await self._courier.deliver(one)

    async def _menus(self, menus: list[tuple[int, str, str]]) -> None:
        for chat_id, role, language in menus:
            part = {"do": "menu", "chat_id": chat_id, "role": role, "language": language}
            await self._courier.hand_over(part)

    def _start(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work, context=outside_context())
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("an answer could not be delivered and stays owed: %r", task.exception())


async def _unless_stopped(work: Awaitable[_T], stop: asyncio.Event) -> _T | tuple[()]:
    """Await `work`, or give up with nothing when `stop` is set: nothing is lost by that."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not task.done():
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return ()
    return task.result()


async def _or_stop(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
