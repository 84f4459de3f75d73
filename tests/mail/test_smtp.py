"""One SMTP connection: each reply has one end, and "uncertain" is said only where it is true."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from aldia.sandbox.mail_servers import DROP, Account, smtp_server
from mail.composing import Composed
from mail.settings import SmtpSettings
from mail.smtp import Connection, Learnt, Server, SmtpError, server_of
from mail.smtp_replies import Answer, answer_to
from storage.rules.bounces import REASONS
from tests.fakes.postbox import Postbox
from tests.servers.need import program

HOST = "127.0.0.1"
MAIL = Composed(
    delivery_id=1,
    recipient="ana@example.org",
    sender="datos+token@tienda.test",
    plain_sender="datos@tienda.test",
    message_id="m1@tienda.test",
    content=b"Subject: Hola\r\n\r\n.punto\r\n..\r\nfin\r\n",
)


def connection(
    port: int, *, url: str = "", answer: float = 5, learnt: Learnt | None = None
) -> Connection:
    settings = SmtpSettings(
        url or f"smtp://{HOST}:{port}", command_seconds=2, answer_seconds=answer
    )
    return Connection(settings, learnt or Learnt())


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mx.example", Server("mx.example", 25, tls=False)),
        ("smtps://mx.example", Server("mx.example", 465, tls=True)),
        ("smtp://a:b@mx.example", Server("mx.example", 587, False, "a", "b")),
        (
            "smtp://a%40b.es:p%2Fw%3A@mx.example:2525",
            Server("mx.example", 2525, False, "a@b.es", "p/w:"),
        ),
        ("smtp://[::1]:25", Server("::1", 25, tls=False)),
    ],
)
def test_an_url_is_read(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize("url", ["", "mx.example", "http://mx.example", "smtp://", "smtp://h:x"])
def test_an_url_that_is_none_is_one_clear_fault(url: str) -> None:
    with pytest.raises(SmtpError, match="smtp_bad_url"):
        server_of(url)


def test_a_password_is_never_shown() -> None:
    settings = SmtpSettings("smtp://tienda:s3cret@mx.example")
    assert "s3cret" not in repr(settings) + repr(server_of(settings.url))


async def test_several_mails_go_over_one_connection_unchanged() -> None:
    box = Postbox()
    async with smtp_server(box) as server:
        client = connection(server.port)
        for _ in range(3):
            assert (await client.deliver(MAIL)).outcome == "sent"
        await client.close()
    assert [mail.raw for mail in box.mails] == [MAIL.content] * 3
    assert {mail.sender for mail in box.mails} == {MAIL.sender}


@pytest.mark.parametrize(
    ("reply", "outcome", "reason", "permanent"),
    [
        ("550 5.1.1 User unknown", "refused", "user_unknown", True),
        ("552 5.2.2 Mailbox full", "refused", "mailbox_full", False),
        ("452 4.2.2 Mailbox full", "deferred", "mailbox_full", False),
        ("550 5.7.1 Blocked by our list", "refused", "blocked", False),
        ("451 4.3.0 Try again", "deferred", "system_error", False),
        ("421 4.3.2 Shutting down", "deferred", "system_error", False),
    ],
)
async def test_each_reply_has_one_end_and_the_next_mail_goes_on(
    reply: str, outcome: str, reason: str, permanent: bool
) -> None:
    box = Postbox()
    async with smtp_server(box) as server:
        client = connection(server.port)
        server.script_rcpt(MAIL.recipient, reply)
        answer = await client.deliver(MAIL)
        assert (answer.outcome, answer.permanent) == (outcome, permanent)
        assert answer.code == int(reply[:3])
        assert reply[4:] in answer.text
        if reason != "system_error":
            assert answer.reason == reason
        server.script_data(reply)
        assert (await client.deliver(MAIL)).outcome == outcome
        assert (await client.deliver(MAIL)).outcome == "sent"
        await client.close()
    assert len(box.mails) == 1


@pytest.mark.parametrize("reply", ["550 5.1.1 User unknown", "553 sorry, no mailbox here"])
def test_a_refused_sender_says_nothing_of_the_recipient(reply: str) -> None:
    answer = answer_to("mail", int(reply[:3]), reply[4:])
    assert (answer.outcome, answer.reason, answer.permanent) == ("refused", "policy", False)
    assert answer.about_sender


async def test_a_connection_that_dies_before_the_mail_is_tried_again() -> None:
    box = Postbox()
    async with smtp_server(box) as server:
        client = connection(server.port)
        await client.deliver(MAIL)
        server.script_rcpt(MAIL.recipient, DROP)
        assert (await client.deliver(MAIL)).outcome == "sent"
        server.script_rcpt(MAIL.recipient, DROP, DROP)
        answer = await client.deliver(MAIL)
        await client.close()
    assert (answer.outcome, answer.reason, answer.code) == ("deferred", "network", None)
    assert len(box.mails) == 2


async def test_a_connection_that_dies_after_the_mail_leaves_it_uncertain() -> None:
    async with smtp_server(Postbox()) as server:
        client = connection(server.port)
        server.script_data(DROP)
        assert (await client.deliver(MAIL)).outcome == "uncertain"
        assert (await client.deliver(MAIL)).outcome == "sent"
        await client.close()


async def test_a_server_that_falls_silent_after_the_mail_leaves_it_uncertain() -> None:
    async def silent(*_: object) -> str:
        await asyncio.sleep(3)
        return "250 ok"

    async with smtp_server(silent) as server:
        client = connection(server.port, answer=0.2)
        assert (await client.deliver(MAIL)).outcome == "uncertain"
        await client.close()


@asynccontextmanager
async def speaking(*lines: str) -> AsyncIterator[int]:
    """A server that answers each command with the next line, and then says nothing any more."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in lines:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()
            if not await reader.readline():
                break
        await reader.read()
        writer.close()

    server = await asyncio.start_server(speak, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("554 5.7.1 go away",),
        ("220 hello", "garbage"),
        ("220 hello", "250-x", "250 y", "999"),
        ("\x00\xff",),
    ],
)
async def test_a_server_that_speaks_no_smtp_is_unreachable(lines: tuple[str, ...]) -> None:
    async with speaking(*lines) as port:
        client = connection(port)
        end = await end_of(client)
    assert end in ("smtp_unreachable", "deferred")


