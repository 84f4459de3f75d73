"""The chat is tested on SQLite; what its verbs do on PostgreSQL is tested with the verbs."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import database as storage_database
from storage.ledger import open_ledger
from tests.bot.office import Office, office


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[str]:
    """An open SQLite database with a ledger beside it."""
    path = tmp_path / "aldia.db"
    shutil.copy(sqlite_template, path)
    open_ledger(tmp_path / "ledger")
    async with storage_database.opened(f"sqlite://{path}"):
        yield f"sqlite://{path}"


@pytest.fixture
async def closed_office(sqlite_database: str) -> AsyncIterator[Office]:
    """An office whose bot does not run."""
    async with office() as here:
        yield here


@pytest.fixture
async def open_office(closed_office: Office) -> AsyncIterator[Office]:
    """An office whose bot runs."""
    async with closed_office.running():
        yield closed_office
