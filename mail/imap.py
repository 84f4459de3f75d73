"""The mailbox as the way In sees it: which mails are new, their bytes, and a mark when done.

A `Mailbox` is one open folder. UIDs come first and bodies after, few at a time; of no mail more
than `ImapAccount.largest` is fetched, and fetching marks nothing. All that can go wrong is an
ImapError with a code, after which the mailbox is to be opened anew. Nothing is moved or deleted.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from mail.imap_wire import ImapError, RefusedError, Wire

__all__ = ["Fetched", "ImapAccount", "ImapError", "Mailbox", "account_from", "opened"]

_BODIES = 25
_BATCH_BYTES = 8_000_000
_SIZES = 200
_SLOWEST = 20_000
"""Bytes a second; a slower body is given up."""
_KEYWORD = "$Aldia"

_UIDVALIDITY = re.compile(rb"\[UIDVALIDITY (\d+)\]")
_PERMANENT = re.compile(rb"\[PERMANENTFLAGS \(([^)]*)\)\]", re.IGNORECASE)
_FETCH = re.compile(rb"\d+ FETCH \(")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_BODY = re.compile(rb'\bBODY\[\](?:<\d+>)? (?:NIL|"((?:[^"\\]|\\.)*)")')


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where the mailbox is. `tls`: encrypted from the start, else by STARTTLS where offered.

    `silence` is how many seconds the server may say nothing while it is being waited for.
    Of a mail over `largest` bytes only so much is fetched: what people write stands at its
    beginning. `authorities` is a file of certificates to trust instead of the system's.
    """

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    silence: float = 60.0
    largest: int = 10_000_000
    authorities: str | None = None

    @property
    def name(self) -> str:
        """What the mailbox is called in the inbox table."""
        return f"{self.user}@{self.host}/{self.folder}"[:200]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as it lies in the mailbox; `size` is the whole, `raw` what was fetched of it."""

    uid: int
    received_at: datetime | None
    size: int
    raw: bytes
    truncated: bool = False


def account_from(url: str) -> ImapAccount:
    """Read `imap[s]://user:password@host:port/FOLDER` (RFC 5092, as far as needed).

    Raises ImapError `imap_url` where it is none.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or port == 0:
        raise ImapError("imap_url", temporary=False)
    tls = parts.scheme == "imaps"
    return ImapAccount(
        host=parts.hostname,
        port=port or (993 if tls else 143),
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


@cache
def _trusting(authorities: str | None) -> ssl.SSLContext:
    """Reading the system's certificates takes a good part of a second: once is enough.

    Shared by all connections, so never to be changed.
    """
    return ssl.create_default_context(cafile=authorities)


@cache
def _unasking() -> ssl.SSLContext:
    """Encrypts and asks for no certificate: for this machine, where nobody can stand between and
    a server's certificate is seldom signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@asynccontextmanager
async def opened(account: ImapAccount) -> AsyncIterator["Mailbox"]:
    """Hold the mailbox open. Raises ImapError."""
    tls = _trusting(account.authorities) if account.tls else None
    wire = Wire(account.host, account.port, tls=tls, seconds=account.silence)
    try:
        await wire.connect()
        await _encrypt(wire, account)
        if account.user:
            await wire.log_in(account.user, account.password)
        yield Mailbox(wire, account, await wire.select(account.folder))
    finally:
        # A cancelled caller may not wait for a farewell.
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            wire.drop()
        else:
            await wire.log_out()


async def _encrypt(wire: Wire, account: ImapAccount) -> None:
    if wire.is_encrypted():
        return
    near = wire.is_loopback()
    if wire.can("STARTTLS"):
        unasked = near and account.authorities is None
        await wire.start_tls(_unasking() if unasked else _trusting(account.authorities))
    elif not may_log_in_plainly(near=near, secret=bool(account.password)):
        raise ImapError("imap_tls_required", temporary=False, server=wire.where)


def may_log_in_plainly(*, near: bool, secret: bool) -> bool:
    """Without TLS no password leaves this machine."""
    return near or not secret


class Mailbox:
    """One open folder of one account."""

    def __init__(self, wire: Wire, account: ImapAccount, selected: Sequence[bytes]) -> None:
        self._wire = wire
        self._seconds = account.silence
        self._largest = account.largest
        self._seen = wire.exists
        told = b"\n".join(bytes(line) for line in selected)
        validity = _UIDVALIDITY.search(told)
        if validity is None:
            raise ImapError("imap_no_uids", temporary=False, server=wire.where)
        self.name = account.name
        self.uidvalidity = int(validity[1])
        self._marks = _marks_allowed(told)

    async def new_uids(self, after: int) -> list[int]:
        """Return the UIDs above `after`, lowest first."""
        self._seen = self._wire.exists
        lines = await self._wire.uid_search("UID", f"{after + 1}:*")
        words = lines[0].split() if lines else []
        # "n:*" always names the last mail, even where its number is below n.
        return sorted(uid for uid in map(int, filter(bytes.isdigit, words)) if uid > after)

    async def fetch(self, uids: Sequence[int]) -> AsyncIterator[list[Fetched]]:
        """Yield the mails in batches, in the order of `uids`; those gone meanwhile are left out."""
        for start in range(0, len(uids), _SIZES):
            some = uids[start : start + _SIZES]
            sizes = await self._sizes(some)
            there = [(uid, min(sizes[uid], self._largest)) for uid in some if uid in sizes]
            for batch in _batches(there):
                yield await self._bodies(batch, sizes)

    async def mark(self, uids: Sequence[int]) -> bool:
        """Mark the mails as read and as ours, where the server allows it; tell whether it did."""
        if not self._marks or not uids:
            return False
        try:
            await self._wire.uid_store(_as_set(uids), f"({' '.join(self._marks)})")
        except RefusedError:
            return False
        return True

    async def wait(self, seconds: float) -> None:
        """Return when there may be new mail, at the latest after `seconds`.

        IDLE lasts no longer than that, so with minutes it never meets the 29 of RFC 2177.
        """
        if self._wire.exists > self._seen:
            return
        if self._wire.can("IDLE"):
            await self._wire.idle(seconds)
        else:
            await asyncio.sleep(seconds)

    async def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        lines = await self._wire.uid_fetch(
            _as_set(uids), "(UID RFC822.SIZE)", seconds=self._seconds * 4
        )
        wanted = set(uids)
        found = ((_number(_UID, text), _number(_SIZE, text)) for text, _ in _items(lines))
        return {uid: size for uid, size in found if uid in wanted}

    async def _bodies(self, uids: Sequence[int], sizes: dict[int, int]) -> list[Fetched]:
        largest = self._largest
        whole = sum(min(sizes[uid], largest) for uid in uids)
        part = f"<0.{largest}>" if any(sizes[uid] > largest for uid in uids) else ""
        lines = await self._wire.uid_fetch(
            _as_set(uids),
            f"(UID INTERNALDATE BODY.PEEK[]{part})",
            seconds=self._seconds * 2 + whole / _SLOWEST,
        )
        found = {one.uid: one for one in map(_fetched, _items(lines)) if one is not None}
        return [_measured(found[uid], sizes[uid], largest) for uid in uids if uid in found]


def _measured(mail: Fetched, size: int, largest: int) -> Fetched:
    # Some servers misstate the size, so it alone does not say that something is missing.
    truncated = size > largest and len(mail.raw) >= largest
    whole = max(size, len(mail.raw)) if truncated else len(mail.raw)
    return Fetched(mail.uid, mail.received_at, whole, mail.raw, truncated)


def _marks_allowed(told: bytes) -> tuple[str, ...]:
    if b"[READ-ONLY]" in told.upper():
        return ()
    found = _PERMANENT.search(told)
    if found is None:
        return ("\\Seen",)
    allowed = found[1].decode("ascii", "replace").lower().split()
    seen = ("\\Seen",) if "\\seen" in allowed else ()
    return (*seen, _KEYWORD) if "\\*" in allowed or _KEYWORD.lower() in allowed else seen


def _batches(weighed: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Group (UID, bytes): at most `_BODIES` and `_BATCH_BYTES` at a time, a heavier one alone."""
    batch: list[int] = []
    weight = 0
    for uid, heavy in weighed:
        if batch and (len(batch) == _BODIES or weight + heavy > _BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(uid)
        weight += heavy
    if batch:
        yield batch


def _items(lines: Sequence[bytes | bytearray]) -> Iterator[tuple[bytes, bytes | None]]:
    """Split the answer to a FETCH into (its text, its literal) for each mail."""
    text, literal = b"", None
    for line in lines:
        if isinstance(line, bytearray):
            literal = bytes(line)
        elif _FETCH.match(line):
            if text:
                yield text, literal
            text, literal = line, None
        elif text:
            text += b" " + line
    if text:
        yield text, literal


def _fetched(item: tuple[bytes, bytes | None]) -> Fetched | None:
    text, literal = item
    uid = _number(_UID, text)
    if not uid:
        return None
    if literal is None:
        inline = _BODY.search(text)
        if inline is None:
            return None
        literal = re.sub(rb"\\(.)", rb"\1", inline[1] or b"")
    return Fetched(uid, _date(text), len(literal), literal)


def _date(text: bytes) -> datetime | None:
    found = _DATE.search(text)
    try:
        return parsedate_to_datetime(found[1].decode()).astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None


def _number(pattern: re.Pattern[bytes], text: bytes) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 0


def _as_set(uids: Sequence[int]) -> str:
    """Write UIDs as a set with ranges: `4,7:9`."""
    ranges: list[list[int]] = []
    for uid in sorted(uids):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(a) if a == b else f"{a}:{b}" for a, b in ranges)
