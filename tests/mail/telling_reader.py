"""A process that reads a mailbox and says aloud what it is about to do, so that it can be killed.

Arguments: database, ledger folder, IMAP host, port, user, password.
"""

import asyncio
import sys
from pathlib import Path

from mail.deciding import Place, Settler
from mail.imap import ImapAccount
from mail.incoming import Incoming
from mail.received import Reader
from storage import database
from storage.clock import RehearsedClock
from storage.events import By
from storage.inbox import Kept, Settlement
from storage.ledger import open_ledger
from tests.databases import NOW
from tests.mail.shop import ADDRESSES, BY


class TellingSettler(Settler):
    """Says when it begins with a mail and when it is done."""

    async def settle(self, message: Kept, by: By) -> Settlement | None:
        """Settle one message."""
        sys.stdout.write(f"begin {message.id}\n")
        sys.stdout.flush()
        made = await super().settle(message, by)
        sys.stdout.write(f"done {message.id}\n")
        sys.stdout.flush()
        return made


async def read(url: str, ledger: str, *where: str) -> None:
    """Run the job once."""
    host, port, user, password = where
    account = ImapAccount(host, int(port), False, user, password)
    open_ledger(Path(ledger))
    with Reader() as reader:
        async with database.opened(url):
            settler = TellingSettler(Place(), ADDRESSES, reader)
            await Incoming(account, settler, RehearsedClock(NOW)).read_mailbox(BY)


if __name__ == "__main__":
    asyncio.run(read(*sys.argv[1:]))
