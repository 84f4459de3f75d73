"""The mails that invented customers and their servers send back, as real ones look."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from aldia.sandbox.customers import phrases
from aldia.sandbox.letters import Letter

SERVER = "mx.sandbox.test"


def reply(letter: Letter, words: str, at: datetime, *, sender: str = "") -> bytes:
    """A person answers above the quoted mail."""
    message = _begin(sender or letter.address, letter.reply_to, f"Re: {letter.subject}", at)
    message["In-Reply-To"] = message["References"] = letter.message_id
    wrote = phrases(letter.language)["wrote"]
    opening = wrote.format(date=at.strftime("%d/%m/%Y %H:%M"), who=letter.reply_to)
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    message.set_content(f"{words}\n\n{opening}\n{quoted}\n")
    return _delivered(message, letter.reply_to)


def vacation(letter: Letter, words: str, at: datetime) -> bytes:
    """An autoresponder answers (RFC 3834), to the envelope sender."""
    subject = phrases(letter.language)["holiday_subject"]
    message = _begin(letter.address, letter.envelope, subject, at)
    message["Auto-Submitted"] = "auto-replied"
    message["In-Reply-To"] = letter.message_id
    message.set_content(words)
    return _delivered(message, letter.envelope)


def bounce(letter: Letter, status: str, said: str, at: datetime) -> bytes:
    """A server could not deliver (RFC 3464)."""
    message = _begin(f"MAILER-DAEMON@{SERVER}", letter.envelope, "Undelivered Mail", at)
    message["Auto-Submitted"] = "auto-replied"
    text = f"I'm sorry to have to inform you that your message could not be delivered.\n\n{said}\n"
    fields = (
        f"Reporting-MTA: dns; {SERVER}\n\nFinal-Recipient: rfc822; {letter.address}\n"
        f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; {said}\n"
    )
    _report(message, text, "delivery-status", fields, letter)
    return _delivered(message, letter.envelope)


def complaint(letter: Letter, at: datetime) -> bytes:
    """A mailbox provider forwards "this is spam" (RFC 5965), the recipient redacted."""
    message = _begin(f"feedback@{SERVER}", letter.envelope, "Abuse report", at)
    fields = (
        "Feedback-Type: abuse\nUser-Agent: Sandbox-FBL/1.0\nVersion: 1\n"
        f"Original-Mail-From: <{letter.envelope}>\nOriginal-Rcpt-To: <redacted@{SERVER}>\n"
    )
    _report(message, "This is an e-mail abuse report.\n", "feedback-report", fields, letter)
    return _delivered(message, letter.envelope)


def _begin(sender: str, to: str, subject: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    return message


def _report(message: EmailMessage, text: str, kind: str, fields: str, letter: Letter) -> None:
    message.set_content(text)
    message.make_mixed()
    for subtype, body in ((kind, fields), ("rfc822-headers", letter.headers)):
        part = EmailMessage()
        part.set_content(body, cte="8bit")
        del part["Content-Type"]
        family = "text" if subtype == "rfc822-headers" else "message"
        part["Content-Type"] = f"{family}/{subtype}"
        message.attach(part)
    message.set_type("multipart/report")
    message.set_param("report-type", kind)


def _delivered(message: EmailMessage, to: str) -> bytes:
    """What a mailbox holds: the delivering server notes whom it delivered to, and the sender."""
    raw = message.as_bytes()
    sender = "" if "MAILER-DAEMON" in str(message["From"]) else str(message["From"])
    return f"Return-Path: <{sender}>\nDelivered-To: {to}\n".encode() + raw
