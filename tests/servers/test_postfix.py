"""Mail through the Postfix that the tests start: there, and the bounces that come back."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage, Message

import aiosmtplib
import pytest
from aioimaplib import IMAP4

from tests.servers.dovecot import FULL, OWN, Dovecot
from tests.servers.fixtures import NextHop
from tests.servers.postfix import FORWARDED, FORWARDED_TO, Postfix

SENDER = "clientes+b7x@tienda.test"


async def submit(postfix: Postfix, to: str, body: str = "¿Sigue siendo correcto?\n") -> None:
    mail = EmailMessage()
    mail["From"] = f"Tienda <{OWN}>"
    mail["To"] = to
    mail["Subject"] = "Sus datos"
    mail["Message-ID"] = "<c1.r1.17@tienda.test>"
    mail.set_content(body)
    await aiosmtplib.send(
        mail, sender=SENDER, recipients=[to], hostname=postfix.host, port=postfix.port
    )


def reports(dovecot: Dovecot) -> list[dict[str, str]]:
    """The per-recipient fields of every delivery report in our mailbox (RFC 3464)."""
    return [_fields(message_from_bytes(raw)) for raw in dovecot.mails()]


def _fields(report: Message) -> dict[str, str]:
    assert report.get_content_type() == "multipart/report"
    status = next(
        part for part in report.walk() if part.get_content_type() == "message/delivery-status"
    )
    groups = status.get_payload()
    assert isinstance(groups, list)
    per_recipient = groups[1]
    assert isinstance(per_recipient, Message)
    return {name.lower(): str(value) for name, value in per_recipient.items()}


async def test_what_we_submit_is_fetched_by_imap(postfix: Postfix, dovecot: Dovecot) -> None:
    await submit(postfix, "ana@clientes.test")
    await postfix.settled()
    client = IMAP4(dovecot.host, dovecot.imap_port, timeout=5)
    await client.wait_hello_from_server()
    await client.login("ana@clientes.test", dovecot.password)
    await client.select("INBOX")
    fetched = await client.uid("fetch", "1", "(BODY.PEEK[])")
    await client.logout()
    mail = message_from_bytes(bytes(fetched.lines[1]))
    assert mail["Return-Path"] == f"<{SENDER}>"
    assert mail["Message-ID"] == "<c1.r1.17@tienda.test>"


@pytest.mark.parametrize(
    ("to", "status", "body"),
    [
        ("nadie@clientes.test", "5.1.1", "corto\n"),
        (FULL, "5.2.2", "largo\n" * 400),
    ],
)
async def test_a_refused_mail_comes_back_to_its_own_envelope_sender(
    postfix: Postfix, dovecot: Dovecot, to: str, status: str, body: str
) -> None:
    await submit(postfix, to, body)
    await postfix.settled()
    (raw,) = dovecot.mails()
    (report,) = reports(dovecot)
    assert (report["action"], report["status"]) == ("failed", status)
    assert report["final-recipient"] == f"rfc822; {to}"
    assert message_from_bytes(raw)["Delivered-To"] == SENDER
    assert message_from_bytes(raw)["Return-Path"] == "<>"


async def test_the_bounce_of_a_forwarded_mail_names_another_address(
    postfix: Postfix, dovecot: Dovecot
) -> None:
    await submit(postfix, FORWARDED)
    await postfix.settled()
    (report,) = reports(dovecot)
    assert report["final-recipient"] == f"rfc822; {FORWARDED_TO}"
    assert report["original-recipient"] == f"rfc822;{FORWARDED}"


async def test_an_unknown_recipient_may_be_refused_at_once(
    postfix: Postfix, dovecot: Dovecot
) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await submit(postfix, "nadie@conocidos.test")
    assert refused.value.recipients[0].code == 550
    await submit(postfix, "eva@conocidos.test")
    await postfix.settled()
    assert len(dovecot.mails("eva@conocidos.test")) == 1
    assert dovecot.mails() == []


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ("550 5.7.1 Message refused: spam", "5.7.1"),
        ("552 5.2.2 Mailbox full", "5.2.2"),
        ("550 Blocked, see http://rbl.example/", "5.0.0"),
    ],
)
async def test_what_the_next_hop_refuses_is_reported_in_its_words(
    postfix: Postfix, dovecot: Dovecot, next_hop: NextHop, reply: str, status: str
) -> None:
    next_hop.server.script_data(reply)
    await submit(postfix, "eva@example.com")
    await postfix.settled()
    (report,) = reports(dovecot)
    assert report["status"] == status
    assert report["diagnostic-code"] == f"smtp; {reply}"


async def test_the_next_hop_gets_everybody_elses_mail(postfix: Postfix, next_hop: NextHop) -> None:
    next_hop.server.script_rcpt("luis@example.org", "451 4.7.1 Greylisted")
    await submit(postfix, "eva@example.com")
    await submit(postfix, "luis@example.org")
    await postfix.settled()
    taken = sorted(mail.recipients for mail in next_hop.postbox.mails)
    assert taken == [("eva@example.com",), ("luis@example.org",)]
    assert {mail.sender for mail in next_hop.postbox.mails} == {SENDER}


async def test_a_host_that_is_down_delays_then_reports_then_gives_up(
    postfix: Postfix, dovecot: Dovecot
) -> None:
    with postfix.settings(delay_warning_time="1s", maximal_queue_lifetime="2s"):
        await submit(postfix, "eva@caido.test")
        await postfix.settled(30)
    delayed, failed = sorted(reports(dovecot), key=lambda report: report["action"])
    assert (delayed["action"], delayed["status"]) == ("delayed", "4.4.1")
    assert (failed["action"], failed["status"]) == ("failed", "4.4.1")


async def test_the_queue_outlives_a_crash(postfix: Postfix, dovecot: Dovecot) -> None:
    await submit(postfix, "eva@example.com")
    postfix.crash()
    assert postfix.waiting() == 1
    postfix.start()
    postfix.forget()
    await postfix.settled()


async def test_a_sink_takes_everything(sink_port: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = OWN, "eva@example.com"
    mail.set_content("x")
    sends = [aiosmtplib.send(mail, hostname="127.0.0.1", port=sink_port) for _ in range(20)]
    assert len(await asyncio.gather(*sends)) == 20
