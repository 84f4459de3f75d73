"""Both sides of the local Bot API: a python-telegram-bot application, and the people it serves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from aldia.sandbox.bot_api import (
    BotApi,
    NoSuchButtonError,
    Person,
    SilenceError,
    bot_api,
    transcript,
    transcript_json,
)

Context = ContextTypes.DEFAULT_TYPE
AT = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + (3).to_bytes(4) + (2).to_bytes(4) + b"\x08\x02"
SHOP = InlineKeyboardMarkup.from_row(
    [
        InlineKeyboardButton("Más", callback_data="more"),
        InlineKeyboardButton("Web", url="https://tienda.example/"),
    ]
)


async def start(update: Update, context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_text(f"Hola {context.args}", reply_markup=SHOP)


async def more(update: Update, _context: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Hecho", show_alert=True)
    await update.callback_query.edit_message_text("<b>Más</b>", parse_mode="HTML")


async def describe(update: Update, _context: Context) -> None:
    """Answer with what the library made of the message."""
    message = update.effective_message
    assert message
    said: list[Any] = ["edited"] if update.edited_message else []
    if message.document:
        file = await message.document.get_file()
        said += [message.document.file_name, bytes(await file.download_as_bytearray())]
    if message.contact:
        said += [message.contact.phone_number, message.contact.user_id]
    if message.forward_origin:
        said.append(message.forward_origin.type)
    if message.reply_to_message:
        said += ["on", message.reply_to_message.text]
    if message.photo:
        said.append(message.photo[-1].width)
    said.append(message.text or message.caption)
    await message.reply_text(" ".join(map(str, said)), do_quote=False)


async def offer(update: Update, _context: Context) -> None:
    assert update.inline_query
    shown = InputTextMessageContent(f"<b>{update.inline_query.query}</b>", parse_mode="HTML")
    result = InlineQueryResultArticle("1", "Ana", shown, reply_markup=SHOP)
    await update.inline_query.answer([result], cache_time=0, is_personal=True)


@asynccontextmanager
async def running(api: BotApi) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    builder = ApplicationBuilder().token(api.token)
    app = builder.base_url(api.base_url).base_file_url(api.base_file_url).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(more))
    app.add_handler(InlineQueryHandler(offer))
    app.add_handler(MessageHandler(filters.ALL, describe))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield app
        await app.updater.stop()
        await app.stop()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api(clock=lambda: AT) as api, running(api):
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.base_url, base_file_url=api.base_file_url) as bot:
        yield bot


@pytest.fixture
def lucia(api: BotApi) -> Person:
    return api.person(1001, "Lucía", last_name="Gil", language_code="es", started=True)


async def test_a_command_is_answered_and_its_buttons_can_be_tapped(
    lucia: Person, api: BotApi
) -> None:
    await lucia.starts("c_7")
    card = await lucia.hears()
    assert (card.text, [[b.text for b in row] for row in card.buttons]) == (
        "Hola ['c_7']",
        [["Más", "Web"]],
    )
    assert await lucia.taps("Web") == "https://tienda.example/"
    await lucia.taps("Más")
    assert [tap.data for tap in api.unanswered()] == ["more"]
    answer = await lucia.hears()
    assert (answer.kind, answer.text, answer.alert) == ("answer", "Hecho", True)
    edit = await lucia.hears()
    assert (edit.kind, edit.text, edit.buttons) == ("edited", "Más", ())
    assert edit.message is card.message
    assert api.unanswered() == []
    assert edit.message.content.entities[0].type == "bold"


async def test_a_second_tap_on_a_button_that_is_gone(lucia: Person) -> None:
    await lucia.starts()
    card = await lucia.hears()
    await lucia.taps("more")
    await lucia.hears(kind="edited")
    with pytest.raises(NoSuchButtonError, match="Más"):
        await lucia.taps("Más")
    await lucia.taps_old("more", on=card.message)
    assert (await lucia.hears()).kind == "answer"


async def test_a_file_reaches_the_bot_byte_for_byte(lucia: Person) -> None:
    await lucia.sends_document(b"\x00\xffABC", "clientes.xlsx", caption="mira")
    assert (await lucia.hears()).text == r"clientes.xlsx b'\x00\xffABC' mira"


async def test_contacts_forwards_replies_edits_and_pictures(lucia: Person, api: BotApi) -> None:
    ana = api.person(1002, "Ana")
    await lucia.shares_contact("+34600000000", "Ana", user_id=1002)
    assert (await lucia.hears()).text == "+34600000000 1002 None"
    await lucia.forwards("¿Quién es?", written_by=ana.user)
    assert (await lucia.hears()).text == "user ¿Quién es?"
    await lucia.forwards("¿Quién es?", written_by="Ana")
    told = await lucia.hears()
    assert told.text == "hidden_user ¿Quién es?"
    note = await lucia.says("una nota", reply_to=told.message)
    assert (await lucia.hears()).text == "on hidden_user ¿Quién es? una nota"
    await lucia.edits(note, "otra nota")
    assert (await lucia.hears()).text == "edited on hidden_user ¿Quién es? otra nota"
    await lucia.sends_photo(PNG, caption="tarjeta")
    assert (await lucia.hears()).text == "3 tarjeta"


async def test_the_bot_sends_files_and_changes_them(lucia: Person, bot: Bot, api: BotApi) -> None:
    sent = await bot.send_document(1001, b"a;b", filename="lista.csv", caption="<b>2</b> filas")
    assert sent.document
    again = await bot.send_document(1001, sent.document.file_id)
    assert again.document
    assert again.document.file_name == "lista.csv"
    heard = await lucia.hears()
    assert heard.message.content.media
    file_id = heard.message.content.media.file_id
    assert api.world.files.of(file_id).upload.data == b"a;b"
    assert (await lucia.hears()).kind == "message"
    photo = await bot.send_photo(1001, PNG)
    await bot.edit_message_media(InputMediaPhoto(PNG + b"2", "nueva"), 1001, photo.message_id)
    assert (await lucia.hears(kind="edited")).text == "nueva"
    await bot.edit_message_caption(1001, photo.message_id, caption="más nueva")
    assert (await lucia.hears()).text == "más nueva"
    await bot.edit_message_reply_markup(1001, photo.message_id, reply_markup=SHOP)
    assert (await lucia.hears()).buttons[0][0].data == "more"


async def test_a_reply_keyboard_types_for_the_person(lucia: Person, bot: Bot) -> None:
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Sí"), KeyboardButton("No")]])
    await bot.send_message(1001, "¿Seguro?", reply_markup=keyboard)
    await lucia.hears()
    await lucia.taps("No")
    assert (await lucia.hears()).text == "No"


async def test_an_inline_result_goes_into_a_chat_and_stays_editable(lucia: Person) -> None:
    (result,) = await lucia.looks_up("ana")
    sent = await lucia.picks(result)
    assert sent.text == "ana"
    await lucia.taps("Más", on=sent)
    edit = await lucia.hears(kind="edited")
    assert (edit.message, edit.text) == (sent, "Más")


async def test_the_menu_follows_scope_and_language(lucia: Person, bot: Bot, api: BotApi) -> None:
    ana = api.person(1002, "Ana", language_code="en")
    await bot.set_my_commands([BotCommand("find", "Look up")])
    await bot.set_my_commands([BotCommand("buscar", "Buscar")], language_code="es")
    assert lucia.menu() == {"buscar": "Buscar"}
    assert ana.menu() == {"find": "Look up"}
    scope = BotCommandScopeChat(1002)
    await bot.set_my_commands([BotCommand("campaign", "Campaign")], scope=scope)
    assert ana.menu() == {"campaign": "Campaign"}
    assert [c.command for c in await bot.get_my_commands(scope=scope)] == ["campaign"]


async def test_several_people_never_hear_each_other(lucia: Person, api: BotApi) -> None:
    ana = api.person(1002, "Ana")
    await asyncio.gather(lucia.says("uno"), ana.says("dos"))
    assert ((await lucia.hears()).text, (await ana.hears()).text) == ("uno", "dos")
    await ana.hears_nothing(0.05)
    with pytest.raises(SilenceError, match="Ana: dos"):
        await ana.hears(0.05)


async def test_what_came_while_the_bot_was_down_is_answered_once() -> None:
    async with bot_api() as api:
        lucia = api.person(1001, "Lucía")
        await lucia.says("uno")
        await lucia.says("dos")
        async with running(api):
            assert [(await lucia.hears()).text for _ in range(2)] == ["uno", "dos"]
        async with running(api):
            assert await api.world.updates.all_confirmed(5)
            await lucia.says("tres")
            assert (await lucia.hears()).text == "tres"


async def test_an_update_comes_again_until_it_is_confirmed(api: BotApi) -> None:
    async with bot_api() as other:
        lucia = other.person(1001, "Lucía")
        await lucia.says("uno")
        await lucia.says("dos")
        async with Bot(other.token, base_url=other.base_url) as bot:
            first = await bot.get_updates()
            assert [u.update_id for u in await bot.get_updates()] == [u.update_id for u in first]
            (left,) = await bot.get_updates(offset=first[0].update_id + 1)
            assert left.message
            assert left.message.text == "dos"
            assert await bot.get_updates(offset=left.update_id + 1) == ()


async def test_only_what_the_bot_asked_for_is_queued() -> None:
    async with bot_api() as api, Bot(api.token, base_url=api.base_url) as bot:
        lucia = api.person(1001, "Lucía")
        await bot.get_updates(allowed_updates=["callback_query"])
        await lucia.says("nadie me oye")
        assert await bot.get_updates() == ()


async def test_the_transcript_reads_like_the_screen(lucia: Person) -> None:
    await lucia.starts()
    await lucia.hears()
    assert transcript(lucia.chat).splitlines() == [
        "2026-01-15 10:30 Lucía: /start",
        "2026-01-15 10:30 Aldía: Hola []",
        "    [Más][Web]",
    ]
    question, answer = transcript_json(lucia.chat)
    assert question["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert answer["keyboard"]["inline_keyboard"][0][0]["callback_data"] == "more"


async def test_a_webhook_is_fed_in_order_until_it_accepts() -> None:
    from aiohttp import web  # noqa: PLC0415 - only this test plays the bot's web server

    got: list[tuple[int, str | None]] = []
    status = iter([500, 200, 200])

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        got.append((update["update_id"], secret))
        return web.Response(status=next(status))

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with bot_api() as api, Bot(api.token, base_url=api.base_url) as bot:
        lucia = api.person(1001, "Lucía")
        await lucia.says("uno")
        await bot.set_webhook(url, secret_token="ábrete"[1:])
        await lucia.says("dos")
        assert await api.world.updates.all_confirmed(5)
        info = await bot.get_webhook_info()
    await runner.cleanup()
    assert got == [(1, "brete"), (1, "brete"), (2, "brete")]
    assert info.last_error_message == "Wrong response from the webhook: 500"
