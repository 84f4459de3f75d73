"""How fast a campaign goes out, all writes included, beside Postfix's own smtp-source.

    python -m benchmarks.send [MAILS] [CONNECTIONS]

Both send to Postfix's smtp-sink on this machine. smtp-source sends one ready text and writes
nothing down; ours writes each mail for its reader, and commits a mark before and an end after it.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import uvloop

from mail.addresses import Addresses
from mail.composing import Composer
from mail.outgoing import Outgoing, send_due
from mail.settings import AddressSettings, LetterSettings, SendingSettings, SmtpSettings
from storage import database
from storage.clock import RealClock
from storage.ledger import open_ledger
from storage.tables.campaigns import Campaign, Delivery, Recipient, Run
from storage.tables.consent import ConsentRecord
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import transaction
from tests.servers.postfix import smtp_sink

PHONE = "+34612345678"


@transaction
async def fill(count: int) -> None:
    """Make `count` customers who agreed, and a run in which each is to be asked."""
    now = RealClock().now()
    ids = range(1, count + 1)
    name = {"first_name": "Ana", "last_name": "Ruiz Peña", "language": "es"}
    dates = {"created_at": now, "updated_at": now}
    await Contact.bulk_create([Contact(id=n, **name, **dates) for n in ids])
    await EmailAddress.bulk_create(
        [EmailAddress(contact_id=n, address=at(n), normal=at(n), primary=True) for n in ids]
    )
    await Phone.bulk_create(
        [
            Phone(contact_id=n, as_typed="612345678", e164="+34612345678", label="mobile")
            for n in ids
        ]
    )
    place = {"street": "Calle Mayor 3, 2º B", "city": "València", "postcode": "46001"}
    await PostalAddress.bulk_create([PostalAddress(contact_id=n, **place) for n in ids])
    act = {"purpose": "updates", "channel": "email", "act": "stated", "basis": "consent"}
    await ConsentRecord.bulk_create(
        [ConsentRecord(contact_id=n, **act, stated_on=now, at=now, event_id=0) for n in ids]
    )
    campaign = await Campaign.create(
        kind="reconfirm", purpose="updates", query_key="", created_at=now
    )
    run = await Run.create(
        campaign=campaign, occurrence="2026-H2", state="sending", planned_at=now, wave=9
    )
    await Recipient.bulk_create(
        [Recipient(id=n, run_id=run.id, contact_id=n, address=at(n)) for n in ids]
    )
    await Delivery.bulk_create(
        [
            Delivery(
                key=f"run:{run.id}:{at(n)}:ask",
                kind="ask",
                run_id=run.id,
                recipient_id=n,
                contact_id=n,
                address=at(n),
                domain=at(n).rpartition("@")[2],
                language="es",
                purpose="updates",
                wave=1,
                next_at=now,
            )
            for n in ids
        ]
    )


def at(number: int) -> str:
    """Return a customer's address."""
    return f"c{number}@d{number % 50}.example"


async def ours(port: int, count: int, connections: int, folder: Path) -> tuple[float, int]:
    """Send with Aldía; return mails a second and the size of one."""
    url = f"sqlite://{folder / 'aldia.db'}"
    await database.migrate(url)
    open_ledger(folder / "ledger")
    async with database.opened(url):
        await fill(count)
        composer = Composer(
            LetterSettings("Tienda Luna", "hola@tienda.example"),
            Addresses(AddressSettings("datos@tienda.example", "a secret for benchmarks")),
        )
        sender = Outgoing(
            composer=composer,
            smtp=SmtpSettings(f"smtp://127.0.0.1:{port}", connections=connections),
            sending=SendingSettings(ZoneInfo("Europe/Madrid")),
            clock=RealClock(),
        )
        start = time.perf_counter()
        done = await send_due(sender)
        seconds = time.perf_counter() - start
    assert done.sent == count, done
    return count / seconds, 8_400


def peer(port: int, count: int, connections: int, size: int) -> float:
    """Send with smtp-source; return mails a second."""
    found = shutil.which("smtp-source", path="/usr/sbin:/usr/bin:/usr/lib/postfix/sbin")
    if found is None:
        sys.exit("smtp-source is not installed: it comes with Debian's postfix")
    flags = ["-d", "-s", str(connections), "-m", str(count), "-l", str(size)]
    start = time.perf_counter()
    subprocess.run([found, *flags, f"127.0.0.1:{port}"], check=True)
    return count / (time.perf_counter() - start)


def main() -> None:
    """Measure both and print the ratio."""
    words = sys.argv[1:]
    count = int(words[0]) if words else 5_000
    connections = int(words[1]) if len(words) > 1 else 20
    with smtp_sink() as port, tempfile.TemporaryDirectory() as folder:
        rate, size = uvloop.run(ours(port, count, connections, Path(folder)))
        theirs = peer(port, count, connections, size)
    print(f"{count} mails over {connections} connections, SQLite with synchronous=FULL")
    print(f"aldia       {rate:8.0f} mails/s")
    print(f"smtp-source {theirs:8.0f} mails/s")
    print(f"ratio       {rate / theirs:8.2f}")


if __name__ == "__main__":
    main()
