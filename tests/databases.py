"""A database of its own for each test, on SQLite and on PostgreSQL, at today's version."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import database as storage_database
from storage.events import By
from storage.ledger import open_ledger
from tests.servers.postgres import Postgres

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
"""A Monday morning in the month in which campaigns are planned."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "aldia.db"
    migrate(f"sqlite://{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database, once for each kind."""
    if request.param == "sqlite":
        path = tmp_path / "aldia.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite://{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.fresh(server.template("migrated", migrate))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """An open database with a ledger beside it; gives its address."""
    open_ledger(tmp_path / "ledger")
    async with storage_database.opened(database_url):
        yield database_url


@pytest.fixture
def by() -> By:
    """A colleague who does something now."""
    return By("staff:1", NOW)


def migrate(url: str) -> None:
    """Bring a database to this version from a test that has no event loop of its own."""
    asyncio.run(storage_database.migrate(url))
