"""Groups of the local Bot API: privacy mode, topics, migration, and who is what in them."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, ChatMigrated

from aldia.sandbox.bot_api import BotApi, Person, bot_api

TEAM = -1001


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api(username="aldia_bot") as running:
        yield running


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.base_url) as running:
        yield running


@pytest.fixture
def lucia(api: BotApi) -> Person:
    return api.person(1001, "Lucía")


@pytest.fixture
def ana(api: BotApi) -> Person:
    return api.person(1002, "Ana")


async def texts(bot: Bot) -> list[str]:
    updates = await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return [u.message.text or "service" for u in updates if u.message]


async def test_in_privacy_mode_the_bot_hears_only_what_is_meant_for_it(
    api: BotApi, bot: Bot, lucia: Person, ana: Person
) -> None:
    group = api.group(TEAM, "Ventas", lucia, ana)
    asked = await bot.send_message(TEAM, "¿Quién llama?")
    card = await lucia.hears(chat=group.chat)
    await lucia.says("buenos días", chat=group.chat)
    await lucia.says("/buscar ana", chat=group.chat)
    await lucia.says("/buscar@aldia_bot ana", chat=group.chat)
    await lucia.says("/buscar@another_bot ana", chat=group.chat)
    await ana.says("yo", chat=group.chat, reply_to=card.message)
    assert asked.message_id == card.message.id
    assert await texts(bot) == ["/buscar ana", "/buscar@aldia_bot ana", "yo"]
    await group.sets_bot(lucia, "administrator")
    await lucia.says("buenos días", chat=group.chat)
    assert await texts(bot) == ["buenos días"]


async def test_everybody_in_the_group_sees_a_message_and_only_the_tapper_the_answer(
    api: BotApi, bot: Bot, lucia: Person, ana: Person
) -> None:
    group = api.group(TEAM, "Ventas", lucia, ana)
    keyboard = {"inline_keyboard": [[{"text": "Mío", "callback_data": "take"}]]}
    await bot.do_api_request(
        "sendMessage", {"chat_id": TEAM, "text": "¿?", "reply_markup": keyboard}
    )
    assert (await ana.hears(chat=group.chat)).text == "¿?"
    await lucia.taps("Mío", chat=group.chat)
    (update,) = await bot.get_updates()
    assert update.callback_query
    await update.callback_query.answer("tuyo")
    assert (await lucia.hears(chat=group.chat, kind="answer")).text == "tuyo"
    await ana.hears_nothing(0.05, chat=group.chat)


async def test_topics_keep_their_thread(api: BotApi, bot: Bot, lucia: Person) -> None:
    group = api.group(TEAM, "Ventas", lucia, forum=True)
    topic = await group.makes_topic(lucia, "Avisos")
    await lucia.says("/hoy", chat=group.chat, topic=topic)
    message = (await bot.get_updates())[-1].message
    assert message
    assert (message.is_topic_message, message.message_thread_id) == (True, topic)
    await bot.send_message(TEAM, "nada", message_thread_id=topic)
    assert (await lucia.hears(chat=group.chat)).message.thread_id == topic
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(TEAM, "nada", message_thread_id=999)


async def test_a_group_that_became_a_supergroup_says_where_it_went(
    api: BotApi, bot: Bot, lucia: Person
) -> None:
    group = api.group(-5, "Ventas", lucia, kind="group")
    new = await group.upgrades(lucia, -1005)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "hola")
    assert moved.value.new_chat_id == new.id
    await bot.send_message(-1005, "hola")
    assert (await lucia.hears(chat=new)).text == "hola"
    said = [u.message for u in await bot.get_updates() if u.message]
    assert [(m.migrate_to_chat_id, m.migrate_from_chat_id) for m in said] == [
        (-1005, None),
        (None, -5),
    ]


async def test_who_is_what_in_a_chat(api: BotApi, bot: Bot, lucia: Person, ana: Person) -> None:
    group = api.group(TEAM, "Ventas", lucia)
    await group.joins(ana)
    assert (await bot.get_chat_member(TEAM, 1001)).status == "creator"
    assert (await bot.get_chat_member(TEAM, 1002)).status == "member"
    await group.leaves(ana)
    assert (await bot.get_chat_member(TEAM, 1002)).status == "left"
    assert (await bot.get_chat(TEAM)).title == "Ventas"
    await group.sets_bot(lucia, "administrator")
    ruling = await bot.get_chat_administrators(TEAM)
    assert [m.user.first_name for m in ruling] == ["Lucía", "Aldía"]
    assert await bot.get_chat_member_count(TEAM) == 2


async def test_pinning_in_a_group_needs_the_right(api: BotApi, bot: Bot, lucia: Person) -> None:
    group = api.group(TEAM, "Ventas", lucia)
    sent = await bot.send_message(TEAM, "léeme")
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.pin_chat_message(TEAM, sent.message_id)
    await group.sets_bot(lucia, "administrator")
    await bot.pin_chat_message(TEAM, sent.message_id)
    pinned = (await bot.get_chat(TEAM)).pinned_message
    assert pinned
    assert pinned.message_id == sent.message_id


async def test_ids_are_the_same_for_the_same_doings() -> None:
    seen = []
    for _ in range(2):
        async with bot_api() as api, Bot(api.token, base_url=api.base_url) as bot:
            lucia = api.person(1001, "Lucía")
            await lucia.says("uno")
            sent = await bot.send_message(1001, "dos")
            (update,) = await bot.get_updates()
            seen.append((update.update_id, sent.message_id))
    assert seen[0] == seen[1] == (1, 2)
