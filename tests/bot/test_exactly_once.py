"""Each update takes effect once and is answered, whatever is delivered again or killed half-way."""

import asyncio

import pytest
from telegram import Bot, Update

from aldia.sandbox.bot_api import Person
from aldia.sandbox.bot_api.errors import bad_gateway, flood
from bot.application import Desk
from bot.delivery import Courier
from bot.polling import Lanes
from bot.settings import House
from storage import chat
from storage.chat import Pending, Wire
from storage.tables.staff import ChatUpdate
from storage.tables.work import Note
from tests.bot.office import Office


async def updates_of(office: Office) -> list[Update]:
    """What waits for the bot, as it would fetch it; nothing is confirmed."""
    async with Bot(office.settings.token, base_url=office.settings.api_base) as bot:
        return list(await bot.get_updates(timeout=0))


def desk_of(office: Office) -> Desk:
    return Desk(House.of(office.settings, "aldia_sandbox_bot"), office.clock)


async def a_note_is_told(office: Office) -> Person:
    await office.customer(city="Valencia")
    lucia = await office.colleague(7, "Lucía")
    await lucia.says("/nota ana ruiz: prefiere por la tarde")
    return lucia


async def test_an_update_that_comes_again_has_no_second_effect(closed_office: Office) -> None:
    await a_note_is_told(closed_office)
    (update,) = await updates_of(closed_office)
    desk = desk_of(closed_office)
    await desk.take(update)
    await desk.take(update)
    await desk_of(closed_office).take(update)
    assert await Note.all().count() == 1
    assert len(await chat.pending()) == 1


async def test_an_update_that_comes_again_while_it_is_answered_is_answered_once(
    closed_office: Office,
) -> None:
    lucia = await a_note_is_told(closed_office)
    (update,) = await updates_of(closed_office)
    desk = desk_of(closed_office)
    async with Bot(closed_office.settings.token, base_url=closed_office.settings.api_base) as bot:
        lanes = Lanes(Courier(bot, closed_office.clock))  # type: ignore[arg-type]  # a plain Bot will do
        for _ in range(3):
            lanes.put(update.update_id, 7, await desk.take(update))
        await lanes.drain()
    assert "Apuntado" in (await lucia.hears()).text
    await lucia.hears_nothing(0.1)


async def test_two_processes_with_the_same_update_have_one_effect(closed_office: Office) -> None:
    await a_note_is_told(closed_office)
    (update,) = await updates_of(closed_office)
    await asyncio.gather(*(desk_of(closed_office).take(update) for _ in range(4)))
    assert await Note.all().count() == 1


async def test_killed_between_commit_and_answer_it_answers_when_it_starts(
    closed_office: Office,
) -> None:
    lucia = await a_note_is_told(closed_office)
    (update,) = await updates_of(closed_office)
    await desk_of(closed_office).take(update)  # and here the power goes
    await lucia.hears_nothing()
    async with closed_office.running():
        assert "Ana Ruiz" in (await lucia.hears()).text
        await lucia.hears_nothing()
    assert await Note.all().count() == 1
    assert await chat.pending() == []


async def test_what_came_while_the_bot_was_down_is_answered_once(closed_office: Office) -> None:
    lucia = await a_note_is_told(closed_office)
    await lucia.says("612 34 56 78")
    async with closed_office.running():
        assert "Apuntado" in (await lucia.hears()).text
        assert "nadie" in (await lucia.hears()).text
    async with closed_office.running():
        await lucia.hears_nothing()


async def test_an_answer_survives_a_telegram_that_stumbles(closed_office: Office) -> None:
    lucia = await a_note_is_told(closed_office)
    closed_office.api.fail(bad_gateway(), method="sendMessage")
    closed_office.api.fail(flood(1), method="sendMessage")
    async with closed_office.running():
        assert "Apuntado" in (await lucia.hears()).text
    assert await Note.all().count() == 1


