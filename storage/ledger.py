"""The ledger outside the database: what a restored backup must never bring back.

Erasures, suppressions and withdrawals are appended and fsynced before the transaction that makes
them commits, one JSON object a line, in `<data dir>/ledger/ledger.jsonl`. Addresses stand in it as
HMAC-SHA-256 under a key that is made once and never rotated, so that a suppression can be
recognised for ever without keeping the address. A line without its change (the commit failed
afterwards) errs on the side of not mailing. A line that a crash cut short is passed over, and the
next one starts on a line of its own.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from storage.tables.consent import ConsentRecord
from storage.tables.people import Contact
from storage.tables.transactions import before_commit

Act = Literal["suppressed", "withdrawn", "complained", "erased"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `at` is UTC; `addresses` are hashes.

    `born`: when the contact was created, which tells it from another of the same number.
    `people`: number and birth of everyone an erasure reached. `scope`: what was refused,
    `updates/email`.
    """

    at: datetime
    act: Act
    event_id: int
    contact_id: int | None
    addresses: tuple[str, ...]
    born: datetime | None = None
    people: tuple[tuple[int, str], ...] = ()
    scope: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the entry as it stands in the file, without its line end."""
        born = self.born.isoformat() if self.born else None
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({**values, "at": self.at.isoformat(), "born": born})


class Ledger:
    """A folder with the key and the lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "ledger.jsonl"
        self.key = _key_in(folder)

    def hash_of(self, normal: str) -> str:
        """Return the keyed hash of a normalised address, in hexadecimal."""
        return hmac.new(self.key, normal.encode(), hashlib.sha256).hexdigest()

    def append(self, entry: Entry) -> None:
        """Write a line and wait until the disk has it."""
        self.append_all([entry])

    def append_all(self, entries: Iterable[Entry]) -> None:
        """Write lines and wait until the disk has them."""
        text = "".join(f"{entry.line()}\n" for entry in entries)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab+") as file:
            if file.seek(0, os.SEEK_END) and _last_byte(file) != b"\n":
                # A crash cut the last line short; ours must not become part of it.
                file.write(b"\n")
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())

    def entries(self) -> Iterator[Entry]:
        """Yield all lines, oldest first; one cut short by a crash is passed over."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                entry = _entry(line)
                if entry is not None:
                    yield entry

    @property
    def fingerprint(self) -> str:
        """Name the key without telling it: hashes under another key mean nothing here."""
        return hashlib.sha256(b"aldia ledger key " + self.key).hexdigest()[:16]

    def reaches(self) -> datetime | None:
        """Return the time of the last line, None where there is none."""
        return max((entry.at for entry in self.entries()), default=None)

    def take_over(self, other: Path) -> int:
        """Add the lines of another copy of this ledger that are not here; return how many."""
        here = {entry.line() for entry in self.entries()}
        copy = read(other)
        missing = [entry for entry in copy if entry.line() not in here]
        if missing:
            self.append_all(missing)
        return len(missing)


def read(path: Path) -> list[Entry]:
    """Return the lines of a copy of a ledger; an absent one has none."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [entry for line in lines if (entry := _entry(line)) is not None]


def bring_key(folder: Path, key: bytes) -> bool:
    """Put a key that was kept elsewhere into a ledger that has none or is empty.

    False where this ledger has lines under another key: neither can stand for the other.
    """
    path = folder / "ledger.key"
    if path.exists() and bytes.fromhex(path.read_text(encoding="ascii").strip()) == key:
        return True
    if read(folder / "ledger.jsonl"):
        return False
    path.unlink(missing_ok=True)
    _write_key(folder, key)
    return True


class LedgerClosedError(RuntimeError):
    """A verb that needs the ledger ran before `open_ledger`: a defect, not an input."""


_open: list[Ledger] = []


def open_ledger(folder: Path) -> Ledger:
    """Use the ledger in `folder` from now on, in this process."""
    _open[:] = [Ledger(folder)]
    return _open[0]


def ledger() -> Ledger:
    """Return the open ledger."""
    if not _open:
        raise LedgerClosedError
    return _open[0]


def append_before_commit(entry: Entry) -> None:
    """Append the line when the running transaction is about to commit."""

    async def append() -> None:
        ledger().append(await _completed(entry))

    before_commit(append)


def _key_in(folder: Path) -> bytes:
    try:
        return _write_key(folder, secrets.token_bytes(32))
    except FileExistsError:
        text = (folder / "ledger.key").read_text(encoding="ascii")
        return bytes.fromhex(text.strip())


def _write_key(folder: Path, key: bytes) -> bytes:
    """Write a key that is there whole or not at all. Raises FileExistsError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "ledger.key"
    if path.exists():
        raise FileExistsError(path)
    part = folder / f"ledger.key.{secrets.token_hex(4)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        # Of two processes that make a key at once, the link of one succeeds.
        os.link(part, path)
    finally:
        part.unlink()
    return key


async def _completed(entry: Entry) -> Entry:
    """Add what a replay needs to find the contact, and to refuse no more than was refused."""
    contact = await Contact.get_or_none(id=entry.contact_id) if entry.contact_id else None
    rows = await ConsentRecord.filter(event_id=entry.event_id).order_by("id")
    # One act of somebody who was merged stands with each of their numbers.
    scope = tuple(dict.fromkeys(f"{row.purpose}/{row.channel}" for row in rows))
    return replace(entry, born=contact.created_at if contact else None, scope=scope)


def _last_byte(file: BinaryIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


def _entry(line: str) -> Entry | None:
    try:
        data = json.loads(line)
        if data["act"] not in get_args(Act):
            return None
        return Entry(
            at=datetime.fromisoformat(data["at"]),
            act=data["act"],
            event_id=int(data["event_id"]),
            contact_id=data["contact_id"],
            addresses=tuple(data["addresses"]),
            born=datetime.fromisoformat(data["born"]) if data.get("born") else None,
            people=tuple((int(i), str(b)) for i, b in data.get("people", ())),
            scope=tuple(data.get("scope", ())),
        )
    except (ValueError, KeyError, TypeError):
        return None
