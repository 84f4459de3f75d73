"""Updates with their answers, buttons, cards and questions, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from storage import chat
from storage.chat import Button, Question, SeenBeforeError
from storage.events import By
from storage.tables.staff import ChatButton, ChatCard, ChatUpdate
from storage.tables.transactions import transaction

PARTS = [{"do": "show", "text": "uno"}, {"do": "show", "text": "dos"}]


async def test_an_update_begins_once(database: str, by: By) -> None:
    @transaction
    async def take() -> None:
        await chat.begin(1, None, by.at)
        await chat.keep_answer(1, PARTS, by.at)

    results = await asyncio.gather(*(take() for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, SeenBeforeError) for result in results) == 4
    assert await ChatUpdate.all().count() == 1


async def test_what_fails_half_way_was_never_seen(database: str, by: By) -> None:
    @transaction
    async def fails() -> None:
        await chat.begin(1, None, by.at)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        await fails()
    assert not await ChatUpdate.exists(update_id=1)


async def test_an_answer_is_owed_until_its_last_part_is_sent(database: str, by: By) -> None:
    await chat.begin(1, None, by.at)
    await chat.keep_answer(1, PARTS, by.at)
    (owed,) = await chat.pending()
    assert list(owed.parts) == PARTS
    await chat.sent(1, PARTS[1:], by.at, shown=(7, 70, 12))
    (owed,) = await chat.pending(1)
    assert list(owed.parts) == PARTS[1:]
    await chat.sent(1, [], by.at)
    assert await chat.pending() == []
    assert await chat.shown_in(7, 70) == 12


async def test_nothing_to_say_is_not_owed(database: str, by: By) -> None:
    await chat.begin(1, None, by.at)
    await chat.keep_answer(1, [], by.at)
    assert await chat.pending() == []


async def test_a_button_means_what_was_offered_until_it_expires(database: str, by: By) -> None:
    token = chat.fresh_token()
    later = by.at + timedelta(minutes=10)
    await chat.offer([Button(token, "undo", {"events": [1]}, 3, later)])
    assert await chat.button(token, by.at) == Button(token, "undo", {"events": [1]}, 3, later)
    assert await chat.button(token, later) is None
    assert await chat.button("other", by.at) is None
    assert len(token.encode()) <= 64


async def test_of_two_taps_one_counts(database: str, by: By) -> None:
    await chat.offer([Button("t", "undo")])
    taps = await asyncio.gather(*(chat.use("t", by.at) for _ in range(4)))
    assert sorted(taps) == [False, False, False, True]


async def test_a_person_is_asked_one_thing_at_a_time_and_not_forever(database: str, by: By) -> None:
    await chat.ask(7, 1, "note", {"contact": 1}, by.at)
    await chat.ask(7, 1, "note", {"contact": 2}, by.at)
    await chat.ask(7, 2, "note", {"contact": 3}, by.at)
    assert await chat.question(7, 1, by.at) == Question("note", {"contact": 2})
    assert await chat.question(7, 1, by.at + timedelta(hours=1)) is None
    assert await chat.question(8, 1, by.at) is None
    assert await chat.drop_question(7, 1)
    assert not await chat.drop_question(7, 1)
    assert await chat.question(7, 2, by.at) is not None


async def test_an_edited_message_shows_its_new_contact(database: str) -> None:
    await chat.shows(7, 70, 1)
    await chat.shows(7, 70, 2)
    assert await chat.shown_in(7, 70) == 2
    assert await ChatCard.all().count() == 1


async def test_a_group_that_moved_keeps_its_question(database: str, by: By) -> None:
    await chat.ask(-5, 1, "note", {}, by.at)
    await chat.shows(-5, 70, 1)
    await chat.moved(-5, -1005)
    assert await chat.question(-1005, 1, by.at) is not None
    assert await chat.shown_in(-5, 70) is None


async def test_tidying_drops_only_what_is_over(database: str, by: By) -> None:
    await chat.offer([Button("old", "x", expires_at=by.at), Button("new", "x")])
    for number in (1, 2):
        await chat.begin(number, None, by.at)
    await chat.keep_answer(1, [], by.at)
    await chat.keep_answer(2, PARTS, by.at)
    await chat.tidy(by.at + timedelta(days=31))
    assert [row.token for row in await ChatButton.all()] == ["new"]
    assert [row.update_id for row in await ChatUpdate.all()] == [2]
