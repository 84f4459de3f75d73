"""Each mail takes effect exactly once: delivered again, numbered anew, or killed half-way."""

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from aioimaplib import IMAP4

from storage.tables.events import Event
from storage.tables.inbox import InboxMessage
from tests.mail.shop import (
    BY,
    LOGIN,
    Shop,
    asked,
    bounce,
    complaint,
    counted,
    customer,
    reply,
    state,
)


async def test_a_second_reading_changes_nothing(shop: Shop) -> None:
    people = [await customer(email=f"c{n}@example.org") for n in range(5)]
    mails = [await asked(person) for person in people]
    for n, words in enumerate(["Todo bien.", "Dadme de baja.", "Móvil: 699111222"]):
        await shop.deliver(reply(mails[n], words, sender=f"c{n}@example.org"))
    await shop.deliver(bounce(mails[3]))
    await shop.deliver(complaint(mails[4]))
    first = await shop.read()
    assert (first["read"], first["applied"]) == (5, 5)
    before = await state()
    assert await shop.read() == {
        "read": 0,
        "by_kind": {},
        **dict.fromkeys(("applied", "proposed", "held", "shelved", "ignored"), 0),
    }
    assert await state() == before


async def test_a_mail_delivered_again_by_another_way_takes_effect_once(shop: Shop) -> None:
    ana = await customer()
    mail = reply(await asked(ana), "Está todo bien.", message_id="<uno@example.org>")
    await shop.take(mail)
    again = b"Received: from b.test by c.test; Mon, 6 Jul 2026 09:00:00 +0000\r\n" + mail
    made = await shop.take(again)
    assert (made.outcome, made.why) == ("ignored", "same_message")
    assert await Event.filter(contact_id=ana, kind="confirmed").count() == 1


async def test_a_mail_is_marked_only_after_its_effect_and_the_shelf_never(shop: Shop) -> None:
    ana = await customer()
    await shop.take(reply(await asked(ana), "Está todo bien."))
    await shop.take(reply(None, "Compre barato.", sender="x@spam.test"))
    done, shelved = await InboxMessage.all().order_by("id")
    assert (done.outcome, done.marked_at) == ("applied", BY.at)
    assert (shelved.outcome, shelved.marked_at) == ("shelved", None)


@pytest.mark.parametrize(
    "lines", [3, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2, 8))]
)
async def test_a_reading_killed_half_way_is_finished_by_the_next(
    shop: Shop, database: str, tmp_path: Path, lines: int
) -> None:
    """`lines`: how many times the child has spoken when it is killed; it speaks before and after
    each mail."""
    people = [await customer(email=f"c{n}@example.org") for n in range(6)]
    for n, person in enumerate(people):
        mail = reply(await asked(person), "Está todo bien.", sender=f"c{n}@example.org")
        await shop.deliver(mail)
    await killed(shop, database, tmp_path / "ledger", lines)
    assert await Event.filter(kind="confirmed").count() < len(people)
    settled = await InboxMessage.filter(state="settled").values_list("uid", flat=True)
    assert await seen(shop) <= {int(str(uid)) for uid in settled}
    await shop.read()
    assert len(await seen(shop)) == len(people)
    confirmed = await Event.filter(kind="confirmed").values_list("contact_id", flat=True)
    assert Counter(map(str, confirmed)) == Counter(map(str, people))
    assert [await counted(person) for person in people] == [["confirmed"]] * len(people)
    assert await InboxMessage.exclude(state="settled").count() == 0


async def seen(shop: Shop) -> set[int]:
    """Which mails of the mailbox carry the mark that they were read."""
    client = IMAP4(shop.server.host, shop.server.port, timeout=30)
    await client.wait_hello_from_server()
    await client.login(f'"{LOGIN.user}"', LOGIN.password)
    await client.select("INBOX")
    found = (await client.uid_search("SEEN", charset=None)).lines[0]
    await client.logout()
    return {int(uid) for uid in found.split()}


async def killed(shop: Shop, database: str, ledger: Path, lines: int) -> None:
    """Read in another process, and kill it once it has said so many lines."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.mail.telling_reader"),
        *(database, str(ledger), shop.server.host, str(shop.server.port)),
        *(LOGIN.user, LOGIN.password),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert child.stdout is not None
    for _ in range(lines):
        assert await child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    await child.wait()
