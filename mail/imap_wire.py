"""One IMAP connection (RFC 3501) that fails in named ways and never hangs.

aioimaplib does the talking; this module stands between it and the rest. Every call has a time
limit and is raced against the loss of the connection, of which the library tells nobody who waits.
After a timeout the connection is thrown away, because a late answer would be taken for the answer
to the next command.
"""

import asyncio
import logging
import re
import ssl
from base64 import b64encode
from collections.abc import Coroutine
from ipaddress import ip_address
from typing import Any

from aioimaplib import IMAP4
from aioimaplib.aioimaplib import (
    AioImapException,
    Command,
    CommandTimeout,
    IMAP4ClientProtocol,
    quoted,
)

from storage.faults import Fault

# Its lower levels format every byte that comes, and a password that holds a quotation mark.
logging.getLogger("aioimaplib.aioimaplib").setLevel(logging.WARNING)

_EXISTS = re.compile(rb"\* (\d+) EXISTS\b")


class ImapError(Fault):
    """Reading a mailbox failed. `code` names why, `params` fill its sentence.

    `temporary`: trying again later may help; otherwise somebody has to change a setting.
    """

    family = "imap"

    def __init__(self, code: str, *, temporary: bool = True, **params: object) -> None:
        super().__init__(code, **params)
        self.temporary = temporary


class RefusedError(ImapError):
    """The server answered NO or BAD to one command; the connection goes on."""

    def __init__(self, server: str, why: str) -> None:
        super().__init__("imap_refused", server=server, why=why)

    def __str__(self) -> str:
        return str(self.params["why"])


class _Protocol(IMAP4ClientProtocol):  # type: ignore[misc]  # the library ships no types
    """The library's protocol, which ends the connection where it would die without a word."""

    exists = 0
    said = ""

    async def welcome(self, line: bytes) -> None:
        self.said = line.decode("ascii", "replace")[:200]
        try:
            await super().welcome(line)
        except AioImapException:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except Exception as error:  # noqa: BLE001 - a malformed answer raises anything, even RecursionError
            self.said = f"{type(error).__name__}: {error}"[:200]
            self.transport.abort()

    def _untagged_response(self, line: bytes) -> Any:
        if told := _EXISTS.match(line):
            self.exists = int(told[1])
        elif line.startswith(b"* BYE"):
            self.said = line[2:202].decode("ascii", "replace")
        return super()._untagged_response(line)


class _Client(IMAP4):  # type: ignore[misc]  # the library ships no types
    def create_client(
        self, host: str, port: int, loop: Any, conn_lost_cb: Any, ssl_context: Any = None
    ) -> None:
        running = asyncio.get_running_loop()
        self.protocol = _Protocol(running, conn_lost_cb)
        self._client_task = running.create_task(
            running.create_connection(lambda: self.protocol, host, port, ssl=ssl_context)
        )


