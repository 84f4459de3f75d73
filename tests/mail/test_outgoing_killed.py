"""Senders that are killed, stopped, or run beside each other: nobody gets a mail twice."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from aldia.sandbox.mail_servers import ACCEPTED, smtp_server
from mail.outgoing import Outgoing, send_due
from storage import settling
from storage.clock import RealClock
from storage.tables.campaigns import Delivery
from tests.mail.sending import BY, outgoing, queued_customers

CONNECTIONS = 3


class SlowServer:
    """Takes its time over every mail, and remembers whose it took."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.took: Counter[str] = Counter()
        self.going = 0
        self.begun = asyncio.Event()

    async def __call__(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
        self.took.update(recipients)
        self.going += 1
        self.begun.set()
        await asyncio.sleep(self.seconds)
        self.going -= 1
        return ACCEPTED


@asynccontextmanager
async def a_sender(url: str, port: int, ledger: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a sender in a process of its own; it is gone when the context ends."""
    words = (sys.executable, "-m", "tests.mail.sender_process", url, str(port))
    child = await asyncio.create_subprocess_exec(*words, str(CONNECTIONS), str(ledger))
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def killed_in_the_middle(url: str, port: int, ledger: Path, taker: SlowServer) -> None:
    """Kill a sender at some moment after it has begun to send."""
    async with a_sender(url, port, ledger) as child:
        taker.begun.clear()
        begun = asyncio.ensure_future(taker.begun.wait())
        ended = asyncio.ensure_future(child.wait())
        await asyncio.wait({begun, ended}, return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        await asyncio.sleep(random.uniform(0, 0.15))  # noqa: S311 - any moment will do
        if child.returncode is None:
            os.kill(child.pid, signal.SIGKILL)
        await ended


async def test_killed_senders_mail_nobody_twice(database: str, tmp_path: Path) -> None:
    rows = await queued_customers(50)
    taker = SlowServer(0.03)
    kills = 2
    async with smtp_server(taker) as server:
        for _ in range(kills):
            await killed_in_the_middle(database, server.port, tmp_path / "ledger", taker)
        last = await send_due(outgoing(server.port, clock=RealClock()))
    assert max(taker.took.values()) == 1
    ends = Counter(row.state for row in await Delivery.all())
    assert ends["uncertain"] <= kills * CONNECTIONS
    assert ends["sent"] + ends["uncertain"] == len(rows)
    assert last.uncertain == 0
    for row in await Delivery.filter(state="sent"):
        assert taker.took[row.address] == 1


async def test_two_senders_at_once_mail_nobody_twice(database: str, tmp_path: Path) -> None:
    rows = await queued_customers(40)
    taker = SlowServer(0.05)
    async with (
        smtp_server(taker) as server,
        a_sender(database, server.port, tmp_path / "ledger") as other,
    ):
        await taker.begun.wait()
        mine = await send_due(outgoing(server.port, clock=RealClock(), sending={"batch": 5}))
        assert await other.wait() == 0
    assert mine.sent > 0
    assert taker.took == Counter({row.address: 1 for row in rows})
    assert await Delivery.filter(state="sent").count() == len(rows)


async def cancelled_while_sending(sender: Outgoing, taker: SlowServer) -> None:
    work = asyncio.create_task(send_due(sender))
    await taker.begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_a_stopped_sender_finishes_what_it_has_begun(database: str) -> None:
    rows = await queued_customers(12)
    taker = SlowServer(0.05)
    async with smtp_server(taker) as server:
        await cancelled_while_sending(outgoing(server.port, clock=RealClock()), taker)
        assert taker.going == 0
    ends = Counter(row.state for row in await Delivery.all())
    assert 1 <= ends["sent"] <= 4
    assert ends["queued"] == len(rows) - ends["sent"]
    assert ends["sent"] == taker.took.total()


async def test_a_stopped_sender_does_not_wait_for_ever(database: str) -> None:
    await queued_customers(3)
    taker = SlowServer(30)
    async with smtp_server(taker) as server:
        sender = outgoing(
            server.port, clock=RealClock(), smtp={"connections": 1}, sending={"drain_seconds": 0.1}
        )
        await cancelled_while_sending(sender, taker)
    ends = Counter(row.state for row in await Delivery.all())
    assert ends == Counter(uncertain=1, queued=2)


async def test_a_person_decides_what_becomes_of_an_uncertain_mail(database: str) -> None:
    rows = await queued_customers(2)
    await Delivery.all().update(state="uncertain", attempts=1, message_id=None)
    assert len(await settling.uncertain()) == 2
    assert isinstance(await settling.leave(rows[0].id, BY), settling.Left)
    assert isinstance(await settling.send_again(rows[1].id, BY), settling.Left)
    assert await settling.uncertain() == []
    assert await settling.leave(rows[0].id, BY) == settling.NotLeft("not_uncertain")
    assert await settling.send_again(rows[1].id, BY) == settling.NotLeft("not_uncertain")
    assert await settling.send_again(999, BY) == settling.NotLeft("unknown_delivery")
    taker = SlowServer(0)
    async with smtp_server(taker) as server:
        await send_due(outgoing(server.port))
        await send_due(outgoing(server.port))
    assert taker.took == Counter({rows[1].address: 1})
