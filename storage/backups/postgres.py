"""Backups of a PostgreSQL database, by its own pg_dump and pg_restore.

The dump and its row counts come from one exported snapshot. Checking reads the whole dump and
counts its rows, so it needs no second database. Putting back is one transaction of psql: whoever
is killed in the middle of it leaves the old content. The tables it replaces are kept in a schema
of their own until the restore is done, for the outbox to be taken from.
"""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import asyncpg

from storage.backups.manifest import BackupError, Snapshot, sync
from storage.backups.outbox import statements

FILE = "database.dump"
_BEFORE = "aldia_before_restore"
_ALL = ("--no-owner", "--no-acl", f"--exclude-schema={_BEFORE}")
_COPY = re.compile(r'COPY public\."?(\w+)"? ')
_ASIDE = """
DROP SCHEMA IF EXISTS aldia_before_restore CASCADE;
CREATE SCHEMA aldia_before_restore;
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE public.%I SET SCHEMA aldia_before_restore', found.tablename);
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = 'public' AND NOT EXISTS
        (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('ALTER FUNCTION %s SET SCHEMA aldia_before_restore', found.name);
  END LOOP;
END $$;
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SEQUENCES = """
SELECT t.relname AS name, s.last_value AS last FROM pg_sequences s
JOIN pg_class q ON q.relname = s.sequencename AND q.relnamespace = s.schemaname::regnamespace
JOIN pg_depend d ON d.objid = q.oid AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid
WHERE s.schemaname = 'public' AND s.last_value IS NOT NULL
"""
_OTHERS = """
SELECT coalesce(host(client_addr), 'local') || ':' || pid || ' ' || application_name AS who
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PostgresBackups:
    """The verbs of a backup for one PostgreSQL database. All of them block."""

    url: str
    dialect: str = "postgres"
    file: str = FILE

    def copy_to(self, target: Path) -> Snapshot:
        """Dump the database as it is at this moment. Raises BackupError."""

        async def dump(opened: Any) -> Snapshot:
            async with opened.transaction(isolation="repeatable_read", readonly=True):
                name = await opened.fetchval("SELECT pg_export_snapshot()")
                snapshot = await _snapshot(opened)
                args = ("--format=custom", f"--snapshot={name}", f"--file={target}", *_ALL)
                await asyncio.to_thread(self._run, "pg_dump", *args)
                return snapshot

        snapshot = self._ask(dump)
        target.chmod(0o600)
        sync(target)
        return snapshot

    def check(self, copy: Path, snapshot: Snapshot) -> None:
        """Read a whole dump and count its rows. Raises BackupError `damaged`."""
        command = [_tool("pg_restore"), "--data-only", "--file=-", str(copy)]
        with subprocess.Popen(  # noqa: S603 - our own words and a path of ours
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
        ) as child:
            assert child.stdout is not None  # noqa: S101 - asked for above
            assert child.stderr is not None  # noqa: S101 - asked for above
            counts = _rows_in(child.stdout)
            said = child.stderr.read().strip()
        if child.returncode:
            raise BackupError("damaged", path=str(copy), why=said)
        if counts != dict(snapshot.counts):
            raise BackupError("damaged", path=str(copy), why=f"{counts} != {snapshot.counts}")

    def current(self) -> Snapshot | None:
        """Return what the live database holds; None where it is empty."""

        async def look(opened: Any) -> Snapshot | None:
            exists = await opened.fetchval("SELECT to_regclass('public.tortoise_migrations')")
            return await _snapshot(opened) if exists else None

        return self._ask(look)

    def last_digest(self, event_id: int) -> str:
        """Return the digest of an event of the live database, empty where it has none."""

        async def look(opened: Any) -> str:
            found = await opened.fetchval("SELECT digest FROM event WHERE id = $1", event_id)
            return str(found or "")

        return self._ask(look)

    def sequences(self) -> dict[str, int]:
        """Return the highest id ever given, by table, of the live database."""

        async def look(opened: Any) -> dict[str, int]:
            return {row["name"]: row["last"] for row in await opened.fetch(_SEQUENCES)}

        return self._ask(look)

    def holders(self) -> list[str]:
        """Name other sessions in this database, as `host:pid program`."""

        async def look(opened: Any) -> list[str]:
            return [str(row["who"]).strip() for row in await opened.fetch(_OTHERS)]

        return self._ask(look)

    def stage(self, backup: Path, facts: Mapping[str, str], at: datetime) -> str:
        """Put the backup in the place of the live tables, in one transaction.

        `facts` are added where the backup has none: see `SqliteBackups.stage`.
        """
        script = backup.with_name("script.sql")
        facts_sql = "".join(_fact(name, value, at) for name, value in facts.items())
        try:
            self._run("pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(backup))
            text = script.read_text(encoding="utf-8")
            script.write_text(_ASIDE + text + facts_sql, encoding="utf-8")
            stop = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction")
            self._run("psql", *stop, f"--file={script}")
        finally:
            script.unlink(missing_ok=True)
        return self.url

    def raise_sequences(self, floors: Mapping[str, int]) -> None:
        """Let no table give an id up to its floor again."""

        async def lift(opened: Any) -> None:
            known = {row["name"]: row["last"] for row in await opened.fetch(_SEQUENCES)}
            tables = {row["tablename"] for row in await opened.fetch(_TABLES)}
            for table, floor in floors.items():
                if table in tables and floor > known.get(table, 0):
                    await opened.execute(
                        "SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", table, floor
                    )

        self._ask(lift)

    def carry_over(self) -> None:
        """Take what was mailed since from the tables that were replaced."""

        async def carry(opened: Any) -> None:
            columns: dict[tuple[str, str], list[str]] = {}
            rows = await opened.fetch(
                "SELECT table_schema, table_name, column_name FROM information_schema.columns "
                "WHERE table_schema IN ('public', $1) ORDER BY ordinal_position",
                _BEFORE,
            )
            for schema, table, column in rows:
                key = ("" if schema == "public" else schema, table)
                columns.setdefault(key, []).append(column)
            async with opened.transaction():
                for sql in statements(_BEFORE, lambda s, t: columns.get((s, t), [])):
                    await opened.execute(sql)

        self._ask(carry)

    def publish(self) -> None:
        """Let go of the tables that were replaced; the restored ones are live already."""

        async def forget(opened: Any) -> None:
            await opened.execute(f"DROP SCHEMA IF EXISTS {_BEFORE} CASCADE")

        self._ask(forget)

    def _run(self, name: str, *args: str) -> None:
        parts = urlsplit(self.url)
        where = ["--host", parts.hostname or "localhost", "--port", str(parts.port or 5432)]
        where += ["--username", unquote(parts.username or "postgres")]
        target = [] if name == "pg_restore" else [*where, "--dbname", parts.path.lstrip("/")]
        # Client messages in one language, and the password where other users cannot see it.
        surroundings = {**os.environ, "LC_ALL": "C.UTF-8"}
        surroundings["PGPASSWORD"] = unquote(parts.password or "")
        done = subprocess.run(  # noqa: S603 - our own words and the owner's settings
            [_tool(name), *target, *args],
            capture_output=True,
            text=True,
            check=False,
            env=surroundings,
        )
        if done.returncode:
            why = next(iter(done.stderr.strip().splitlines()), str(done.returncode))
            raise BackupError("tool_failed", tool=name, why=why)

    def _ask(self, question: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
        """Ask on a connection of its own, in a loop of its own: the caller is in a thread."""

        async def ask() -> T:
            opened = await asyncpg.connect(self.url)
            try:
                return await question(opened)
            finally:
                await opened.close()

        return asyncio.run(ask())


async def _snapshot(opened: Any) -> Snapshot:
    tables = [row["tablename"] for row in await opened.fetch(_TABLES)]
    counts = {t: await opened.fetchval(f'SELECT count(*) FROM "{t}"') for t in tables}  # noqa: S608 - names from its own schema
    applied = await opened.fetch("SELECT name FROM tortoise_migrations ORDER BY name")
    last = await opened.fetchrow("SELECT id, digest FROM event ORDER BY id DESC LIMIT 1")
    event = (last["id"], last["digest"]) if last else (0, "")
    return Snapshot(counts, tuple(row["name"] for row in applied), *event)


def _rows_in(lines: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    table = ""
    for line in lines:
        if table:
            if line.startswith("\\."):
                table = ""
            else:
                counts[table] += 1
        elif found := _COPY.match(line):
            table = found[1]
            counts[table] = 0
    return counts


def _tool(name: str) -> str:
    """Find a program; the newest of several can read every older server."""
    debian = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest_first = sorted(debian, key=lambda path: float(path.parents[1].name), reverse=True)
    found = next((str(path) for path in newest_first), None) or shutil.which(name)
    if found is None:
        raise BackupError("tool_missing", tool=name)
    return found


def _fact(name: str, value: str, at: datetime) -> str:
    values = ", ".join(_quoted(text) for text in (name, value, at.isoformat()))
    return (
        f"INSERT INTO public.fact (name, value, at) VALUES ({values})"  # noqa: S608 - quoted
        " ON CONFLICT DO NOTHING;\n"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
