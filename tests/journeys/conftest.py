"""What the journeys share."""

from collections.abc import Iterator

import pytest

from mail.received import Reader
from tests.bot.conftest import sqlite_database

__all__ = ["sqlite_database"]


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One worker that reads mail, for the whole run."""
    with Reader() as running:
        yield running
