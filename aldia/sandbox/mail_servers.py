"""The sandbox's mail servers: SMTP by aiosmtpd and IMAP by pymap, in this process and this loop.

Both speak the real protocol on a real socket of the loopback interface, so the program under
them cannot tell them from a provider. They promise: a free port unless one is asked for, no
task, thread or connection left behind when their context ends, nothing written to disk, and no
mail kept by the SMTP side: whoever receives it decides.
"""

import asyncio
import logging
from argparse import Namespace
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

OnMail = Callable[[str, tuple[str, ...], bytes], Awaitable[str]]
"""Called with (envelope sender, recipients, message as received); answers with the reply line."""

ACCEPTED: Final = "250 2.0.0 Ok: queued"
DROP: Final = "drop the connection"
"""A scripted reply that is none: the connection ends, and the sender never learns what became of
its mail."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """What a client must know to log in."""

    user: str
    password: str = field(repr=False)


@dataclass(slots=True)
class SmtpServer:
    """A running SMTP server: where it listens, and the replies it has been told to give.

    A scripted reply is used once, in order, and before the hook is asked; the reply is a whole
    SMTP line ("452 4.2.2 Mailbox full", RFC 5321 section 4.2 and RFC 3463) or DROP.
    """

    host: str
    port: int = 0
    _at_rcpt: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    _at_data: deque[str] = field(default_factory=deque)

    def script_rcpt(self, address: str, *replies: str) -> None:
        """Answer the next RCPT commands for this address (compared in lower case) so."""
        self._at_rcpt[address.lower()].extend(replies)

    def script_data(self, *replies: str) -> None:
        """Answer the next mails so, after their last byte; the hook does not see them."""
        self._at_data.extend(replies)

    def next_at_rcpt(self, address: str) -> str | None:
        """Take the reply scripted for this RCPT, if any."""
        waiting = self._at_rcpt.get(address.lower())
        return waiting.popleft() if waiting else None

    def next_at_data(self) -> str | None:
        """Take the reply scripted for this mail, if any."""
        return self._at_data.popleft() if self._at_data else None


class _SmtpHandler:
    """aiosmtpd's hooks; their names are its own."""

    def __init__(self, server: SmtpServer, on_mail: OnMail, login: Account | None) -> None:
        self._server = server
        self._on_mail = on_mail
        self._login = login

    async def handle_MAIL(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        scripted = self._server.next_at_rcpt(address)
        if scripted == DROP:
            return _hang_up(server)
        if scripted and not scripted.startswith("2"):
            return scripted
        envelope.rcpt_tos.append(address)
        return scripted or "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        scripted = self._server.next_at_data()
        if scripted == DROP:
            return _hang_up(server)
        if scripted:
            return scripted
        content = envelope.original_content or b""
        return await self._on_mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Say whether the login is the one account; aiosmtpd answers 535 where it is not."""
        wanted = self._login
        known = wanted is not None and data == LoginPassword(
            wanted.user.encode(), wanted.password.encode()
        )
        return AuthResult(success=known, handled=False)


def _hang_up(server: SMTP) -> str:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()
    return "421 4.3.2 Connection closed"


@asynccontextmanager
async def smtp_server(
    on_mail: OnMail, *, login: Account | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[SmtpServer]:
    """Run an SMTP server until the context ends.

    With `login`, mail is taken only after AUTH PLAIN or LOGIN with that account (offered without
    TLS: it never leaves the loopback interface). Raises OSError when the port is taken.
    """
    running = SmtpServer(host)
    handler = _SmtpHandler(running, on_mail, login)
    loop = asyncio.get_running_loop()
    connections: WeakSet[SMTP] = WeakSet()

    def accept() -> SMTP:
        connection = SMTP(
            handler,
            hostname="mail.sandbox.test",
            ident="Aldia sandbox",
            authenticator=handler.authenticate if login else None,
            auth_require_tls=False,
            loop=loop,
        )
        connections.add(connection)
        return connection

    server = await loop.create_server(accept, host, port)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()
        for connection in connections:
            _hang_up(connection)
        await server.wait_closed()


class ImapServer:
    """A running IMAP server with one account and its mailboxes, in memory.

    Mail put in by `deliver` appears to clients as if a mail system had delivered it, and wakes
    those in IDLE. UIDs start at 101; custom keywords are not kept (a limit of pymap's backend).
    """

    def __init__(self, account: Account, host: str, mailboxes: MailboxSet) -> None:
        self.account = account
        self.host = host
        self.port = 0
        self._mailboxes = mailboxes
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def deliver(self, raw: bytes, *, at: datetime, mailbox: str = "INBOX") -> int:
        """Append a message received `at` (aware) and return its UID. KeyError: no such mailbox."""
        target = await self._mailboxes.get_mailbox(mailbox)
        return (await target.append(AppendMessage(raw, at, frozenset()), recent=True)).uid

    async def make_mailbox(self, name: str) -> None:
        """Create a mailbox beside INBOX. ValueError: there is one of that name."""
        await self._mailboxes.add_mailbox(name)

    def drop_connections(self) -> None:
        """End every connection at once, as a failing network does; new ones are welcome."""
        for writer in self._connections.values():
            writer.transport.abort()

    def hold(self, task: asyncio.Task[None], writer: asyncio.StreamWriter) -> None:
        """Keep the connection's task alive: the loop itself holds tasks only weakly."""
        self._connections[task] = writer
        task.add_done_callback(self._let_go)

    def _let_go(self, task: asyncio.Task[None]) -> None:
        del self._connections[task]
        if not task.cancelled() and (error := task.exception()):
            _log.debug("IMAP connection ended by %r", error)

    async def end_connections(self) -> None:
        """Cancel what is left and wait until it is gone."""
        tasks = list(self._connections)
        self.drop_connections()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _ImapConfig(Config):
    @property
    def greeting(self) -> bytes:
        """Greet without pymap's look-up of this host's name, which may wait for a DNS server."""
        return b"Sandbox ready"


async def _imap_login(account: Account) -> Login:
    """A pymap backend with this one user. One hash round: the password guards invented mail."""
    args = Namespace(passlib_cfg=None, proxy_protocol=None)
    config = _ImapConfig(
        args,
        demo_data=False,
        demo_user=account.user,
        demo_password=account.password,
        host=None,
        port=0,
        tls_enabled=False,
        invalid_user_sleep=0,
        reject_dnsbl=False,
        hash_context=BuiltinHash(hash_name="sha1", rounds=1),
        cpu_subsystem=Subsystem.for_asyncio(),
    )
    login = Login(config)
    hashed = await Passwords(config).hash_password(account.password)
    login.users_dict[account.user] = UserMetadata(config, account.user, password=hashed)
    config.set_cache[account.user] = (MailboxSet(), FilterSet())
    return login


@asynccontextmanager
async def imap_server(
    account: Account, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[ImapServer]:
    """Run an IMAP server for one account until the context ends.

    Raises OSError when the port is taken.
    """
    login = await _imap_login(account)
    speak = IMAPServer(login, login.config)
    running = ImapServer(account, host, login.config.set_cache[account.user][0])

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        info = SocketInfoLocal(writer.transport, unique_id=b"sandbox")
        running.hold(asyncio.ensure_future(speak(reader, writer, info)), writer)

    server = await asyncio.start_server(accept, host, port)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()
        await running.end_connections()
        await server.wait_closed()
