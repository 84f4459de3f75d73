"""Networks that fail, servers that stumble and mails that break their reader: nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage

import pytest

from mail.deciding import Place, Settler
from mail.imap import ImapAccount, ImapError
from mail.incoming import Incoming
from mail.received import Reader
from storage import inbox
from storage.tables.events import Event
from storage.tables.inbox import InboxMessage, RawMessage
from storage.tables.people import Contact
from tests.mail.proxy import Fate, Proxy, failing
from tests.mail.shop import ADDRESSES, BY, LOGIN, Shop, asked, customer, reply

MANY = 40


@asynccontextmanager
async def behind(
    shop: Shop, reader: Reader, judge: Callable[[int, bytes], Fate], *, silence: float = 30
) -> AsyncIterator[tuple[Incoming, Proxy]]:
    """The shop's mailbox, read through a network that fails."""
    async with failing(shop.server.host, shop.server.port, judge) as proxy:
        account = ImapAccount(
            shop.server.host, proxy.port, False, LOGIN.user, LOGIN.password, silence=silence
        )
        yield Incoming(account, Settler(Place(), ADDRESSES, reader), shop.clock), proxy


async def fill(shop: Shop) -> int:
    """One yes, and many mails of strangers round it."""
    ana = await customer()
    delivery = await asked(ana)
    for n in range(MANY):
        stranger = f"x{n}@spam.test"
        raw = reply(None, "palabras " * 300, sender=stranger)
        await shop.deliver(reply(delivery, "Está todo bien.") if n == MANY // 2 else raw)
    return ana


async def all_is_read(ana: int) -> None:
    """Every mail was kept and settled once, and the yes took effect once."""
    assert await InboxMessage.all().count() == MANY
    assert not await inbox.waiting()
    assert await RawMessage.all().count() == MANY
    assert await Event.filter(contact_id=ana, kind="confirmed").count() == 1


@pytest.mark.parametrize("fate", ["cut", "hang"])
async def test_a_connection_that_dies_mid_mail_is_taken_up_where_it_broke(
    shop: Shop, reader: Reader, fate: Fate
) -> None:
    ana = await fill(shop)
    broken: list[int] = []

    def judge(passed: int, data: bytes) -> Fate:
        # Twice, each time in the middle of a mail's body.
        if len(broken) < 2 and passed > 30_000 and b"palabras" in data:
            broken.append(passed)
            return fate
        return "pass"

    silence = 1 if fate == "hang" else 30
    async with behind(shop, reader, judge, silence=silence) as (incoming, proxy):
        report = await incoming.read_mailbox(BY)
    assert proxy.connections == 3
    assert report["read"] == MANY
    await all_is_read(ana)


async def test_a_mail_over_which_the_server_stumbles_is_passed_by(
    shop: Shop, reader: Reader
) -> None:
    await shop.deliver(reply(None, "VENENO", sender="x@spam.test"))
    ana = await customer()
    await shop.deliver(reply(await asked(ana), "Está todo bien."))

    def judge(_passed: int, data: bytes) -> Fate:
        return "cut" if b"VENENO" in data else "pass"

    async with behind(shop, reader, judge) as (incoming, _):
        report = await incoming.read_mailbox(BY)
    assert (report["read"], report["applied"], report["shelved"]) == (2, 1, 1)
    assert (await InboxMessage.get(outcome="shelved")).why == "could_not_be_fetched"


async def test_a_network_that_never_holds_is_an_error_and_shelves_nobody(
    shop: Shop, reader: Reader
) -> None:
    ana = await fill(shop)

    def judge(_passed: int, data: bytes) -> Fate:
        return "cut" if b"BODY[]" in data else "pass"

    async with behind(shop, reader, judge) as (incoming, _):
        for _ in range(2):
            with pytest.raises(ImapError, match="imap_lost"):
                await incoming.read_mailbox(BY)
    assert not await InboxMessage.all().exists()
    await shop.read()
    await all_is_read(ana)


async def test_mails_that_break_their_reader_go_to_the_shelf_and_the_rest_goes_on(
    shop: Shop,
) -> None:
    ana = await customer()
    await shop.deliver(reply(await asked(ana), "Está todo bien."))
    # A worker that has no time at all: every mail is a fault, and no fault ends the reading.
    account = shop.incoming._account
    with Reader(seconds=0) as hasty:
        incoming = Incoming(account, Settler(Place(), ADDRESSES, hasty), shop.clock)
        reports = [await incoming.read_mailbox(BY) for _ in range(4)]
    assert [report["shelved"] for report in reports] == [0, 0, 1, 0]
    (message,) = [m async for m in inbox.messages(shelf=True)]
    assert message["why"] == "failed:TooSlowError"
    assert (await Contact.get(id=ana)).confirmed_at is None


def hostile() -> dict[str, bytes]:
    """Mails that broke somebody's mail program."""
    deep = EmailMessage()
    deep.set_content("fin")
    raw = deep.as_bytes()
    for _ in range(60):
        raw = b"Content-Type: message/rfc822\r\n\r\n" + raw
    text = b"From: a@x.test\r\nContent-Type: text/plain; "
    return {
        "empty": b"",
        "no headers": b"\r\n\r\nhola",
        "no From": b"Subject: x\r\n\r\nhola",
        "NUL": b"From: a@x.test\r\nSubject: a\0b\r\nMessage-ID: <a\0b@x>\r\n\r\nho\0la",
        "8-bit headers": "From: Áña <a@x.test>\r\nSubject: ñ\r\n\r\nhola".encode("latin-1"),
        "unknown charset": text + b"charset=klingon\r\n\r\n\xff",
        "wrong charset": text + b"charset=utf-8\r\n\r\n\xff\xfe",
        "long header": b"From: a@x.test\r\nSubject: " + b"x" * 1_000_000 + b"\r\n\r\nhola",
        "deep": b"From: a@x.test\r\n" + raw,
        "CR in a word": b"From: a@x.test\r\nSubject: =?utf-8?Q?a=0D=0ABcc:_x@y?=\r\n\r\nhola",
        "many parts": b"From: a@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\n\r\nx\r\n" * 5000,
        "half a character": text + b"charset=utf-7\r\n\r\n+2AA-",
    }


async def test_hostile_mails_are_settled_like_any_other(shop: Shop) -> None:
    mails = hostile()
    for raw in mails.values():
        await shop.deliver(raw)
    report = await shop.read()
    assert report["read"] == len(mails)
    assert not await inbox.waiting()
    assert not [m async for m in inbox.messages() if str(m["why"]).startswith("failed")]


async def test_hostile_mails_from_a_customer_are_settled_too(shop: Shop) -> None:
    ana = await customer()
    delivery = await asked(ana)
    to = b"To: " + ADDRESSES.reply(delivery.id, BY.at.date()).encode() + b"\r\n"
    mails = [to + raw.replace(b"a@x.test", b"ana@example.org") for raw in hostile().values() if raw]
    for raw in mails:
        await shop.deliver(raw)
    assert (await shop.read())["read"] == len(mails)
    assert not await inbox.waiting()
    assert not [m async for m in inbox.messages() if str(m["why"]).startswith("failed")]


async def test_a_mail_cut_short_confirms_nothing_by_itself(shop: Shop) -> None:
    ana = await customer()
    long = reply(await asked(ana), "Está todo bien.\n" + "." * 5000)
    shop.incoming._account = replace(shop.incoming._account, largest=2000)
    made = await shop.take(long)
    assert made.outcome == "shelved"
    assert (await Contact.get(id=ana)).confirmed_at is None


async def test_waiting_for_mail_ends_when_it_comes(shop: Shop) -> None:
    await shop.read()
    waiting = asyncio.create_task(shop.incoming.wait(30))
    await asyncio.sleep(0.1)
    await shop.deliver(reply(None, "hola"))
    await asyncio.wait_for(waiting, 10)
    await asyncio.wait_for(shop.incoming.wait(30), 10)
