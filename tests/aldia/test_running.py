"""A part that fails comes again, and only what a changed setting mends ends the program."""

import asyncio

import pytest

from aldia.running import AGAIN_AFTER, LONGEST_PAUSE, kept_going, next_pause
from bot.polling import BotError
from mail.imap import ImapError


def pauses(*ran: float) -> list[float]:
    found, pause = [], 0.0
    for seconds in ran:
        pause = next_pause(pause, seconds)
        found.append(pause)
    return found


def test_what_fails_at_once_again_waits_longer_up_to_a_limit() -> None:
    assert pauses(1, 1, 1, 1) == [15, 30, 60, 120]
    assert pauses(*[1] * 50)[-1] == LONGEST_PAUSE


def test_what_ran_longer_than_it_had_waited_starts_anew() -> None:
    assert pauses(1, 1, 1, 3600, 1) == [15, 30, 60, AGAIN_AFTER, 30]


class Part:
    """A part that meets these faults, one after another, then works until it is stopped."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.began = asyncio.Event()
        self.works = asyncio.Event()

    async def __call__(self, stop: asyncio.Event) -> None:
        self.began.set()
        if self.faults:
            raise self.faults.pop(0)
        self.works.set()
        await stop.wait()


async def test_a_part_that_fails_is_started_again_until_it_works() -> None:
    part, stop = (
        Part(OSError("away"), ValueError("odd"), ImapError("busy", temporary=True)),
        asyncio.Event(),
    )
    going = asyncio.create_task(kept_going("mailbox", part, stop, shortest=0.001))
    await asyncio.wait_for(part.works.wait(), 30)
    stop.set()
    await asyncio.wait_for(going, 30)


@pytest.mark.parametrize("fault", [BotError("token"), ImapError("refused", temporary=False)])
async def test_what_only_a_changed_setting_mends_ends_it(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        await kept_going("bot", Part(fault), asyncio.Event(), shortest=0.001)


async def test_stopping_ends_the_waiting_for_a_part_that_failed() -> None:
    part, stop = Part(*[OSError("away")] * 3), asyncio.Event()
    going = asyncio.create_task(kept_going("mailbox", part, stop))
    await part.began.wait()
    stop.set()
    await asyncio.wait_for(going, AGAIN_AFTER - 1)
    assert len(part.faults) == 2
