"""Saying what was kept to be said, and taking Telegram's refusals for what they are.

Every part of an answer is noted as sent before the next one goes out. Where a send got no reply
it is tried again: a line that comes twice is better than an answer that never comes. Edits and
floating words are safe to repeat.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
)
from telegram.ext import ExtBot

from bot import importing, reverting
from bot.answers import Answer, Envelope, seal
from bot.charts import Bar, draw
from bot.files import write_list
from bot.menus import menu_of
from storage import chat
from storage.chat import Pending, Wire
from storage.clock import Clock
from storage.texts import say

_log = logging.getLogger(__name__)
LONGEST_WAIT = 30.0
Bot = ExtBot[Any]


class Courier:
    """Delivers answers, in order within a chat."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self.bot = bot
        self.clock = clock

    async def deliver(self, owed: Pending) -> None:
        """Send what is still owed for an update; waits as long as the network is away."""
        parts = list(owed.parts)
        while parts:
            shown = await self.hand_over(parts[0])
            card = parts[0].get("card")
            parts = parts[1:]
            place = (*shown, int(card)) if shown and card is not None else None
            await chat.sent(owed.update_id, parts, self.clock.now(), shown=place)

    async def hand_over(self, part: Wire) -> tuple[int, int] | None:
        """Send one part; return (chat, message) where it became a message, None otherwise."""
        wait = 0.5
        while True:
            try:
                return await self._once(part)
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
            except ChatMigrated as error:
                await chat.moved(int(part["chat_id"]), error.new_chat_id)
                part = {**part, "chat_id": error.new_chat_id}
            except Forbidden as error:
                _log.warning("chat %s cannot be written to: %s", part.get("chat_id"), error.message)
                return None
            except BadRequest as error:
                changed = _without(part, error.message)
                if changed is None:
                    return None
                part = changed
            except NetworkError as error:
                _log.warning("Telegram cannot be reached (%s); trying again", error.message)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _once(self, part: Wire) -> tuple[int, int] | None:
        ways: dict[str, Callable[[Wire], Awaitable[tuple[int, int] | None]]] = {
            "float": self._float,
            "offer": self._offer,
            "menu": self._menu,
            "file": self._file,
            "chart": self._chart,
            "import": self._import,
            "revert": self._revert,
            "show": self._edit if part.get("edit") else self._send,
        }
        return await ways[part["do"]](part)

    async def _float(self, part: Wire) -> None:
        with suppress(BadRequest):  # a tap answered too late, or answered before
            words = part["text"] or None
            await self.bot.answer_callback_query(part["tap"], words, show_alert=part["alert"])

    async def _offer(self, part: Wire) -> None:
        results = [_result(one) for one in part["results"]]
        with suppress(BadRequest):  # typed on, or given up, since
            query = part["query"]
            await self.bot.answer_inline_query(query, results, cache_time=0, is_personal=True)

    async def _file(self, part: Wire) -> tuple[int, int]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"aldia.{part['kind']}"
            count = await write_list(path, part, self.clock.now())
            message = await self.bot.send_document(
                part["chat_id"],
                path,
                caption=f"{part['caption']} ({count})",
                message_thread_id=part.get("thread_id"),
            )
        return message.chat_id, message.message_id

    async def _chart(self, part: Wire) -> tuple[int, int]:
        picture = await asyncio.to_thread(draw, [Bar(*bar) for bar in part["bars"]])
        message = await self.bot.send_photo(
            part["chat_id"],
            picture,
            caption=part["caption"],
            parse_mode=ParseMode.HTML,
            message_thread_id=part.get("thread_id"),
        )
        return message.chat_id, message.message_id

    async def _import(self, part: Wire) -> None:
        with TemporaryDirectory() as folder:
            done = await importing.work(part, Path(folder), self._fetch, self.clock.now())
            await self._tell(part, done.answers)
            if done.rejected is not None:
                words = say(part["language"], "import.rejected_file")
                await self.bot.send_document(part["chat_id"], done.rejected, caption=words)

    async def _revert(self, part: Wire) -> None:
        await self._tell(part, await reverting.work(part, self.clock.now()))

    async def _tell(self, part: Wire, answers: list[Answer]) -> None:
        """Say what came of a work."""
        place = part["chat_id"], part.get("thread_id")
        to = Envelope(*place, part["staff_id"], "", self.clock.now())
        for answer in await seal(answers, to):
            await self._send(answer)

    async def _fetch(self, file_id: str, path: Path) -> None:
        file = await self.bot.get_file(file_id)
        await file.download_to_drive(path)

    async def _send(self, part: Wire) -> tuple[int, int]:
        markup: Any = _keyboard(part)
        if markup is None and part.get("ask_reply"):
            markup = ForceReply(selective=True)
        message = await self.bot.send_message(
            part["chat_id"],
            part["text"],
            parse_mode=ParseMode.HTML,
            message_thread_id=part.get("thread_id"),
            reply_markup=markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        return message.chat_id, message.message_id

    async def _edit(self, part: Wire) -> tuple[int, int]:
        edited = await self.bot.edit_message_text(
            part["text"],
            chat_id=part["chat_id"],
            message_id=part["edit"],
            parse_mode=ParseMode.HTML,
            reply_markup=_keyboard(part),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        assert isinstance(edited, Message)  # noqa: S101 - only inline messages give True
        return edited.chat_id, edited.message_id

    async def _menu(self, part: Wire) -> None:
        commands = [
            BotCommand(name, text) for name, text in menu_of(part["role"], part["language"])
        ]
        await self.bot.set_my_commands(commands, scope=BotCommandScopeChat(part["chat_id"]))


def _result(one: Wire) -> InlineQueryResultArticle:
    preview = LinkPreviewOptions(is_disabled=True)
    content = InputTextMessageContent(
        one["text"], parse_mode=ParseMode.HTML, link_preview_options=preview
    )
    return InlineQueryResultArticle(one["id"], one["title"], content, description=one["about"])


def _keyboard(part: Wire) -> InlineKeyboardMarkup | None:
    rows = part.get("keys")
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(key) for key in row] for row in rows])


def _button(key: Wire) -> InlineKeyboardButton:
    if "url" in key:
        return InlineKeyboardButton(key["label"], url=key["url"])
    return InlineKeyboardButton(key["label"], callback_data=key["data"])


def _without(part: Wire, why: str) -> Wire | None:
    """Return the part to try instead after a refusal, None where it is done or hopeless."""
    words = why.lower()
    if "not modified" in words:
        return None
    fixes: tuple[tuple[str, Callable[[], Wire]], ...] = (
        ("edit", lambda: {k: v for k, v in part.items() if k != "edit"}),
        ("thread", lambda: {**part, "thread_id": None}),
    )
    for word, fix in fixes:
        if word in words and part.get("edit" if word == "edit" else "thread_id"):
            return fix()
    _log.error("Telegram refused an answer and it is dropped: %s", why)
    return None


def seconds(error: RetryAfter) -> float:
    """Return how long Telegram wants us to wait."""
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
