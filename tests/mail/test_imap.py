"""The mailbox, seen through real servers, and through connections that fail."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aldia.sandbox.mail_servers import Account, ImapServer, imap_server
from mail.imap import (
    Fetched,
    ImapAccount,
    ImapError,
    Mailbox,
    account_from,
    may_log_in_plainly,
    opened,
)
from mail.imap_wire import modified_utf7
from tests.servers.dovecot import OWN, Dovecot
from tests.servers.need import program

AT = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)
LOGIN = Account("clientes@tienda.test", 'una "clave" ñ')
HOST = "127.0.0.1"


def a_mail(subject: str, body: bytes = b"Es correcto.") -> bytes:
    return b"From: ana@example.org\r\nSubject: %s\r\n\r\n%s\r\n" % (subject.encode(), body)


def account(server: ImapServer, **changes: object) -> ImapAccount:
    made = ImapAccount(server.host, server.port, False, LOGIN.user, LOGIN.password, silence=30)
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields are named by each test


@pytest.fixture
async def server() -> AsyncIterator[ImapServer]:
    async with imap_server(LOGIN) as running:
        yield running


async def everything(mailbox: Mailbox, after: int = 0) -> list[Fetched]:
    uids = await mailbox.new_uids(after)
    return [mail async for batch in mailbox.fetch(uids) for mail in batch]


async def test_new_mails_come_whole_in_order_and_with_their_dates(server: ImapServer) -> None:
    uids = [await server.deliver(a_mail(f"n{n}"), at=AT) for n in range(60)]
    async with opened(account(server)) as mailbox:
        mails = await everything(mailbox)
        assert [mail.uid for mail in mails] == uids
        assert mails[7].raw == a_mail("n7")
        assert {mail.received_at for mail in mails} == {AT}
        assert await mailbox.new_uids(uids[-1]) == []
        assert await mailbox.new_uids(uids[-3]) == uids[-2:]


async def test_an_over_size_mail_is_cut_and_says_so(server: ImapServer) -> None:
    for size in (10, 5000, 10):
        await server.deliver(a_mail("x", b"y" * size), at=AT)
    async with opened(account(server, largest=1000)) as mailbox:
        mails = await everything(mailbox)
    assert [mail.truncated for mail in mails] == [False, True, False]
    assert len(mails[1].raw) == 1000
    assert mails[1].size > 5000


async def test_fetching_marks_nothing_and_marking_only_what_is_named(server: ImapServer) -> None:
    first, _ = [await server.deliver(a_mail(f"n{n}"), at=AT) for n in range(2)]
    async with opened(account(server)) as mailbox:
        await everything(mailbox)
        assert await flags(mailbox, first) == b""
        assert await mailbox.mark([first])
        assert await flags(mailbox, first) == b"\\Seen"
        assert await flags(mailbox, first + 1) == b""


async def flags(mailbox: Mailbox, uid: int) -> bytes:
    lines = await mailbox._wire.uid_fetch(str(uid), "(UID FLAGS)", seconds=5)
    return (
        bytes(lines[0])
        .partition(b"FLAGS (")[2]
        .partition(b")")[0]
        .replace(b"\\Recent", b"")
        .strip()
    )


async def test_waiting_ends_when_mail_arrives(server: ImapServer) -> None:
    async with opened(account(server)) as mailbox:
        waiting = asyncio.create_task(mailbox.wait(30))
        await asyncio.sleep(0.1)
        await server.deliver(a_mail("uno"), at=AT)
        await asyncio.wait_for(waiting, 10)
        assert len(await everything(mailbox)) == 1


async def test_waiting_ends_by_itself_and_the_connection_goes_on(server: ImapServer) -> None:
    async with opened(account(server)) as mailbox:
        for _ in range(3):
            await mailbox.wait(0.05)
        assert await mailbox.new_uids(0) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "otra"}, "imap_login_refused"),
        ({"password": "con\r\nsalto"}, "imap_login_refused"),
        ({"folder": "No hay"}, "imap_no_folder"),
        ({"port": 1}, "imap_unreachable"),
        ({"host": "nadie.invalid"}, "imap_unreachable"),
        ({"tls": True}, "imap_unreachable"),
    ],
)
async def test_what_is_set_wrong_is_named(
    server: ImapServer, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(ImapError) as raised:
        async with opened(account(server, **changes)):
            pass
    assert raised.value.code == code
    assert LOGIN.password not in repr((raised.value, raised.value.params))


def test_the_address_of_a_mailbox_is_read_with_its_escapes() -> None:
    read = account_from("imaps://ana%40x.test:p%3A%2F%C3%B1@mail.x.test/Correo%20nuevo")
    assert read == ImapAccount(
        "mail.x.test", 993, True, "ana@x.test", "p:/ñ", folder="Correo nuevo"
    )
    assert account_from("imap://127.0.0.1:10143").folder == "INBOX"
    for wrong in ("http://x", "imap://", "imap://x:99999", "imap://x:z", ""):
        with pytest.raises(ImapError, match="imap_url"):
            account_from(wrong)


def test_a_folder_with_an_accent_is_named_as_the_protocol_wants() -> None:
    assert modified_utf7("Bandeja & más") == "Bandeja &- m&AOE-s"


@asynccontextmanager
async def speaking(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[ImapAccount]:
    """A server that says what a test wants it to."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        finally:
            writer.close()

    listening = await asyncio.start_server(accept, HOST, 0)
    try:
        port = listening.sockets[0].getsockname()[1]
        yield ImapAccount(HOST, port, False, "u", "p", silence=0.3)
    finally:
        listening.close()


