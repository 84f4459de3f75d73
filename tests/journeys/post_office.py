"""A shop whose mail really travels: out through Postfix, back into a mailbox in Dovecot.

Customers are played by the tests: they find the shop's mail in their own mailbox, and answer it
through the same Postfix. Whatever comes back as a report was written by Postfix itself.
"""

import asyncio
import email
import email.policy
import smtplib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mail.addresses import Addresses
from mail.composing import Composer
from mail.deciding import Place, Settler
from mail.imap import ImapAccount
from mail.incoming import Incoming
from mail.outgoing import Outgoing, Sent, send_due
from mail.received import Reader
from mail.settings import (
    AddressSettings,
    LetterSettings,
    ReplyTags,
    SendingSettings,
    SmtpSettings,
)
from storage import campaigns, consent, contacts, inbox
from storage.audience import Asked
from storage.clock import RehearsedClock
from storage.consent import Proof
from storage.contacts import Corrected
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.tables.people import Contact
from tests.databases import NOW
from tests.servers.dovecot import OWN, Dovecot
from tests.servers.postfix import Postfix

SECRET = "a secret for the journeys only"


@dataclass(slots=True)
class PostOffice:
    """The shop, its servers and its customers' mailboxes."""

    dovecot: Dovecot
    postfix: Postfix
    outgoing: Outgoing
    incoming: Incoming
    clock: RehearsedClock
    people: dict[str, int] = field(default_factory=dict)

    async def customer(self, address: str, **values: str) -> int:
        """A customer who agreed to be written to."""
        fields = {"first_name": "Ana", "last_name": "Ruiz", "email": address, **values}
        made = await contacts.create(fields, By("import:1", NOW), country="ES")
        assert isinstance(made, Corrected)
        proof = Proof("consent", "Acepto", "clientes.xlsx, fila 3", NOW)
        await consent.record(made.contact_id, ConsentAct.STATED, proof, By("import:1", NOW))
        self.people[address] = made.contact_id
        return made.contact_id

    async def campaign(self) -> int:
        """Plan a run, approve it, and let Postfix deliver what can be delivered."""
        run_id = await self._approved()
        await self.send()
        return run_id

    async def campaign_that_waits(self) -> None:
        """The same, where Postfix cannot deliver and tries on."""
        await self._approved()
        await self.send(settled=False)

    async def _approved(self) -> int:
        by = By("cli", self.clock.now())
        asked = Asked("es", "ES", "Europe/Madrid")
        planned = await campaigns.plan("reconfirm", by, asked, waves=False)
        await campaigns.approve(planned.run_id, by)
        return planned.run_id

    async def arrived(self, count: int, seconds: float = 20) -> None:
        """Wait until so many mails lie in the shop's mailbox."""
        async with asyncio.timeout(seconds):
            while len(self.dovecot.mails()) < count:  # noqa: ASYNC110 - files tell nobody
                await asyncio.sleep(0.05)

    def files(self) -> list[Path]:
        """The shop's mailbox as it lies on disk: the flags stand in the names."""
        return sorted((self.dovecot.home(OWN) / "mail").glob("[cn]*/*"))

    async def send(self, *, settled: bool = True) -> Sent:
        """Send what is due."""
        sent = await send_due(self.outgoing)
        assert sent.fault is None
        if settled:
            await self.postfix.settled()
        return sent

    async def read(self) -> dict[str, Any]:
        """Run the mailbox job."""
        return await self.incoming.read_mailbox(By("job:mailbox", self.clock.now()))

    def letter(self, address: str) -> EmailMessage:
        """The last mail in a customer's own mailbox."""
        raw = self.dovecot.mails(address)[-1]
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    async def answer(
        self,
        letter: EmailMessage,
        text: str,
        *,
        sender: str,
        edits: Mapping[str, str] | None = None,
        **headers: str,
    ) -> None:
        """Hit "reply", as a mail program does: quote, refer, and write to Reply-To.

        `edits` are words that the customer changes inside the quoted mail.
        """
        quoted = quote_of(letter)
        for old, new in (edits or {}).items():
            quoted = quoted.replace(old, new)
        mail = EmailMessage()
        mail["From"] = sender
        mail["To"] = headers.pop("to", str(letter["Reply-To"]))
        mail["Subject"] = headers.pop("subject", f"Re: {letter['Subject']}")
        mail["Message-ID"] = make_msgid(domain="clientes.test")
        if letter["Message-ID"]:
            mail["In-Reply-To"] = mail["References"] = str(letter["Message-ID"])
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(f"{text}\n\n{quoted}")
        await self.post(mail.as_bytes(), sender=sender, to=str(mail["To"]))

    async def post(self, raw: bytes, *, sender: str, to: str) -> None:
        """Hand a mail to Postfix and wait until it lies in the mailbox."""
        await asyncio.to_thread(self._post, raw, sender, to)
        await self.postfix.settled()

    def _post(self, raw: bytes, sender: str, to: str) -> None:
        with smtplib.SMTP(self.postfix.host, self.postfix.port) as smtp:
            smtp.sendmail(sender, [to], raw)

    async def record(self, address: str) -> dict[str, str]:
        """What is on file of a customer."""
        return await contacts.record_of(await Contact.get(id=self.people[address]))


def quote_of(letter: EmailMessage) -> str:
    """The mail as Spanish mail programs quote it."""
    body = letter.get_body(("plain",))
    assert body is not None
    lines = str(body.get_content()).splitlines()
    quoted = "\n".join(f"> {line}" for line in lines)
    return f"El lun, 6 jul 2026 a las 9:00, Tienda Luna <hola@tienda.test> escribió:\n{quoted}\n"


@asynccontextmanager
async def post_office(
    dovecot: Dovecot,
    postfix: Postfix,
    reader: Reader,
    *,
    tags: ReplyTags = "plus",
    own: str = OWN,
) -> AsyncIterator[PostOffice]:
    """The shop assembled on the open database."""
    addresses = Addresses(AddressSettings(own, SECRET, tags))
    clock = RehearsedClock(NOW)
    outgoing = Outgoing(
        composer=Composer(LetterSettings("Tienda Luna", "hola@tienda.test"), addresses),
        smtp=SmtpSettings(f"smtp://{postfix.host}:{postfix.port}", connections=2),
        sending=SendingSettings(zone=ZoneInfo("Europe/Madrid")),
        clock=clock,
    )
    account = ImapAccount(dovecot.host, dovecot.imap_port, False, own, dovecot.password, silence=30)
    settler = Settler(Place(ours=frozenset({"hola@tienda.test"})), addresses, reader)
    yield PostOffice(dovecot, postfix, outgoing, Incoming(account, settler, clock), clock)


async def messages() -> list[dict[str, Any]]:
    """Everything that came in, oldest first, as `aldia inbox` shows it."""
    return [message async for message in inbox.messages()]
