"""A sender in a process of its own, for tests that kill it: `python -m tests.mail.sender_process`.

Arguments: the database, the port of the SMTP server, how many connections, the ledger's folder.
"""

import asyncio
import sys
from pathlib import Path

from mail.outgoing import send_due
from storage import database
from storage.clock import RealClock
from storage.ledger import open_ledger
from tests.mail.sending import outgoing


async def main(url: str, port: str, connections: str, ledger: str) -> None:
    """Send all that is due."""
    open_ledger(Path(ledger))
    smtp = {"connections": int(connections), "command_seconds": 30, "answer_seconds": 30}
    async with database.opened(url):
        await send_due(outgoing(int(port), clock=RealClock(), smtp=smtp, sending={"batch": 10}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
