"""The ledger outside the database: what a restored backup must never bring back.

Erasures, suppressions and withdrawals are appended and fsynced before the transaction that makes
them commits, one JSON object a line, in `<data dir>/ledger/ledger.jsonl`. Addresses stand in it as
HMAC-SHA-256 under a key that is made once and never rotated, so that a suppression can be
recognised for ever without keeping the address. A line without its change (the commit failed
afterwards) errs on the side of not mailing.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from storage.tables.transactions import before_commit

Act = Literal["suppressed", "withdrawn", "complained", "erased"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `at` is UTC; `addresses` are hashes."""

    at: datetime
    act: Act
    event_id: int
    contact_id: int | None
    addresses: tuple[str, ...]


class Ledger:
    """A folder with the key and the lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "ledger.jsonl"
        self._key = _key_in(folder)

    def hash_of(self, normal: str) -> str:
        """Return the keyed hash of a normalised address, in hexadecimal."""
        return hmac.new(self._key, normal.encode(), hashlib.sha256).hexdigest()

    def append(self, entry: Entry) -> None:
        """Write a line and wait until the disk has it."""
        line = json.dumps({**asdict(entry), "at": entry.at.isoformat()}) + "\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def entries(self) -> Iterator[Entry]:
        """Yield all lines, oldest first; a last line cut short by a crash is passed over."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                entry = _entry(line)
                if entry is not None:
                    yield entry


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
        ledger().append(entry)

    before_commit(append)


def _key_in(folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "ledger.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_bytes(32)
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    return key


def _entry(line: str) -> Entry | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return Entry(
        at=datetime.fromisoformat(data["at"]),
        act=data["act"],
        event_id=data["event_id"],
        contact_id=data["contact_id"],
        addresses=tuple(data["addresses"]),
    )
