"""The sandbox's mail servers, seen through the clients that Aldía itself uses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial

import aiosmtplib
import pytest
from aioimaplib import IMAP4

from aldia.sandbox.mail_servers import (
    ACCEPTED,
    DROP,
    Account,
    ImapServer,
    imap_server,
    smtp_server,
)
from tests.fakes.postbox import Postbox

AT = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
ACCOUNT = Account("clientes@tienda.test", "una clave")


def a_mail(subject: str = "¿Sigue siendo correcto?") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Tienda <hola@tienda.test>"
    mail["To"] = "ana@example.com"
    mail["Subject"] = subject
    mail.set_content("Hola, Ana.\n.punto al principio\n")
    return mail


@asynccontextmanager
async def logged_in(server: ImapServer) -> AsyncIterator[IMAP4]:
    client = IMAP4(server.host, server.port, timeout=5)
    await client.wait_hello_from_server()
    await client.login(server.account.user, server.account.password)
    await client.select("INBOX")
    yield client
    await client.logout()


async def test_a_mail_arrives_with_its_envelope_and_its_bytes() -> None:
    postbox = Postbox()
    async with smtp_server(postbox) as server:
        await aiosmtplib.send(
            a_mail(),
            sender="b+ana@tienda.test",
            recipients=["ana@example.com"],
            hostname=server.host,
            port=server.port,
        )
    (mail,) = postbox.mails
    assert (mail.sender, mail.recipients) == ("b+ana@tienda.test", ("ana@example.com",))
    assert b"\r\n.punto al principio\r\n" in mail.raw


async def test_the_hook_decides_the_reply() -> None:
    async def full(_sender: str, _recipients: tuple[str, ...], _raw: bytes) -> str:
        return "552 5.2.2 Mailbox full"

    async with smtp_server(full) as server:
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await aiosmtplib.send(a_mail(), hostname=server.host, port=server.port)
    assert (refused.value.code, refused.value.message) == (552, "5.2.2 Mailbox full")


async def test_scripted_replies_come_once_and_before_the_hook() -> None:
    postbox = Postbox()
    async with smtp_server(postbox) as server:
        server.script_rcpt("ANA@example.com", "550 5.1.1 No such user")
        server.script_data("451 4.7.1 Try later", ACCEPTED)
        client = aiosmtplib.SMTP(hostname=server.host, port=server.port)
        async with client:
            with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
                await client.send_message(a_mail())
            with pytest.raises(aiosmtplib.SMTPDataError):
                await client.send_message(a_mail())
            await client.send_message(a_mail())
            assert postbox.mails == []
            await client.send_message(a_mail())
    assert len(postbox.mails) == 1


async def test_a_dropped_connection_leaves_the_sender_uncertain() -> None:
    postbox = Postbox()
    async with smtp_server(postbox) as server:
        server.script_data(DROP)
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await aiosmtplib.send(a_mail(), hostname=server.host, port=server.port)
    assert postbox.mails == []


async def test_with_an_account_nobody_sends_without_it() -> None:
    postbox = Postbox()
    async with smtp_server(postbox, login=ACCOUNT) as server:
        send = partial(aiosmtplib.send, a_mail(), hostname=server.host, port=server.port)
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refused:
            await send()
        assert refused.value.code == 530
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send(username=ACCOUNT.user, password="otra")
        await send(username=ACCOUNT.user, password=ACCOUNT.password)
    assert len(postbox.mails) == 1


async def test_delivered_mail_is_searched_fetched_and_marked_by_uid() -> None:
    async with imap_server(ACCOUNT) as server:
        first = await server.deliver(a_mail("uno").as_bytes(), at=AT)
        async with logged_in(server) as client:
            second = await server.deliver(a_mail("dos").as_bytes(), at=AT)
            await client.noop()
            found = await client.uid_search(f"UID {first}:*", charset=None)
            assert found.lines[0].split() == [b"%d" % first, b"%d" % second]
            fetched = await client.uid("fetch", f"{second}", "(BODY.PEEK[])")
            assert b"Subject: dos" in fetched.lines[1]
            marked = await client.uid("store", f"{first}", "+FLAGS", r"(\Seen)")
            assert marked.result == "OK"
            unseen = await client.uid_search("UNSEEN", charset=None)
            assert unseen.lines[0].split() == [b"%d" % second]


async def test_a_client_may_append_and_move() -> None:
    async with imap_server(ACCOUNT) as server:
        await server.make_mailbox("Hecho")
        async with logged_in(server) as client:
            await client.append(a_mail("tres").as_bytes(), mailbox="INBOX")
            moved = await client.uid("move", "101", "Hecho")
            assert moved.result == "OK"
            await client.select("Hecho")
            found = await client.uid_search("ALL", charset=None)
            assert found.lines[0].split() == [b"101"]


async def test_delivery_wakes_a_client_in_idle() -> None:
    async with imap_server(ACCOUNT) as server, logged_in(server) as client:
        idle = await client.idle_start(timeout=10)
        await server.deliver(a_mail().as_bytes(), at=AT)
        told: list[bytes] = []
        while not any(line.endswith(b"EXISTS") for line in told):
            told += await client.wait_server_push(timeout=5)
        client.idle_done()
        await asyncio.wait_for(idle, 5)


async def test_a_wrong_password_is_refused() -> None:
    async with imap_server(ACCOUNT) as server:
        client = IMAP4(server.host, server.port, timeout=5)
        await client.wait_hello_from_server()
        answer = await client.login(ACCOUNT.user, "otra")
        assert answer.result == "NO"
        await client.logout()


async def test_a_connection_outlives_two_hundred_commands() -> None:
    async with imap_server(ACCOUNT) as server, logged_in(server) as client:
        for _ in range(200):
            assert (await client.noop()).result == "OK"


async def test_dropped_connections_are_noticed_and_new_ones_welcome() -> None:
    lost = asyncio.Event()
    async with imap_server(ACCOUNT) as server:
        client = IMAP4(server.host, server.port, timeout=5, conn_lost_cb=lambda _error: lost.set())
        await client.wait_hello_from_server()
        server.drop_connections()
        await asyncio.wait_for(lost.wait(), 5)
        async with logged_in(server) as again:
            assert (await again.noop()).result == "OK"
