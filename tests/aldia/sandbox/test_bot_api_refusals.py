"""The local Bot API refuses what Telegram refuses, seen through python-telegram-bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from aldia.sandbox.bot_api import Allowance, BotApi, FloodLimits, bot_api
from aldia.sandbox.bot_api.errors import bad_gateway, bad_request, blocked, flood, migrated
from bot.delivery import seconds

LUCIA = 1001


@asynccontextmanager
async def a_bot(api: BotApi, token: str = "") -> AsyncIterator[Bot]:
    known = token or api.token
    async with Bot(known, base_url=api.base_url, base_file_url=api.base_file_url) as bot:
        yield bot


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as running:
        running.person(LUCIA, "Lucía", language_code="es", started=True)
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with a_bot(api) as running:
        yield running


async def test_a_wrong_token_is_not_let_in(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        async with a_bot(api, "123:another"):
            pass


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Message text is empty"),
        ("  \n ", "Message text is empty"),
        ("a" * 4097, "Message is too long"),
        ("<b>no end", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("no start</b>", "Can't parse entities: unexpected end tag at byte offset 8"),
        (
            "<b><i>ñ</b></i>",
            'Can\'t parse entities: unmatched end tag at byte offset 8, expected "</i>", '
            'found "</b>"',
        ),
        ("<h1>Ana</h1>", 'Can\'t parse entities: unsupported start tag "h1" at byte offset 0'),
        ("3 < 4", 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
    ],
)
async def test_a_text_that_telegram_would_not_take(bot: Bot, text: str, why: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(LUCIA, text, parse_mode="HTML")
    assert refused.value.message.lower() == why.lower()


async def test_the_limit_counts_the_text_after_parsing(bot: Bot) -> None:
    sent = await bot.send_message(LUCIA, f"<b>{'ñ' * 4096}</b>", parse_mode="HTML")
    assert len(sent.text or "") == 4096


async def test_callback_data_is_counted_in_bytes(bot: Bot) -> None:
    fits = InlineKeyboardMarkup.from_button(InlineKeyboardButton("ok", callback_data="ñ" * 32))
    await bot.send_message(LUCIA, "cabe", reply_markup=fits)
    over = InlineKeyboardMarkup.from_button(InlineKeyboardButton("no", callback_data="ñ" * 33))
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(LUCIA, "no cabe", reply_markup=over)


async def test_a_button_cannot_dial(bot: Bot) -> None:
    button = InlineKeyboardButton("Llamar", url="tel:+34600000000")
    with pytest.raises(BadRequest, match="invalid"):
        await bot.send_message(LUCIA, "x", reply_markup=InlineKeyboardMarkup.from_button(button))


async def test_an_edit_must_change_something(bot: Bot) -> None:
    sent = await bot.send_message(LUCIA, "<b>Ana</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("<b>Ana</b> ", LUCIA, sent.message_id, parse_mode="HTML")
    edited = await bot.edit_message_text("<i>Ana</i>", LUCIA, sent.message_id, parse_mode="HTML")
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None


async def test_what_cannot_be_edited_or_deleted(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("x", LUCIA, 99)
    with pytest.raises(BadRequest, match="to delete not found"):
        await bot.delete_message(LUCIA, 99)
    keyboard = ReplyKeyboardMarkup([["Sí", "No"]])
    sent = await bot.send_message(LUCIA, "¿Seguro?", reply_markup=keyboard)
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("Bueno", LUCIA, sent.message_id)


async def test_a_caption_and_an_answer_have_their_limits(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(LUCIA, b"x", filename="x.csv", caption="a" * 1025)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("none")


async def test_chats_the_bot_cannot_write_to(api: BotApi, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "hola")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message("@nadie", "hola")
    stranger = api.person(1002, "Berta")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1002, "hola")
    group = api.group(-1001, "Ventas", stranger)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(1002, "hola")
    await group.sets_bot(stranger, "kicked")
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(-1001, "hola")


async def test_one_who_blocks_the_bot_hears_no_more(api: BotApi, bot: Bot) -> None:
    berta = api.person(1002, "Berta", started=True)
    await berta.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1002, "hola")
    await berta.unblocks_bot()
    await bot.send_message(1002, "hola")
    standings = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates()]  # type: ignore[union-attr]
    assert standings == ["kicked", "member"]


async def test_queued_trouble_comes_once_and_in_order(api: BotApi, bot: Bot) -> None:
    for refusal in (flood(3), blocked(), bad_request("nope"), migrated(-1009), bad_gateway()):
        api.fail(refusal, method="sendMessage")
    with pytest.raises(RetryAfter) as waiting:
        await bot.send_message(LUCIA, "1")
    assert seconds(waiting.value) == 3
    with pytest.raises(Forbidden):
        await bot.send_message(LUCIA, "2")
    with pytest.raises(BadRequest):
        await bot.send_message(LUCIA, "3")
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(LUCIA, "4")
    assert moved.value.new_chat_id == -1009
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(LUCIA, "5")
    await bot.send_message(LUCIA, "6")
    done = [(c.values["text"], c.refusal and c.refusal.code) for c in api.calls("sendMessage")]
    codes = [429, 403, 400, 400, 502, None]
    assert done == [(str(n), code) for n, code in enumerate(codes, 1)]


async def test_one_who_floods_is_told_to_wait() -> None:
    limits = FloodLimits(private=Allowance(2, 5), group=Allowance(1, 60))
    async with bot_api(flood_limits=limits) as api, a_bot(api) as bot:
        api.group(-1001, "Ventas", api.person(LUCIA, "Lucía", started=True))
        for _ in range(2):
            await bot.send_message(LUCIA, "hola")
            await bot.send_chat_action(LUCIA, "typing")
        with pytest.raises(RetryAfter) as waiting:
            await bot.send_message(LUCIA, "hola")
        assert 1 <= seconds(waiting.value) <= 5
        await bot.send_message(-1001, "hola")
        with pytest.raises(RetryAfter):
            await bot.send_message(-1001, "hola")


async def test_trouble_may_wait_for_one_chat(api: BotApi, bot: Bot) -> None:
    api.person(1002, "Berta", started=True)
    api.fail(blocked(), chat_id=1002)
    await bot.send_message(LUCIA, "hola")
    with pytest.raises(Forbidden):
        await bot.send_message(1002, "hola")


async def test_a_lost_reply_is_a_sent_message(api: BotApi, bot: Bot) -> None:
    api.lose_reply(method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(LUCIA, "hola")
    assert [m.text for m in api.world.chats[LUCIA].messages.values()] == ["hola"]


async def test_the_second_poller_ends_the_first(api: BotApi, bot: Bot) -> None:
    async with a_bot(api) as other:
        first = asyncio.ensure_future(bot.get_updates(timeout=20))
        await api.world.updates.bell.until(lambda: len(api.world.calls) > 1, 0.2)
        second = asyncio.ensure_future(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        api.world.updates.add("poll", {"id": "1", "question": "?"})
        await asyncio.wait_for(asyncio.gather(second, return_exceptions=True), 5)


async def test_no_polling_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.set_webhook("https://bot.example/hook")
    assert (await bot.get_webhook_info()).url == "https://bot.example/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_an_unknown_method_and_a_broken_body(api: BotApi) -> None:
    async with aiohttp.ClientSession() as http:
        where = f"{api.base_url}{api.token}"
        async with http.post(f"{where}/makeCoffee") as answer:
            assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")
        headers = {"Content-Type": "application/json"}
        async with http.post(f"{where}/getMe", data=b"{", headers=headers) as answer:
            assert answer.status == 400
        async with http.get(f"{where}/GETME") as answer:
            assert (await answer.json())["result"]["is_bot"] is True
