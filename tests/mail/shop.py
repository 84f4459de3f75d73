"""A shop with customers whom it asked, and a mailbox in which their answers arrive."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from typing import Any

from aldia.sandbox.mail_servers import Account, ImapServer, imap_server
from mail.addresses import Addresses
from mail.deciding import Place, Settler
from mail.imap import ImapAccount
from mail.incoming import Incoming
from mail.received import Reader
from mail.settings import AddressSettings
from storage import consent, contacts
from storage.clock import RehearsedClock
from storage.consent import Proof
from storage.contacts import Corrected
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.tables.campaigns import Campaign, Delivery, Outcome, Recipient, Run
from storage.tables.events import Event
from storage.tables.inbox import InboxMessage
from storage.tables.people import Contact
from tests.databases import NOW

LOGIN = Account("clientes@tienda.test", "una clave")
ADDRESSES = Addresses(AddressSettings("clientes@tienda.test", "a secret for the tests only"))
ANA = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "email": "ana@example.org",
    "mobile": "612345678",
    "street": "Calle Mayor 5",
    "postcode": "46001",
    "city": "Valencia",
}
BY = By("job:mailbox", NOW)


@dataclass(slots=True)
class Shop:
    """What the tests do with it, one line each."""

    server: ImapServer
    incoming: Incoming
    clock: RehearsedClock
    _numbers: Any = field(default_factory=count)

    async def deliver(self, raw: bytes) -> int:
        """Put a raw message into the mailbox."""
        return await self.server.deliver(raw, at=NOW)

    async def read(self, by: By = BY) -> dict[str, Any]:
        """Run the job."""
        return await self.incoming.read_mailbox(by)

    async def take(self, raw: bytes, by: By = BY) -> InboxMessage:
        """Let one message arrive, read the mailbox, and return what was made of it."""
        await self.deliver(raw)
        await self.read(by)
        row = await InboxMessage.all().order_by("-id").first()
        assert row is not None
        return row


@asynccontextmanager
async def open_shop(reader: Reader) -> AsyncIterator[Shop]:
    """A shop on the open database, with an embedded mailbox."""
    async with imap_server(LOGIN) as server:
        account = ImapAccount(
            server.host, server.port, False, LOGIN.user, LOGIN.password, silence=30
        )
        clock = RehearsedClock(NOW)
        settler = Settler(Place(), ADDRESSES, reader)
        yield Shop(server, Incoming(account, settler, clock), clock)


async def customer(**values: str) -> int:
    """A customer who agreed to be written to."""
    made = await contacts.create({**ANA, **values}, By("import:1", NOW), country="ES")
    assert isinstance(made, Corrected)
    proof = Proof("consent", "Acepto", "file 1, row 3", NOW - timedelta(days=300))
    await consent.record(made.contact_id, ConsentAct.STATED, proof, By("import:1", NOW))
    return made.contact_id


async def asked(contact_id: int, *, at: datetime = NOW, **values: Any) -> Delivery:
    """The delivery of a run's mail to this customer, as it stands after it was sent."""
    campaign, _ = await Campaign.get_or_create(
        {"purpose": "updates", "created_at": NOW}, kind="reconfirm", query_key="all"
    )
    run, _ = await Run.get_or_create(
        {"state": "sending", "planned_at": NOW}, campaign_id=campaign.id, occurrence="2026-H2"
    )
    record = await contacts.record_of(await Contact.get(id=contact_id))
    address = values.pop("address", record["email"])
    recipient, _ = await Recipient.get_or_create(
        {"address": address, "asked_at": at}, run_id=run.id, contact_id=contact_id
    )
    delivery = await Delivery.create(
        key=f"run:{run.id}:{address}:ask:{contact_id}",
        kind="ask",
        run_id=run.id,
        recipient_id=recipient.id,
        contact_id=contact_id,
        address=address,
        domain=address.rpartition("@")[2],
        language="es",
        purpose="updates",
        state="sent",
        next_at=at,
        sending_at=at,
        settled_at=at,
    )
    return await mailed(delivery, at=at, **values)


async def mailed(delivery: Delivery, *, at: datetime = NOW, **values: Any) -> Delivery:
    """Note that a delivery has gone out, with the Message-ID that it carries."""
    delivery.message_id = ADDRESSES.message_id(delivery.id, at.date())
    delivery.state, delivery.sending_at, delivery.settled_at = "sent", at, at
    delivery.update_from_dict(values)
    await delivery.save()
    return delivery


_numbers = count(1)


def reply(
    delivery: Delivery | None,
    text: str,
    *,
    sender: str = "Ana Ruiz <ana@example.org>",
    signed_on: datetime = NOW,
    **headers: str,
) -> bytes:
    """An answer as a mail program writes it, to the signed address of the mail."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = (
        ADDRESSES.reply(delivery.id, signed_on.date()) if delivery else "clientes@tienda.test"
    )
    mail["Subject"] = headers.pop("subject", "Re: ¿Siguen bien sus datos?")
    mail["Date"] = format_datetime(signed_on)
    mail["Message-ID"] = headers.pop("message_id", f"<r{next(_numbers)}@example.org>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def bounce(
    delivery: Delivery | None,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    says: str = "550 5.1.1 <ana@example.org>: Recipient address rejected: User unknown",
    to: str = "",
    original: str = "",
) -> bytes:
    """A delivery report (RFC 3464) as a mail server writes it, to the signed envelope sender."""
    to = to or (ADDRESSES.envelope(delivery.id, NOW.date()) if delivery else LOGIN.user)
    address = delivery.address if delivery else "ana@example.org"
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: {to}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        f"Message-ID: <b{next(_numbers)}@mx.example.org>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI could not deliver your mail.\r\n"
        f"\r\n<{address}>: {says}\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org"
        f"\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {says}\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{original or 'x@elsewhere.test'}>\r\nTo: {address}\r\n\r\n--b--\r\n"
    ).encode()


def complaint(
    delivery: Delivery | None, *, kind: str = "abuse", original: str = "", token: bool = True
) -> bytes:
    """A feedback report (RFC 5965) in which the customer's address is blacked out."""
    envelope = ADDRESSES.envelope(delivery.id, NOW.date()) if delivery and token else "x@y.test"
    return (
        f"From: feedback@provider.test\r\nTo: {LOGIN.user}\r\nSubject: complaint\r\n"
        f"Message-ID: <c{next(_numbers)}@provider.test>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: X/1\r\nVersion: 1\r\n"
        f"Original-Mail-From: <{envelope}>\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"From: hola@tienda.test\r\nTo: redacted@provider.test\r\nSubject: x\r\n"
        f"Message-ID: <{original or 'x@elsewhere.test'}>\r\n\r\nHola\r\n\r\n--b--\r\n"
    ).encode()


async def counted(contact_id: int) -> list[str]:
    """What the run counts for a customer, sorted."""
    rows = await Outcome.filter(recipient__contact_id=contact_id).values_list("kind", flat=True)
    return sorted(map(str, rows))


async def state() -> dict[str, Any]:
    """How many rows of each kind there are: what must not change when nothing may happen."""
    from tortoise import Tortoise  # noqa: PLC0415 - only here, and after the database is open

    models = (Tortoise.apps or {})["storage"].values()
    return {model._meta.db_table: await model.all().count() for model in models}


async def events_of(contact_id: int) -> list[str]:
    """The kinds of a contact's events, in order."""
    rows = await Event.filter(contact_id=contact_id).order_by("id").values_list("kind", flat=True)
    return [str(kind) for kind in rows]
