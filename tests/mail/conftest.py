"""What the tests of the way In share: one worker that reads, and a shop for each test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from mail.received import Reader
from tests.mail.shop import Shop, open_shop


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One worker for the whole run: starting it takes a second or two."""
    with Reader() as running:
        yield running


@pytest.fixture
async def shop(database: str, reader: Reader) -> AsyncIterator[Shop]:
    """A shop on this test's database, with an embedded mailbox."""
    async with open_shop(reader) as running:
        yield running