async def test_a_colleague_who_blocked_the_bot_holds_nobody_up(closed_office: Office) -> None:
    async with closed_office.running():
        marta = await closed_office.colleague(8, "Marta")
        lucia = await closed_office.colleague(7, "Lucía")
        await marta.says("hola")
        await marta.blocks_bot()
        await lucia.says("/ayuda")
        assert "Buscar" in (await lucia.hears()).text
    assert await chat.pending() == []


async def test_the_words_of_an_answer_are_not_kept_once_it_is_sent(closed_office: Office) -> None:
    await closed_office.customer(mobile="612345678")
    lucia = await closed_office.colleague(7, "Lucía")
    async with closed_office.running():
        await lucia.says("ana")
        await lucia.hears()
    assert [row.answer for row in await ChatUpdate.all()] == [[]]


async def test_two_colleagues_never_see_each_others_dialogs(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz", mobile="612345678")
    await open_office.customer("Boris", "Gil", mobile="612345679")
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    for _ in range(5):
        await asyncio.gather(lucia.says("ana"), marta.says("boris"))
        assert "Ana Ruiz" in (await lucia.hears()).text
        assert "Boris Gil" in (await marta.hears()).text
    await lucia.hears_nothing(0.1)
    await marta.hears_nothing(0.1)


async def test_each_part_is_noted_as_said_before_the_next_is_tried(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    await chat.begin(1, None, closed_office.clock.now())
    said: Wire = {"do": "show", "chat_id": 7, "thread_id": None, "text": "hola"}
    unknown: Wire = {"do": "dance"}
    await chat.keep_answer(1, [said, unknown], closed_office.clock.now())
    async with Bot(closed_office.settings.token, base_url=closed_office.settings.api_base) as bot:
        courier = Courier(bot, closed_office.clock)  # type: ignore[arg-type]  # a plain Bot will do
        (owed,) = await chat.pending()
        with pytest.raises(KeyError):
            await courier.deliver(owed)
    assert (await lucia.hears()).text == "hola"
    assert await chat.pending() == [Pending(1, (unknown,))]


async def test_an_answer_that_is_late_is_not_overtaken(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    closed_office.api.fail(bad_gateway(), method="sendMessage")
    async with closed_office.running():
        await lucia.says("/ayuda")
        await lucia.says("/idioma")
        assert "Buscar" in (await lucia.hears()).text
        assert "Русский" in str((await lucia.hears()).buttons)


async def test_an_answer_to_a_topic_that_is_gone_is_said_in_the_chat(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    async with Bot(closed_office.settings.token, base_url=closed_office.settings.api_base) as bot:
        part = {"do": "show", "chat_id": 7, "thread_id": 99, "text": "hola"}
        assert await Courier(bot, closed_office.clock).hand_over(part) is not None  # type: ignore[arg-type]  # a plain Bot will do
    assert (await lucia.hears()).text == "hola"


async def test_no_answer_shows_a_preview_of_a_link_in_it(closed_office: Office) -> None:
    await closed_office.customer("www.example.org", "Ruiz")
    lucia = await closed_office.colleague(7, "Lucía")
    async with closed_office.running():
        await lucia.says("ruiz")
        await lucia.hears()
        await lucia.taps("🕘 Historial")
        await lucia.hears(kind="edited")
    for method in ("sendMessage", "editMessageText"):
        (call,) = closed_office.api.calls(method)
        assert "is_disabled" in call.values["link_preview_options"]


async def test_a_courier_edits_in_place_or_says_it_anew(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    async with Bot(closed_office.settings.token, base_url=closed_office.settings.api_base) as bot:
        part = {"do": "show", "chat_id": 7, "thread_id": None, "text": "hola", "edit": 999}
        assert await Courier(bot, closed_office.clock).hand_over(part) is not None  # type: ignore[arg-type]  # a plain Bot will do
    assert (await lucia.hears()).text == "hola"
