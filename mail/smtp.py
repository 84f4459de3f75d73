"""Handing mails over by SMTP (RFC 5321), one at a time on each connection.

aiosmtplib does the talking. What is ours is that each mail has exactly one of four ends, and that
"uncertain" is only said where it is true: after the first byte of the mail left and before a reply
came. Whatever fails earlier was surely not sent, and is tried once more on a new connection.

STARTTLS is used where it is offered; a password never leaves this machine without it. A server
that refuses our signed envelope sender gets the plain one from then on.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from mail.composing import Composed
from mail.settings import SmtpSettings
from mail.smtp_replies import Answer, Stage, answer_to, unknown, unsent
from storage.faults import Fault

_TRIES = 2
_LOST = (SMTPServerDisconnected, SMTPTimeoutError, ConnectionError, TimeoutError, ssl.SSLError)


class SmtpError(Fault):
    """The server cannot be used. `code` names why, `params` fill its sentence.

    `temporary`: trying again later may help; otherwise somebody has to change a setting.
    """

    family = "smtp"

    def __init__(self, code: str, *, temporary: bool = True, **params: object) -> None:
        super().__init__(code, **params)
        self.temporary = temporary


class _LostError(Exception):
    """The connection failed while nothing of a mail had left."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to submit mail, and as whom."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The server as it is spoken of: `host:port`."""
        return f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether nothing leaves this machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def server_of(url: str) -> Server:
    """Read `smtp[s]://[user:password@]host[:port]`, user and password percent-encoded.

    Without a port: 465 for smtps, 587 with a user, else 25. Raises SmtpError.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SmtpError("smtp_bad_url", temporary=False) from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SmtpError("smtp_bad_url", temporary=False)
    tls = parts.scheme == "smtps"
    usual = 465 if tls else 587 if parts.username else 25
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port or usual, tls, user, password)


@dataclass(slots=True)
class Learnt:
    """What connections to one server have found out, and share."""

    plain_only: bool = False


