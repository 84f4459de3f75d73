"""What a backup is: a folder named by its time, with the database, its manifest and the ledger.

    2026-07-06T090000Z/
        database.sqlite | database.dump
        manifest.json
        ledger.jsonl

The folder gets its name last, so whatever has a name is whole.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.faults import Fault

MANIFEST = "manifest.json"
LEDGER = "ledger.jsonl"
_STAMP = "%Y-%m-%dT%H%M%SZ"


class BackupError(Fault):
    """A backup could not be made, found, trusted or restored. `params` fill its sentence."""

    family = "backup"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a database held at one moment: rows by table, and the digest of its last event."""

    counts: Mapping[str, int]
    migrations: tuple[str, ...]
    last_event: int = 0
    last_digest: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything said of a backup. `made_at` and `ledger_reaches` are UTC; `size` is bytes.

    `why`: `by_hand` · `daily` · `before_migrate` · `before_restore`. `ledger_key` names the key
    of the ledger's hashes without telling it.
    """

    id: str
    made_at: datetime
    why: str
    program: str
    dialect: str
    file: str
    size: int
    sha256: str
    snapshot: Snapshot
    ledger_entries: int
    ledger_reaches: datetime | None
    ledger_key: str

    def write(self, folder: Path) -> None:
        """Put the manifest beside the database and wait until the disk has it."""
        data = asdict(self)
        data["made_at"] = self.made_at.isoformat()
        data["ledger_reaches"] = self.ledger_reaches.isoformat() if self.ledger_reaches else None
        path = folder / MANIFEST
        path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        path.chmod(0o600)
        sync(path)


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup, and where it lies."""

    manifest: Manifest
    folder: Path

    @property
    def database(self) -> Path:
        """The file with the customer database."""
        return self.folder / self.manifest.file


def backups_in(folder: Path) -> Iterator[Backup]:
    """Yield the whole backups in a place, oldest first; anything else there is passed over."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        manifest = _read(path)
        if manifest is not None:
            yield Backup(manifest, path)


def new_id(made_at: datetime, folder: Path) -> str:
    """Return the time as a name that is free in `folder`."""
    stamp = made_at.astimezone(UTC).strftime(_STAMP)
    number = 1
    while (folder / _numbered(stamp, number)).exists():
        number += 1
    return _numbered(stamp, number)


def sha256_of(path: Path) -> str:
    """Return SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until the disk has a file or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _numbered(stamp: str, number: int) -> str:
    return stamp if number == 1 else f"{stamp}-{number}"


def _read(folder: Path) -> Manifest | None:
    if folder.name.startswith("."):
        return None
    try:
        data: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        reaches = data.pop("ledger_reaches")
        snapshot = data.pop("snapshot")
        made_at = datetime.fromisoformat(data.pop("made_at"))
        return Manifest(
            **data,
            made_at=made_at,
            snapshot=Snapshot(**{**snapshot, "migrations": tuple(snapshot["migrations"])}),
            ledger_reaches=datetime.fromisoformat(reaches) if reaches else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
