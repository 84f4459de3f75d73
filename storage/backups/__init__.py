"""Making backups, and knowing that they are good.

`make` copies the database at one moment, opens the copy anew, checks it and compares the rows of
every table; only then it gets its name. It is copied to every other place and read back there.
Old ones are removed by `storage.rules.retention`. Going back is `restoring.restore`.
"""

import asyncio
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from storage.backups import places
from storage.backups.manifest import (
    LEDGER,
    Backup,
    BackupError,
    Manifest,
    Snapshot,
    backups_in,
    new_id,
    sha256_of,
    sync,
)
from storage.backups.places import Copied
from storage.backups.postgres import PostgresBackups
from storage.backups.sqlite import SqliteBackups
from storage.database import sqlite_path
from storage.ledger import Ledger
from storage.rules.retention import kept

__all__ = ["Backup", "BackupError", "Made", "Store", "engine", "find", "listed", "make", "newest"]

Why = Literal["by_hand", "daily", "before_migrate", "before_restore"]
Engine = SqliteBackups | PostgresBackups


@dataclass(frozen=True, slots=True)
class Store:
    """Where backups are made of what. `others` are further places; `secret` seals the key."""

    url: str
    folder: Path
    ledger: Path
    others: tuple[Path, ...]
    zone: ZoneInfo
    program: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and verified, what became of its copies, and which ones went."""

    backup: Backup
    copies: tuple[Copied, ...]
    removed: tuple[str, ...]


def engine(url: str) -> Engine:
    """Return the verbs for a database address."""
    path = sqlite_path(url)
    return PostgresBackups(url) if path is None else SqliteBackups(path)


async def make(store: Store, why: Why, at: datetime, *, tidy_up: bool = True) -> Made:
    """Make and verify one backup, copy it, and let go of old ones. Raises BackupError."""
    backup = await asyncio.to_thread(_make, store, why, at)
    ledger = Ledger(store.ledger)
    copies = [
        await asyncio.to_thread(places.copy_to, place, backup, ledger, store.secret)
        for place in store.others
    ]
    removed = await asyncio.to_thread(tidy, store) if tidy_up else []
    return Made(backup, tuple(copies), tuple(removed))


def listed(store: Store) -> list[tuple[Backup, tuple[str, ...]]]:
    """Return each backup once, oldest first, with all the places that have it."""
    found: dict[str, tuple[Backup, tuple[str, ...]]] = {}
    for place in (store.folder, *store.others):
        for backup in backups_in(place):
            first, where = found.get(backup.manifest.id, (backup, ()))
            found[backup.manifest.id] = (first, (*where, str(place)))
    return [found[backup_id] for backup_id in sorted(found)]


def find(store: Store, backup_id: str) -> Backup:
    """Return a backup, and see that its bytes are those it was made of. Raises BackupError."""
    damaged: BackupError | None = None
    for place in (store.folder, *store.others):
        for backup in backups_in(place):
            if backup.manifest.id != backup_id:
                continue
            if sha256_of(backup.database) == backup.manifest.sha256:
                return backup
            damaged = BackupError("damaged", path=str(backup.database), why="sha256")
    raise damaged or BackupError("unknown", id=backup_id)


def newest(store: Store) -> Backup | None:
    """Return the latest backup in any place."""
    every = [backup for backup, _ in listed(store)]
    return max(every, key=lambda backup: backup.manifest.made_at, default=None)


def _make(store: Store, why: Why, at: datetime) -> Backup:
    live = engine(store.url)
    try:
        store.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _one_at_a_time(store.folder):
            return _made(store, live, why, at)
    except OSError as error:
        raise BackupError("folder_unusable", path=str(store.folder), why=str(error)) from error


def _made(store: Store, live: Engine, why: Why, at: datetime) -> Backup:
    _sweep(store.folder)
    name = new_id(at, store.folder)
    making = store.folder / f".making-{name}"
    try:
        making.mkdir(mode=0o700)
        snapshot = live.copy_to(making / live.file)
        live.check(making / live.file, snapshot)
        manifest = _manifest(
            store, name, why=why, at=at, file=making / live.file, snapshot=snapshot
        )
        manifest.write(making)
        making.replace(store.folder / name)
        sync(store.folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Backup(manifest, store.folder / name)


def _manifest(
    store: Store, name: str, *, why: Why, at: datetime, file: Path, snapshot: Snapshot
) -> Manifest:
    ledger = Ledger(store.ledger)
    if ledger.path.exists():
        shutil.copyfile(ledger.path, file.with_name(LEDGER))
        file.with_name(LEDGER).chmod(0o600)
    return Manifest(
        id=name,
        made_at=at,
        why=why,
        program=store.program,
        dialect=engine(store.url).dialect,
        file=file.name,
        size=file.stat().st_size,
        sha256=sha256_of(file),
        snapshot=snapshot,
        ledger_entries=sum(1 for _ in ledger.entries()),
        ledger_reaches=ledger.reaches(),
        ledger_key=ledger.fingerprint,
    )


def tidy(store: Store) -> list[str]:
    """Remove what need not be kept, in every place; return the ids that went from the first."""
    removed: list[str] = []
    for place in (store.folder, *store.others):
        every = list(backups_in(place))
        moments = kept([backup.manifest.made_at for backup in every], store.zone)
        keep = frozenset(b.manifest.id for b in every if b.manifest.made_at in moments)
        gone = places.remove_old(place, keep)
        if place == store.folder:
            removed = gone
    return removed


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sweep(folder: Path) -> None:
    """Remove what a killed backup left half made."""
    for path in folder.glob(".making-*"):
        shutil.rmtree(path, ignore_errors=True)