async def end_of(client: Connection) -> str:
    """Return how a mail ended, or the code of the fault that kept it here."""
    try:
        return (await client.deliver(MAIL)).outcome
    except SmtpError as fault:
        return fault.code


async def test_a_tagged_sender_that_is_refused_gives_way_to_the_plain_one_for_good() -> None:
    box, learnt = Postbox(), Learnt()
    async with speaking_about_senders(box) as port:
        for _ in range(2):
            client = connection(port, learnt=learnt)
            assert (await client.deliver(MAIL)).outcome == "sent"
            await client.close()
        assert learnt.plain_only
        refused = await connection(port, learnt=learnt).deliver(
            replace(MAIL, plain_sender="otra@tienda.test")
        )
    assert [mail.sender for mail in box.mails] == [MAIL.plain_sender] * 2
    assert (refused.outcome, REASONS[refused.reason]) == ("refused", "sender_fault")


class OwnSendersOnly:
    """aiosmtpd's hooks of an account that may send as itself only."""

    def __init__(self, box: Postbox) -> None:
        self.box = box

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: object, envelope: object, address: str, options: list[str]
    ) -> str:
        if address != MAIL.plain_sender:
            return f"553 5.7.1 <{address}>: Sender address rejected: not owned by user tienda"
        vars(envelope)["mail_from"] = address
        return "250 2.1.0 Ok"

    async def handle_DATA(self, server: SMTP, session: object, envelope: object) -> str:  # noqa: N802 - as above
        seen = vars(envelope)
        return await self.box(seen["mail_from"], tuple(seen["rcpt_tos"]), seen["content"])


@asynccontextmanager
async def speaking_about_senders(box: Postbox) -> AsyncIterator[int]:
    async with listening(lambda: SMTP(OwnSendersOnly(box), hostname="mx.test")) as port:
        yield port


@asynccontextmanager
async def listening(make: Callable[[], asyncio.Protocol]) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(make, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody but itself vouches for."""
    folder = tmp_path_factory.mktemp("certificate")
    cert, key = folder / "cert.pem", folder / "key.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mx.test"]
    made: list[str | Path] = [program("openssl", package="openssl"), *words]
    subprocess.run([*made, "-out", cert, "-keyout", key], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


class Secured(SMTP):
    """A server that notes whether the mail came over TLS."""

    seen: list[bool] = []  # noqa: RUF012 - one list for the connections of one test

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        assert self.transport is not None
        Secured.seen.append(self.transport.get_extra_info("sslcontext") is not None)
        await super().smtp_DATA(arg)


async def test_offered_encryption_is_used(certificate: ssl.SSLContext) -> None:
    Secured.seen.clear()
    make = lambda: Secured(OwnSendersOnly(Postbox()), hostname="mx.test", tls_context=certificate)  # noqa: E731 - a factory
    async with listening(make) as port:
        client = connection(port)
        assert (await client.deliver(MAIL)).outcome == "sent"
        await client.close()
    assert Secured.seen == [True]


FAR = "127.1"
"""Loopback under a name that says nothing of it: whatever is not surely near counts as far."""


async def test_a_password_never_leaves_this_machine_unencrypted() -> None:
    box, account = Postbox(), Account("tienda", "s3cret")
    async with smtp_server(box, login=account, host="127.0.0.1") as server:
        client = connection(0, url=f"smtp://tienda:s3cret@{FAR}:{server.port}")
        with pytest.raises(SmtpError, match="smtp_tls_missing"):
            await client.deliver(MAIL)


async def test_a_certificate_that_proves_nothing_gets_no_password(
    certificate: ssl.SSLContext,
) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(OwnSendersOnly(Postbox()), hostname="mx.test", tls_context=certificate),
        "127.0.0.1",
        0,
    )
    port = server.sockets[0].getsockname()[1]
    client = connection(0, url=f"smtp://tienda:s3cret@{FAR}:{port}")
    with pytest.raises(SmtpError, match="smtp_tls_failed"):
        await client.deliver(MAIL)
    server.close()


async def test_a_login_that_is_refused_is_one_clear_fault() -> None:
    async with smtp_server(Postbox(), login=Account("tienda", "right")) as server:
        client = connection(0, url=f"smtp://tienda:wrong@{HOST}:{server.port}")
        with pytest.raises(SmtpError) as fault:
            await client.deliver(MAIL)
    assert (fault.value.code, fault.value.temporary) == ("smtp_login_refused", False)
    assert fault.value.params["user"] == "tienda"


async def test_a_server_without_login_is_one_clear_fault() -> None:
    async with speaking_about_senders(Postbox()) as port:
        client = connection(0, url=f"smtp://tienda:any@{HOST}:{port}")
        with pytest.raises(SmtpError, match="smtp_no_login"):
            await client.deliver(MAIL)


def test_an_answer_may_hold_anything_a_server_says() -> None:
    answer = answer_to("rcpt", 550, "5.1.1 caf\udce9\r\nsecond   line")
    assert isinstance(answer, Answer)
    assert answer.text == "5.1.1 caf? second line"