async def scripted(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: dict[bytes, bytes]
) -> None:
    """Greet, answer each command from the script, and be silent where it has nothing."""
    writer.write(b"* OK ready\r\n")
    while line := await reader.readline():
        tag, _, command = line.strip().partition(b" ")
        for start, answer in (USUAL | answers).items():
            if command.upper().startswith(start):
                writer.write(answer.replace(b"TAG", tag))
                break
        if answers.get(b"HANG UP AFTER", b"\0") in command.upper():
            return


USUAL = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK\r\n",
    b"LOGIN": b"TAG OK\r\n",
    b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-WRITE]\r\n",
    b"UID SEARCH": b"* SEARCH 5\r\nTAG OK\r\n",
    b"LOGOUT": b"* BYE\r\nTAG OK\r\n",
}
SIZE = b"* 1 FETCH (UID 5 RFC822.SIZE 99)\r\nTAG OK\r\n"


async def test_a_silent_server_is_given_up() -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with speaking(silent) as where:
        with pytest.raises(ImapError) as raised:
            async with opened(where):
                pass
    assert (raised.value.code, raised.value.temporary) == ("imap_silent", True)


@pytest.mark.parametrize(
    ("answer", "hang_up", "code"),
    [
        (b"", b"\0", "imap_silent"),
        (b"* 1 FETCH (UID 5 BODY[] {99}\r\nhalf of", b"\0", "imap_silent"),
        (b"* 1 FETCH (UID 5 BODY[] {99}\r\nhalf of", b"BODY.PEEK", "imap_lost"),
        (b"* BYE shutting down\r\n", b"BODY.PEEK", "imap_lost"),
        (b"XX1 OK another tag\r\n", b"\0", "imap_lost"),
        (b"TAG NO [SERVERBUG] broken\r\n", b"\0", "imap_refused"),
        (b"TAG BAD what?\r\n", b"\0", "imap_refused"),
        (b"* 1 FETCH (UID 5)\r\n" * 3000 + b"TAG OK\r\n", b"\0", "imap_lost"),
    ],
)
async def test_a_fetch_that_breaks_off_is_an_error_and_never_half_a_mail(
    answer: bytes, hang_up: bytes, code: str
) -> None:
    script = {b"UID FETCH 5 (UID RFC": SIZE, b"UID FETCH": answer, b"HANG UP AFTER": hang_up}
    async with speaking(lambda reader, writer: scripted(reader, writer, script)) as where:
        with pytest.raises(ImapError) as raised:
            async with opened(where) as mailbox:
                await everything(mailbox)
    assert raised.value.code == code


async def test_a_body_is_read_however_the_server_writes_it() -> None:
    body = (
        b"* 1 FETCH (FLAGS (\\Seen))\r\n"
        b'* 1 FETCH (BODY[] {8}\r\na) (b\r\n* UID 5 INTERNALDATE "nonsense")\r\n'
        b'* 2 FETCH (UID 6 BODY[] "a \\"b\\" c")\r\n'
        b"* 3 FETCH (UID 7 BODY[] NIL)\r\n"
        b"* 4 FETCH (UID 8 BODY[] {0}\r\n)\r\nTAG OK done\r\n"
    )
    sizes = b"".join(b"* %d FETCH (RFC822.SIZE 8 UID %d)\r\n" % (n, n + 4) for n in range(1, 6))
    script = {
        b"UID SEARCH": b"* SEARCH 9 5 6 7 8\r\nTAG OK\r\n",
        b"UID FETCH 5:9 (UID RFC": sizes + b"TAG OK\r\n",
        b"UID FETCH": body,
    }
    async with (
        speaking(lambda reader, writer: scripted(reader, writer, script)) as where,
        opened(where) as mailbox,
    ):
        mails = await everything(mailbox)
    assert [(mail.uid, mail.raw) for mail in mails] == [
        (5, b"a) (b\r\n*"),
        (6, b'a "b" c'),
        (7, b""),
        (8, b""),
    ]


