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
    return _delivered(_report(message, text, "delivery-status", fields, letter), letter.envelope)


def complaint(letter: Letter, at: datetime) -> bytes:
    """A mailbox provider forwards "this is spam" (RFC 5965), the recipient redacted."""
    message = _begin(f"feedback@{SERVER}", letter.envelope, "Abuse report", at)
    fields = (
        "Feedback-Type: abuse\nUser-Agent: Sandbox-FBL/1.0\nVersion: 1\n"
        f"Original-Mail-From: <{letter.envelope}>\nOriginal-Rcpt-To: <redacted@{SERVER}>\n"
    )
    text = "This is an e-mail abuse report.\n"
    return _delivered(_report(message, text, "feedback-report", fields, letter), letter.envelope)


def _begin(sender: str, to: str, subject: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    return message


def _report(
    message: EmailMessage, text: str, kind: str, fields: str, letter: Letter
) -> EmailMessage:
    """Make it a multipart/report (RFC 6522): for people, for machines, and what it is about."""
    boundary = "report-of-the-sandbox"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/report; report-type={kind}; boundary="{boundary}"'
    parts = (
        ("text/plain; charset=utf-8", text),
        (f"message/{kind}", fields),
        ("text/rfc822-headers", letter.headers.replace("\r\n", "\n")),
    )
    body = "".join(f"--{boundary}\nContent-Type: {k}\n\n{content}\n" for k, content in parts)
    message.set_payload(f"{body}--{boundary}--\n")
    return message


def _delivered(message: EmailMessage, to: str) -> bytes:
    """What a mailbox holds: the delivering server notes whom it delivered to, and the sender."""
    sender = "" if "MAILER-DAEMON" in str(message["From"]) else str(message["From"])
    top = f"Return-Path: <{sender}>\nDelivered-To: {to}\n"
    if not message.get("Content-Type", "").startswith("multipart/report"):
        return top.encode() + message.as_bytes()
    headers = "".join(f"{name}: {value}\n" for name, value in message.items())
    return f"{top}{headers}\n{message.get_payload()}".encode()
