"""Out, end to end: a planned campaign goes through a real Postfix into real mailboxes.

Half of the list is as lists are: somebody who said no, two who share an address, an address that
Postfix refuses at once, one that bounces only later.
"""

import email
import email.policy
import re
from email.message import EmailMessage

from mail.addresses import Addresses, Purpose, Token
from mail.outgoing import send_due
from mail.settings import AddressSettings
from storage import campaigns, consent
from storage.audience import Asked
from storage.campaigns import Moved
from storage.rules.subscriptions import ConsentAct
from storage.run_status import status
from storage.tables.campaigns import Delivery
from storage.tables.people import EmailAddress
from storage.tables.work import Task
from tests.databases import NOW
from tests.mail.sending import BY, SECRET, customer, later, outgoing
from tests.servers.dovecot import OWN, Dovecot
from tests.servers.fixtures import NextHop
from tests.servers.postfix import Postfix

ASKED = Asked("es", "ES", "Europe/Madrid")
GONE = "nadie@conocidos.test"
"""Refused by Postfix itself, at RCPT."""
LATER = "nadie@clientes.test"
"""Taken by Postfix, refused behind it: comes back as a bounce."""


async def planned() -> int:
    """Plan and approve a campaign to seven customers, four of whom may be written to."""
    await customer("ana@clientes.test", last_name="Ruiz Peña", mobile="612345678")
    await customer("ana@clientes.test", first_name="Juan")
    refuser = await customer("eva@conocidos.test")
    await consent.refuse(refuser, ConsentAct.WITHDRAWN, BY)
    await customer("luis@clientes.test", granted=False)
    await customer("boris@lejos.test", first_name="Борис", language="ru")
    await customer(GONE)
    await customer(LATER)
    plan = await campaigns.plan("reconfirm", BY, ASKED)
    assert plan.skipped == {"no_basis": 1, "shared_address": 1, "withdrawn": 1}
    assert isinstance(await campaigns.approve(plan.run_id, BY), Moved)
    return plan.run_id


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


async def test_a_campaign_goes_out(
    database: str, postfix: Postfix, dovecot: Dovecot, next_hop: NextHop
) -> None:
    run_id = await planned()
    sender = outgoing(postfix.port, reply_address=OWN)
    done = await send_due(sender)
    assert (done.sent, done.refused, done.cancelled, done.fault) == (3, 1, 0, None)
    await postfix.settled()

    (delivered,) = dovecot.mails("ana@clientes.test")
    seen = parsed(delivered)
    assert "Apellidos: Ruiz Peña" in plain(seen)
    assert "Móvil: 612 34 56 78" in plain(seen)
    assert re.fullmatch(r"<clientes\+[a-z2-7]{24}@tienda\.test>", str(seen["Return-Path"]))
    (foreign,) = next_hop.postbox.mails
    assert "Здравствуйте, Борис!" in plain(parsed(foreign.raw))

    for nobody in ("eva@conocidos.test", "luis@clientes.test"):
        assert dovecot.mails(nobody) == []

    assert (await EmailAddress.get(normal=GONE)).standing == "undeliverable"
    assert (await EmailAddress.get(normal=LATER)).standing == "unverified"
    assert await Task.filter(kind="call").count() == 1
    counts = await status(run_id, NOW)
    assert counts is not None
    assert (counts["sent"], counts["refused"], counts["bounced_hard"]) == (3, 1, 1)

    (bounce,) = dovecot.mails(OWN)
    token = Addresses(AddressSettings(OWN, SECRET)).read(
        str(parsed(bounce)["Delivered-To"]), NOW.date()
    )
    assert isinstance(token, Token)
    assert token.purpose is Purpose.ENVELOPE
    assert token.delivery_id == (await Delivery.get(address=LATER)).id

    again = await send_due(outgoing(postfix.port, reply_address=OWN, clock=later(days=1)))
    assert (again.sent, again.refused, again.waiting.reasons) == (0, 0, {})


async def test_a_postfix_that_wants_its_own_senders_gets_them(
    database: str, postfix: Postfix, dovecot: Dovecot
) -> None:
    await customer("ana@clientes.test")
    plan = await campaigns.plan("reconfirm", BY, ASKED)
    await campaigns.approve(plan.run_id, BY)
    only_ours = f"check_sender_access inline:{{ {{ {OWN} = OK }} }}, reject"
    with postfix.settings(smtpd_sender_restrictions=only_ours, recipient_delimiter=""):
        done = await send_due(outgoing(postfix.port, reply_address=OWN))
        await postfix.settled()
    assert (done.sent, done.refused) == (1, 0)
    (mail,) = dovecot.mails("ana@clientes.test")
    assert parsed(mail)["Return-Path"] == f"<{OWN}>"


async def test_a_postfix_that_is_down_loses_nothing(database: str, postfix: Postfix) -> None:
    await customer("ana@clientes.test")
    plan = await campaigns.plan("reconfirm", BY, ASKED)
    await campaigns.approve(plan.run_id, BY)
    postfix.crash()
    try:
        down = await send_due(outgoing(postfix.port, reply_address=OWN))
    finally:
        postfix.start()
    assert down.fault is not None
    assert down.fault.code == "smtp_unreachable"
    up = await send_due(outgoing(postfix.port, reply_address=OWN))
    assert (up.sent, up.fault) == (1, None)
    await postfix.settled()