async def test_a_folder_that_may_not_be_changed_is_read_and_left_unmarked() -> None:
    script = {b"SELECT": b"* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-ONLY] x\r\n"}
    async with (
        speaking(lambda reader, writer: scripted(reader, writer, script)) as where,
        opened(where) as mailbox,
    ):
        assert not await mailbox.mark([5])


@pytest.mark.parametrize(
    ("near", "secret", "allowed"),
    [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
)
def test_no_password_leaves_this_machine_in_the_clear(
    near: bool, secret: bool, allowed: bool
) -> None:
    assert may_log_in_plainly(near=near, secret=secret) is allowed


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine's loopback address that only itself vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "cert.pem", folder / "key.pem"
    openssl = program("openssl", package="openssl")
    what = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=local", "-addext", f"subjectAltName=IP:{HOST}"]
    files = ["-out", str(paths[0]), "-keyout", str(paths[1])]
    subprocess.run([openssl, *what, *names, *files], check=True, capture_output=True)
    return paths


async def offering_tls(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, certificate: tuple[Path, Path]
) -> None:
    """Refuse a log-in before STARTTLS, and afterwards have an empty mailbox."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    writer.write(b"* OK ready\r\n")
    while (line := await reader.readline()) and b"STARTTLS" not in line:
        tag = line.split()[0]
        writer.write(b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n%s OK\r\n" % tag)
    writer.write(line.split()[0] + b" OK go\r\n")
    await writer.start_tls(context)
    while line := await reader.readline():
        tag, _, command = line.strip().partition(b" ")
        answer = next((a for start, a in USUAL.items() if command.upper().startswith(start)), b"")
        writer.write(answer.replace(b"TAG", tag))


@pytest.mark.parametrize("trusting", [True, False])
async def test_offered_encryption_is_used(certificate: tuple[Path, Path], trusting: bool) -> None:
    async with speaking(lambda r, w: offering_tls(r, w, certificate)) as where:
        known = str(certificate[0]) if trusting else None
        async with opened(replace(where, authorities=known, silence=30)) as mailbox:
            assert await mailbox.new_uids(0) == [5]


async def test_a_certificate_of_somebody_else_is_refused(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    async def secured(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    listening = await asyncio.start_server(secured, HOST, 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    with pytest.raises(ImapError, match="imap_certificate"):
        async with opened(ImapAccount(HOST, port, True, "u", "p", silence=30)):
            pass
    listening.close()


async def test_dovecot_tells_the_same_and_keeps_our_mark(dovecot: Dovecot) -> None:
    for n in range(30):
        dovecot.deliver(a_mail(f"n{n}"))
    where = ImapAccount(dovecot.host, dovecot.imap_port, False, OWN, dovecot.password, silence=30)
    async with opened(where) as mailbox:
        mails = await everything(mailbox)
        assert len(mails) == 30
        assert mails[29].raw.endswith(b"Es correcto.\r\n")
        assert await mailbox.mark([mails[0].uid])
        assert b"$Aldia" in await flags(mailbox, mails[0].uid)
        waiting = asyncio.create_task(mailbox.wait(30))
        await asyncio.sleep(0.1)
        dovecot.deliver(a_mail("más"))
        await asyncio.wait_for(waiting, 15)
        assert len(await everything(mailbox, after=mails[-1].uid)) == 1
        first = mailbox.uidvalidity
    dovecot.renumber()
    async with opened(where) as mailbox:
        assert mailbox.uidvalidity != first


async def test_a_crash_while_waiting_is_an_error_soon(dovecot: Dovecot) -> None:
    where = ImapAccount(dovecot.host, dovecot.imap_port, False, OWN, dovecot.password, silence=30)
    async with opened(where) as mailbox:
        waiting = asyncio.create_task(mailbox.wait(30))
        await asyncio.sleep(0.1)
        dovecot.crash()
        try:
            with pytest.raises(ImapError, match="imap_lost"):
                await asyncio.wait_for(waiting, 10)
        finally:
            dovecot.start()