class Connection:
    """One connection, opened when first needed and again whenever it was lost."""

    def __init__(self, settings: SmtpSettings, learnt: Learnt) -> None:
        self._settings = settings
        self._server = server_of(settings.url)
        self._learnt = learnt
        self._client: SMTP | None = None
        self._to_reset = False
        self.in_doubt = False
        """Whether a mail has been begun whose end nobody knows."""

    async def open(self) -> None:
        """Connect, secure the connection and log in, unless that is done. Raises SmtpError."""
        if self._client is not None and self._client.is_connected:
            return
        self._client, self._to_reset = None, False
        self._client = await _opened(self._server, self._settings)

    async def close(self) -> None:
        """Say goodbye, without waiting long for an answer."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                await client.quit(timeout=2)
            except (SMTPException, OSError):
                client.close()

    async def deliver(self, mail: Composed) -> Answer:
        """Hand a mail over. Raises SmtpError only where nothing of it was sent."""
        answer = unsent("")
        for sender in self._senders(mail):
            answer = await self._deliver_as(sender, mail)
            if not answer.about_sender:
                self._learnt.plain_only |= sender != mail.sender
                break
        return answer

    def _senders(self, mail: Composed) -> Iterator[str]:
        if not self._learnt.plain_only:
            yield mail.sender
        if self._learnt.plain_only or mail.plain_sender != mail.sender:
            yield mail.plain_sender

    async def _deliver_as(self, sender: str, mail: Composed) -> Answer:
        why = ""
        for _ in range(_TRIES):
            await self.open()
            try:
                return await self._attempt(sender, mail)
            except _LostError as lost:
                why = str(lost)
                self._drop()
        return unsent(why)

    async def _attempt(self, sender: str, mail: Composed) -> Answer:
        if self._to_reset:
            await self._say(b"RSET")
        self._to_reset = True
        steps: tuple[tuple[Stage, bytes, int], ...] = (
            ("mail", f"MAIL FROM:<{sender}>".encode("ascii"), 250),
            ("rcpt", f"RCPT TO:<{mail.recipient}>".encode("ascii"), 250),
            ("data", b"DATA", 354),
        )
        for stage, command, wanted in steps:
            code, text = await self._say(command)
            if code // 10 != wanted // 10:
                return self._answer(stage, code, text)
        return await self._content(mail.content)

    async def _say(self, command: bytes) -> tuple[int, str]:
        """Send a command and return the reply; _LostError where none comes."""
        if self._client is None:
            raise _LostError("not connected")
        try:
            reply = await self._client.execute_command(command)
        except SMTPResponseException as garbled:
            raise _LostError(str(garbled)) from garbled
        except _LOST as lost:
            raise _LostError(str(lost) or type(lost).__name__) from lost
        return reply.code, reply.message

    async def _content(self, content: bytes) -> Answer:
        """Send the mail itself. From here on only a reply tells what became of it."""
        protocol = self._client.protocol if self._client else None
        if protocol is None:
            raise _LostError("not connected")
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        self.in_doubt = True
        try:
            protocol.write(stuffed + b".\r\n")
        except SMTPServerDisconnected as lost:
            self.in_doubt = False
            raise _LostError(str(lost)) from lost
        try:
            reply = await protocol.read_response(timeout=self._settings.answer_seconds)
        except (*_LOST, SMTPResponseException) as lost:
            self._drop()
            self.in_doubt = False
            return unknown(str(lost) or type(lost).__name__)
        except asyncio.CancelledError:
            # A late reply would be taken for the answer to the next command.
            self._drop()
            raise
        self._to_reset, self.in_doubt = reply.code >= 300, False
        return self._answer("end", reply.code, reply.message)

    def _answer(self, stage: Stage, code: int, text: str) -> Answer:
        answer = answer_to(stage, code, text)
        if answer.hung_up:
            self._drop()
        return answer

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


async def _opened(server: Server, settings: SmtpSettings) -> SMTP:
    where: dict[str, Any] = {"server": server.name}
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls,
        start_tls=False,
        tls_context=_tls_context(server),
        timeout=settings.command_seconds,
        # The library would ask DNS for it, which may take long.
        local_hostname=socket.gethostname() or "localhost",
    )
    try:
        await client.connect()
        await client.ehlo()
        if not server.tls and client.supports_extension("starttls"):
            await client.starttls()
            await client.ehlo()
    except ssl.SSLError as error:
        client.close()
        raise SmtpError("smtp_tls_failed", temporary=False, **where, why=error.reason) from error
    except SMTPConnectError as error:
        raise SmtpError("smtp_unreachable", **where, why=_first_cause(error)) from error
    except (SMTPException, OSError) as error:
        client.close()
        raise SmtpError("smtp_unreachable", **where, why=_first_cause(error)) from error
    if server.user:
        await _logged_in(client, server)
    return client


async def _logged_in(client: SMTP, server: Server) -> None:
    where: dict[str, Any] = {"server": server.name, "user": server.user}
    if not server.loopback and client.get_transport_info("sslcontext") is None:
        client.close()
        raise SmtpError("smtp_tls_missing", temporary=False, **where)
    try:
        await client.login(server.user, server.password)
    except SMTPAuthenticationError as error:
        client.close()
        raise SmtpError(
            "smtp_login_refused", temporary=error.code < 500, **where, why=error.message
        ) from error
    except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
        client.close()
        raise SmtpError("smtp_unreachable", **where, why=_first_cause(error)) from error
    except SMTPException as error:
        client.close()
        raise SmtpError("smtp_no_login", temporary=False, **where) from error


@lru_cache(maxsize=8)
def _tls_context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.loopback or not (server.tls or server.user):
        # Where no secret is sent, an unproved certificate is better than no encryption.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _first_cause(error: BaseException) -> str:
    """Return the innermost reason on one line: `Connection refused` and not what wraps it."""
    while error.__cause__ is not None:
        error = error.__cause__
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
