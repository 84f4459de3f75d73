"""The pages for a test, on SQLite and PostgreSQL, or on SQLite alone."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import database as storage_database
from storage.ledger import open_ledger
from tests.mail.pages.site import Site, open_site


@pytest.fixture
async def both(database: str) -> AsyncIterator[Site]:
    """The pages, once on each kind of database."""
    async with open_site() as site:
        yield site


@pytest.fixture
async def site(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Site]:
    """The pages on SQLite, where the database makes no difference."""
    path = tmp_path / "aldia.db"
    shutil.copy(sqlite_template, path)
    open_ledger(tmp_path / "ledger")
    async with storage_database.opened(f"sqlite://{path}"), open_site() as opened:
        yield opened