class Wire:
    """A connection to one server. `seconds` is how long it may stay silent."""

    def __init__(self, host: str, port: int, *, tls: ssl.SSLContext | None, seconds: float) -> None:
        self.where = f"{host}:{port}"
        self._host = host
        self._seconds = seconds
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._client = _Client(
            host, port, timeout=seconds, conn_lost_cb=self._noticed, ssl_context=tls
        )

    @property
    def exists(self) -> int:
        """How many mails the server last said the mailbox holds."""
        return int(self._client.protocol.exists)

    @property
    def alive(self) -> bool:
        """Whether it can still be used."""
        return not self._lost.done()

    def can(self, capability: str) -> bool:
        """Tell whether the server has said that it can do this."""
        return capability in self._client.protocol.capabilities

    def is_loopback(self) -> bool:
        """Tell whether the other end is this machine, by its address and not by its name."""
        peer = self._client.protocol.transport.get_extra_info("peername")
        try:
            return ip_address(str(peer[0])).is_loopback
        except (TypeError, ValueError):
            return False

    def is_encrypted(self) -> bool:
        """Tell whether TLS runs on the connection."""
        return self._client.protocol.transport.get_extra_info("ssl_object") is not None

    async def connect(self) -> None:
        """Wait for the server's greeting."""
        try:
            await self._raced(self._client._wait_connection_and_hello(), self._seconds)
        except ssl.SSLCertVerificationError as error:
            self.drop()
            raise ImapError(
                "imap_certificate", temporary=False, server=self.where, why=error.verify_message
            ) from error
        except (OSError, ssl.SSLError) as error:
            self.drop()
            raise ImapError("imap_unreachable", server=self.where, why=str(error)) from error

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Encrypt the connection (RFC 3501, 6.2.1); what the server said before is forgotten."""
        await self.command("STARTTLS")
        protocol = self._client.protocol
        if protocol.incomplete_line:
            # Somebody between us and the server slipped in words to be read as if encrypted.
            self.drop()
            raise ImapError("imap_tls_failed", server=self.where, why="unexpected plain text")
        loop = asyncio.get_running_loop()
        try:
            protocol.transport = await self._raced(
                loop.start_tls(protocol.transport, protocol, context, server_hostname=self._host),
                self._seconds,
            )
        except (OSError, ssl.SSLError) as error:
            self.drop()
            raise ImapError("imap_tls_failed", server=self.where, why=str(error)) from error
        await self.refresh_capabilities()

    async def refresh_capabilities(self) -> None:
        """Ask anew what the server can do: it changes with TLS and with the log-in."""
        await self._raced(self._client.protocol.capability(), self._seconds)

    async def log_in(self, user: str, password: str) -> None:
        """Log in; a server that greets with PREAUTH needs none."""
        protocol = self._client.protocol
        if protocol.state == "AUTH":
            return
        try:
            if not password.isascii() and self.can("AUTH=PLAIN") and self.can("SASL-IR"):
                plain = b64encode(f"\0{user}\0{password}".encode()).decode()
                await self.command("AUTHENTICATE", "PLAIN", plain)
                protocol.state = "AUTH"
            else:
                self._ok(await self._raced(protocol.login(quoted(user), password), self._seconds))
        except (RefusedError, ValueError) as error:
            raise ImapError(
                "imap_login_refused", temporary=False, server=self.where, user=user, why=str(error)
            ) from error
        await self.refresh_capabilities()

    async def select(self, folder: str) -> list[bytes]:
        """Open a folder for reading and marking; return the server's lines."""
        try:
            answer = await self._raced(
                self._client.protocol.select(quoted(modified_utf7(folder))), self._seconds
            )
            return self._ok(answer)
        except RefusedError as error:
            raise ImapError(
                "imap_no_folder", temporary=False, server=self.where, folder=folder, why=str(error)
            ) from error

    async def command(self, name: str, *args: str) -> list[bytes]:
        """Run a plain command. Raises ImapError."""
        protocol = self._client.protocol
        command = Command(name, protocol.new_tag(), *args)
        return self._ok(await self._raced(protocol.execute(command), self._seconds))

    async def uid_search(self, *criteria: str) -> list[bytes]:
        """UID SEARCH, without a charset: some servers refuse UTF-8."""
        search = self._client.protocol.search(*criteria, charset=None, by_uid=True)
        # A server may look through the whole mailbox before its first word.
        return self._ok(await self._raced(search, self._seconds * 4))

    async def uid_fetch(self, uids: str, what: str, *, seconds: float) -> list[bytes | bytearray]:
        """UID FETCH; may take `seconds` in all, and stay silent no longer than any call."""
        fetch = self._client.protocol.fetch(uids, what, by_uid=True, timeout=self._seconds)
        return self._ok(await self._raced(fetch, seconds))

    async def uid_store(self, uids: str, flags: str) -> None:
        """UID STORE, which the library would wait for without end."""
        store = self._client.protocol.store(uids, "+FLAGS.SILENT", flags, by_uid=True)
        self._ok(await self._raced(store, self._seconds))

    async def idle(self, seconds: float) -> None:
        """Wait until the server tells of anything, or `seconds` have passed (RFC 2177)."""
        idle = await self._raced(self._client.idle_start(seconds + 60), self._seconds)
        try:
            async with asyncio.timeout(seconds):
                await self._raced(self._client.protocol.idle_queue.get(), seconds + 1)
        except TimeoutError:
            pass
        self._client.idle_done()
        self._ok(await self._raced(asyncio.shield(idle), self._seconds))

    async def log_out(self) -> None:
        """Say good-bye, where there is still somebody to say it to."""
        try:
            if self.alive:
                await self._raced(self._client.protocol.logout(), min(self._seconds, 5))
        except ImapError:
            pass
        finally:
            self.drop()

    def drop(self) -> None:
        """End the connection without a word."""
        transport = self._client.protocol.transport
        if transport is not None:
            transport.abort()
        self._client._client_task.cancel()
        self._noticed(None)

    def _noticed(self, _error: Exception | None) -> None:
        if not self._lost.done():
            self._lost.set_result(None)

    async def _raced(self, call: Coroutine[Any, Any, Any] | Any, seconds: float) -> Any:
        if self._lost.done():
            if asyncio.iscoroutine(call):
                call.close()
            raise self._loss()
        task = asyncio.ensure_future(call)
        try:
            await asyncio.wait(
                {task, self._lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if task.done() and not task.cancelled():
                return task.result()
        except AioImapException as error:
            self.drop()
            code = "imap_silent" if isinstance(error, CommandTimeout) else "imap_confused"
            raise ImapError(code, server=self.where, why=str(error)) from error
        finally:
            task.cancel()
        if self._lost.done():
            raise self._loss()
        self.drop()
        raise ImapError("imap_silent", server=self.where)

    def _loss(self) -> ImapError:
        return ImapError("imap_lost", server=self.where, why=self._client.protocol.said)

    def _ok(self, answer: Any) -> list[Any]:
        if answer.result != "OK":
            last = bytes(answer.lines[-1]) if answer.lines else b""
            raise RefusedError(self.where, last.decode("utf-8", "replace")[:200])
        return list(answer.lines)


def modified_utf7(folder: str) -> str:
    """Write a folder's name as the wire has it (RFC 3501, 5.1.3)."""

    def shifted(match: re.Match[str]) -> str:
        coded = b64encode(match[0].encode("utf-16-be")).decode("ascii")
        return f"&{coded.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, folder.replace("&", "&-"))
