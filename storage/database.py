"""Opening the customer database, and bringing it to this version.

`sqlite://data/aldia.db` is relative to the working folder, `sqlite:///var/lib/aldia.db` absolute;
`postgres://user:password@host:port/name` is PostgreSQL.
"""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from asyncpg.exceptions import PostgresError
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.exceptions import DBConnectionError, OperationalError
from tortoise.migrations.api import migrate as apply_migrations
from tortoise.migrations.recorder import MigrationRecorder

from storage.faults import Fault
from storage.tables import MODELS

BUSY_SECONDS = 30
"""How long a writer waits for another process's transaction; ours last milliseconds."""


class DatabaseError(Fault):
    """The database could not be opened. `code` names why; `params` fill its sentence."""

    family = "database"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[None]:
    """Hold the database open. Raises DatabaseError."""
    await open_database(url)
    try:
        yield
    finally:
        await close()


async def close() -> None:
    """Close every connection of this process."""
    await Tortoise.close_connections()
    # Tortoise keeps statements by connection name, and would use SQLite's on PostgreSQL.
    EXECUTOR_CACHE.clear()


async def open_database(url: str) -> None:
    """Connect; call first, in the main task. Raises DatabaseError."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        await Tortoise.init(config=config(url), _enable_global_fallback=True)
        await Tortoise.get_connection("default").execute_query("SELECT 1")
    except (OSError, DBConnectionError, OperationalError, PostgresError, sqlite3.Error) as error:
        await close()
        raise DatabaseError("database_unreachable", why=str(error)) from error


async def migrate(url: str) -> None:
    """Bring the tables to this version. Idempotent. The caller makes the backup first."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        await apply_migrations(config=config(url))
    finally:
        await close()


async def is_empty(url: str) -> bool:
    """Tell whether the database has no tables of ours yet. Raises DatabaseError."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return True
    async with opened(url):
        return not await _applied()


async def must_be_current() -> None:
    """Raise DatabaseError where the open database is of another version than this program."""
    applied, known = await _applied(), ours()
    if applied - known:
        raise DatabaseError("database_newer")
    if known - applied:
        raise DatabaseError("database_older")


def config(url: str) -> dict[str, Any]:
    """Return Tortoise's configuration for `url`. Raises DatabaseError for an unknown scheme."""
    return {
        "connections": {"default": _connection(url)},
        "apps": {
            "storage": {
                "models": list(MODELS),
                "migrations": "storage.tables.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def sqlite_path(url: str) -> Path | None:
    """Return the file behind a SQLite URL, None for another database."""
    scheme, _, rest = url.partition("://")
    return Path(unquote(rest)) if scheme == "sqlite" else None


def ours() -> set[str]:
    """Return the names of all migrations that this program brings."""
    folder = resources.files("storage.tables.migrations")
    return {f.name[:-3] for f in folder.iterdir() if re.match(r"\d{4}_.*\.py$", f.name)}


async def _applied() -> set[str]:
    recorder = MigrationRecorder(Tortoise.get_connection("default"))
    return {key.name for key in await recorder.applied_migrations()}


def _connection(url: str) -> dict[str, Any]:
    path = sqlite_path(url)
    if path is not None:
        credentials: dict[str, Any] = {
            "file_path": str(path),
            "busy_timeout": BUSY_SECONDS * 1000,
            # A mark "sending" must outlive a power cut, not only a kill.
            "synchronous": "FULL",
        }
        return {"engine": "storage.tables.sqlite", "credentials": credentials}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise DatabaseError("database_url_unknown", scheme=parts.scheme)
    credentials = {
        "host": parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or "") or None,
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": 10,
    }
    return {"engine": "tortoise.backends.asyncpg", "credentials": credentials}
