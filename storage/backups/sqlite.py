"""Backups of a SQLite file: copied by the online backup API, put back by the same.

A copy is taken from one read transaction, so it is one moment of a database that others go on
writing to. Putting back is one transaction on the live file: whoever is killed in the middle of it
leaves the old content or the new one, whole.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from storage.backups.manifest import BackupError, Snapshot, sync
from storage.backups.outbox import statements
from storage.database import BUSY_SECONDS
from storage.processes import named

FILE = "database.sqlite"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


@dataclass(frozen=True, slots=True)
class SqliteBackups:
    """The verbs of a backup for one SQLite file. All of them block."""

    path: Path
    dialect: str = "sqlite"
    file: str = FILE

    def copy_to(self, target: Path) -> Snapshot:
        """Copy the database as it is at this moment."""
        with _reading(self.path) as source, _writing(target) as copy:
            source.execute("BEGIN")
            snapshot = _snapshot(source)
            source.backup(copy)
            source.rollback()
            # The copy is one file, to be carried about; its header would ask for a second one.
            copy.execute("PRAGMA journal_mode = DELETE")
        sync(target)
        return snapshot

    def check(self, copy: Path, snapshot: Snapshot) -> None:
        """Open a copy anew and compare. Raises BackupError `damaged`."""
        try:
            with _reading(copy, immutable=True) as opened:
                fault = _fault(opened)
                found = _snapshot(opened) if not fault else None
        except sqlite3.Error as error:
            raise BackupError("damaged", path=str(copy), why=str(error)) from error
        if fault or found != snapshot:
            why = fault or f"{found and found.counts} != {snapshot.counts}"
            raise BackupError("damaged", path=str(copy), why=why)

    def current(self) -> Snapshot | None:
        """Return what the live database holds; None where there is none that can be read."""
        try:
            with _reading(self.path) as opened:
                return _snapshot(opened) if not _fault(opened) else None
        except sqlite3.Error:
            return None

    def last_digest(self, event_id: int) -> str:
        """Return the digest of an event of the live database, empty where it has none."""
        with _reading(self.path) as opened:
            row = opened.execute("SELECT digest FROM event WHERE id = ?", [event_id]).fetchone()
        return str(row[0]) if row else ""

    def sequences(self) -> dict[str, int]:
        """Return the highest id ever given, by table, of the live database."""
        with _reading(self.path) as opened:
            return dict(opened.execute("SELECT name, seq FROM sqlite_sequence").fetchall())

    def holders(self) -> list[str]:
        """Name other processes of this machine that have the file open, as `host:pid`."""
        wanted = {str(self.path.resolve()) + suffix for suffix in ("", "-wal", "-shm")}
        pids = {pid for pid, opened in _open_files() if opened in wanted}
        return [named(pid) for pid in sorted(pids - {os.getpid()})]

    def stage(self, backup: Path, facts: Mapping[str, str], at: datetime) -> str:
        """Lay a backup out beside the live file; return the address to open it by.

        `facts` are added where the backup has none: one made while campaigns were held after an
        earlier restore goes on saying from when on the mailbox is to be read.
        """
        staged = self._staged
        _remove(staged)
        shutil.copy(backup, staged)
        with _writing(staged) as opened, opened:
            opened.executemany(
                "INSERT INTO fact (name, value, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(name, value, at.isoformat(" ")) for name, value in facts.items()],
            )
        return f"sqlite://{quote(str(staged))}"

    def raise_sequences(self, floors: Mapping[str, int]) -> None:
        """Let no table of the laid-out database give an id up to its floor again."""
        with _writing(self._staged) as opened, opened:
            known = dict(opened.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
            tables = {name for (name,) in opened.execute(_TABLES)}
            for table, floor in floors.items():
                if table in tables and floor > known.get(table, 0):
                    opened.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
                    opened.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", [table, floor])

    def carry_over(self) -> None:
        """Take what was mailed since from the live database into the laid-out one."""
        with _writing(self._staged) as opened:
            opened.execute("ATTACH DATABASE ? AS before", [str(self.path)])
            with opened:
                for sql in statements("before", lambda s, t: _columns(opened, s, t)):
                    opened.execute(sql)
            opened.execute("DETACH DATABASE before")

    def publish(self) -> None:
        """Make the laid-out database the live one, in one step."""
        staged = self._staged
        if self.current() is None:
            # There is nothing to be overwritten page by page, or it cannot be trusted.
            _set_aside(self.path)
            with _reading(staged) as source, _writing(self._new) as target:
                source.backup(target)
            sync(self._new)
            self._new.replace(self.path)
            sync(self.path.parent)
        else:
            with _reading(staged) as source, _writing(self.path) as target:
                source.backup(target)
        _remove(staged)

    @property
    def _staged(self) -> Path:
        return self.path.with_name(self.path.name + ".restoring")

    @property
    def _new(self) -> Path:
        return self.path.with_name(self.path.name + ".new")


@contextmanager
def _reading(path: Path, *, immutable: bool = False) -> Iterator[sqlite3.Connection]:
    options = "?mode=ro" + ("&immutable=1" if immutable else "")
    address = f"file:{quote(str(path))}{options}"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as opened:
        opened.isolation_level = None
        yield opened


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as opened:
        path.chmod(0o600)
        opened.execute("PRAGMA synchronous = FULL")
        yield opened


def _snapshot(opened: sqlite3.Connection) -> Snapshot:
    tables = sorted(name for (name,) in opened.execute(_TABLES))
    counts = {t: opened.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in tables}  # noqa: S608 - names from its own schema
    if "tortoise_migrations" not in counts:
        raise sqlite3.DatabaseError("no customer database")
    applied = opened.execute("SELECT name FROM tortoise_migrations ORDER BY name").fetchall()
    last = opened.execute("SELECT id, digest FROM event ORDER BY id DESC LIMIT 1").fetchone()
    return Snapshot(counts, tuple(name for (name,) in applied), *(last or (0, "")))


def _fault(opened: sqlite3.Connection) -> str:
    (said,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        return str(said)
    broken = opened.execute("PRAGMA foreign_key_check").fetchone()
    return f"{broken[0]}: row {broken[1]} points nowhere" if broken else ""


def _columns(opened: sqlite3.Connection, schema: str, table: str) -> list[str]:
    schema = schema or "main"
    return [str(row[1]) for row in opened.execute(f'PRAGMA {schema}.table_info("{table}")')]


def _open_files() -> Iterator[tuple[int, str]]:
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            yield int(link.parts[2]), str(link.readlink())
        except OSError:
            # Another user's process, or one that has just ended.
            continue


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _set_aside(path: Path) -> None:
    """Keep a file that cannot be read: somebody may still get something out of it."""
    for suffix in ("", "-wal", "-shm"):
        broken = path.with_name(path.name + suffix)
        if broken.exists():
            broken.replace(path.with_name(f"{path.name}.broken{suffix}"))
