"""Fetching updates: what is confirmed and when, and every trouble Telegram can make."""

import asyncio
from dataclasses import replace

import pytest
from tortoise import Tortoise

from aldia.sandbox.bot_api.errors import bad_gateway, conflict, flood
from bot.polling import BotError, run_bot
from storage import chat
from storage.chat import Button
from storage.tables.work import Note
from tests.bot.office import Office


async def sql(statement: str) -> None:
    await Tortoise.get_connection("default").execute_query(statement)


async def test_a_wrong_token_is_one_clear_fault(closed_office: Office) -> None:
    wrong = replace(closed_office.settings, token="100000001:wrong")
    with pytest.raises(BotError) as caught:
        await run_bot(wrong, closed_office.clock, asyncio.Event())
    assert caught.value.code == "token_refused"


async def test_a_telegram_that_cannot_be_reached_is_waited_for(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    closed_office.api.fail(bad_gateway(), method="getMe")
    async with closed_office.running():
        await lucia.says("/ayuda")
        assert "Buscar" in (await lucia.hears()).text


async def test_trouble_while_fetching_loses_nothing(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    await closed_office.customer()
    for trouble in (bad_gateway(), flood(1), conflict("terminated by other getUpdates request")):
        closed_office.api.fail(trouble, method="getUpdates")
    await lucia.says("/nota ana ruiz: uno")
    async with closed_office.running():
        assert "Apuntado" in (await lucia.hears(10)).text
    assert await Note.all().count() == 1


async def test_nothing_is_confirmed_before_its_effect_is_stored(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    await open_office.customer()
    await sql("ALTER TABLE chat_update RENAME TO away")
    await lucia.says("/nota ana ruiz: uno")
    await lucia.hears_nothing(0.5)
    assert len(open_office.api.world.updates.waiting) == 1
    await sql("ALTER TABLE away RENAME TO chat_update")
    assert "Apuntado" in (await lucia.hears()).text
    assert await Note.all().count() == 1


async def test_a_handler_that_fails_changes_nothing_and_says_so(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/ayuda")
    shown = await lucia.hears()
    await chat.offer([Button("broken", "card", {})])
    await lucia.taps_old("broken", on=shown.message)
    assert "fallado" in (await lucia.hears(kind="answer")).text
    await lucia.says("/ayuda")
    assert "Buscar" in (await lucia.hears()).text


async def test_what_is_meant_for_another_bot_or_says_nothing_is_passed_over(
    open_office: Office,
) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/ayuda@other_bot")
    await lucia.says("   ")
    await lucia.says("/ayuda@aldia_sandbox_bot")
    assert "Buscar" in (await lucia.hears()).text
    await lucia.hears_nothing(0.1)


async def test_an_answer_whose_reply_was_lost_comes_rather_twice_than_never(
    closed_office: Office,
) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    closed_office.api.lose_reply(method="sendMessage")
    await lucia.says("/ayuda")
    async with closed_office.running():
        assert "Buscar" in (await lucia.hears()).text
        assert "Buscar" in (await lucia.hears()).text
    assert await chat.pending() == []


async def test_a_group_that_becomes_a_supergroup_goes_on(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    group = open_office.api.group(-5, "Tienda", lucia, kind="group")
    await lucia.says("/buscar ana", chat=group.chat)
    await lucia.hears(chat=group.chat)
    moved = await group.upgrades(lucia, -1005)
    await lucia.says("/buscar ana", chat=moved)
    assert "Ana R." in (await lucia.hears(chat=moved, kind="message")).text


async def test_an_answer_stays_in_its_topic(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    forum = open_office.api.group(-1007, "Foro", lucia, forum=True)
    topic = await forum.makes_topic(lucia, "Clientes")
    await lucia.says("/buscar ana", chat=forum.chat, topic=topic)
    while (heard := await lucia.hears(chat=forum.chat)).message.sender == lucia.user:
        pass
    assert heard.message.thread_id == topic


async def test_everybody_may_speak_at_once(open_office: Office) -> None:
    await open_office.customer()
    people = [await open_office.colleague(number, f"P{number}") for number in range(20, 40)]
    await asyncio.gather(*(person.says("ana") for person in people))
    for person in people:
        assert "Ana Ruiz" in (await person.hears()).text
