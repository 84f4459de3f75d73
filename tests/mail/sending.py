"""A run that has been approved, and the way out assembled: what tests of sending start from."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mail.addresses import Addresses
from mail.composing import Composer
from mail.outgoing import Outgoing
from mail.settings import (
    AddressSettings,
    LetterSettings,
    ReplyTags,
    SendingSettings,
    SmtpSettings,
)
from storage import consent, contacts
from storage.clock import Clock, RehearsedClock
from storage.consent import Proof
from storage.contacts import Corrected
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.tables.campaigns import Campaign, Delivery, Recipient, Run
from tests.databases import NOW

BY = By("cli", NOW)
SECRET = "a secret for tests"
REPLIES = "datos@tienda.test"
ADDRESSES = AddressSettings(REPLIES, SECRET)


async def customer(address: str, *, granted: bool = True, **values: str) -> int:
    """Create a customer who may be mailed, unless not `granted`; return the id."""
    made = await contacts.create(
        {"first_name": "Ana", "email": address, **values}, BY, country="ES"
    )
    assert isinstance(made, Corrected)
    if granted:
        proof = Proof("consent", "Sí, quiero", "clientes.xlsx, fila 3", NOW)
        await consent.record(made.contact_id, ConsentAct.STATED, proof, BY)
    return made.contact_id


async def approved_run(*, wave: int = 1, state: str = "sending") -> Run:
    """Create a run whose mails may go out."""
    campaign = await Campaign.create(
        kind="reconfirm", purpose="updates", query_key="all", created_at=NOW
    )
    return await Run.create(
        campaign=campaign,
        occurrence="2026-H2",
        state=state,
        planned_at=NOW,
        walked_at=NOW,
        approved_at=NOW,
        wave=wave,
        wave_at=NOW,
    )


async def queue(
    run: Run, contact_id: int, address: str, *, kind: str = "ask", wave: int = 1
) -> Delivery:
    """Queue a mail of a run to a contact, as planning does."""
    recipient, _ = await Recipient.get_or_create(
        run_id=run.id, contact_id=contact_id, defaults={"address": address}
    )
    return await Delivery.create(
        key=f"run:{run.id}:{address}:{kind}",
        kind=kind,
        run_id=run.id,
        recipient_id=recipient.id,
        contact_id=contact_id,
        address=address,
        domain=address.rpartition("@")[2],
        language="es",
        purpose="updates",
        wave=wave,
        next_at=NOW,
    )


async def queued_customers(count: int, domain: str = "example.org") -> list[Delivery]:
    """Queue a mail to each of `count` customers in one run."""
    run = await approved_run()
    rows = []
    for number in range(count):
        address = f"c{number}@{domain}"
        rows.append(await queue(run, await customer(address), address))
    return rows


def outgoing(
    port: int,
    *,
    clock: Clock | None = None,
    tags: ReplyTags = "plus",
    smtp: Mapping[str, Any] | None = None,
    sending: Mapping[str, Any] | None = None,
    url: str = "",
    reply_address: str = REPLIES,
) -> Outgoing:
    """Assemble the way out to a server on this machine."""
    addresses = Addresses(AddressSettings(reply_address, SECRET, tags))
    letters = LetterSettings("Tienda Luna", "hola@tienda.test")
    return Outgoing(
        composer=Composer(letters, addresses),
        smtp=SmtpSettings(
            url or f"smtp://127.0.0.1:{port}",
            **{"connections": 2, "command_seconds": 5, "answer_seconds": 5, **(smtp or {})},
        ),
        sending=SendingSettings(
            **{"zone": ZoneInfo("Europe/Madrid"), "drain_seconds": 5, **(sending or {})}
        ),
        clock=clock or RehearsedClock(NOW),
    )


def later(**units: float) -> RehearsedClock:
    """Return a clock that stands at some time after NOW."""
    return RehearsedClock(moment(**units))


def moment(**units: float) -> datetime:
    """Return a time after NOW."""
    return NOW + timedelta(**units)
