"""Building invented reports in the manner of real systems, in a few words each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header

OURS = "avisos+b7k2@tienda.test"
MESSAGE_ID = "k3v9.20261103@tienda.test"
ORIGINAL = f"""Received: from app.tienda.test (app.tienda.test [192.0.2.10])
\tby mx.tienda.test with ESMTPS id 4Xk2 for <{{to}}>; Tue, 3 Nov 2026 09:00:00 +0100
Return-Path: <{OURS}>
Message-ID: <{MESSAGE_ID}>
From: Tienda Olmo <avisos@tienda.test>
To: {{to}}
Subject: =?utf-8?q?=C2=BFSiguen_siendo_sus_datos=3F?=
Date: Tue, 03 Nov 2026 09:00:00 +0100
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hola, ¿son correctos sus datos?
"""


@dataclass(frozen=True)
class Expected:
    """What a letter must be recognised as: (address, reason, permanent) of each recipient."""

    kind: str
    recipients: tuple[tuple[str, str | None, bool], ...] = ()
    message_id: str | None = None


@dataclass(frozen=True)
class Letter:
    """One invented message and what it is."""

    name: str
    raw: bytes
    expected: Expected = field(default_factory=lambda: Expected("unknown"))


def original(to: str) -> str:
    """The mail of ours that comes back."""
    return ORIGINAL.replace("{to}", to)


def plain(
    sender: str, subject: str, body: str, *, headers: Mapping[str, str] | None = None,
    charset: str = "utf-8", kind: str = "text/plain",
) -> bytes:  # fmt: skip
    """A message of one part."""
    coded = subject if subject.isascii() else Header(subject, charset).encode()
    fields = {
        "From": sender,
        "To": OURS,
        "Subject": coded,
        "Date": "Tue, 03 Nov 2026 09:05:00 +0100",
        "Message-ID": "<report.1@mx.example>",
        "MIME-Version": "1.0",
        "Content-Type": f"{kind}; charset={charset}",
        "Content-Transfer-Encoding": "8bit",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return (head + "\n").encode() + body.encode(charset)


def report(
    notice: str, fields: str, *, to: str = "", sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "Undelivered Mail Returned to Sender", enclosed: str = "message/rfc822",
    status_kind: str = "message/delivery-status", report_type: str = "delivery-status",
) -> bytes:  # fmt: skip
    """A multipart/report of a notice, the fields of the report and the original."""
    parts = [f"Content-Type: text/plain; charset=utf-8\n\n{notice}\n"]
    parts.append(f"Content-Type: {status_kind}\n\n{fields}\n")
    if to and enclosed:
        text = original(to)
        if enclosed == "text/rfc822-headers":
            text = text.partition("\n\n")[0] + "\n"
        parts.append(f"Content-Type: {enclosed}\n\n{text}")
    coded = subject if subject.isascii() else Header(subject, "utf-8").encode()
    head = (
        f"Return-Path: <>\nFrom: {sender}\nTo: {OURS}\nSubject: {coded}\nMIME-Version: 1.0\n"
        f"Auto-Submitted: auto-replied\nMessage-ID: <report.2@mx.example>\n"
        f'Content-Type: multipart/report; report-type={report_type};\n\tboundary="=_b1/mx"\n\n'
    )
    body = "".join(f"--=_b1/mx\n{part}\n" for part in parts) + "--=_b1/mx--\n"
    return (head + body).encode()


def recipient(
    address: str, status: str, diagnostic: str, *, action: str = "failed", more: str = ""
) -> str:
    """The per-recipient fields of a report (RFC 3464)."""
    code = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    return f"{more}Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n{code}"


def fields(*recipients: str) -> str:
    """A report about these recipients, after the fields about the message."""
    first = "Reporting-MTA: dns; mx.example\nArrival-Date: Tue, 3 Nov 2026 09:00:01 +0100\n"
    return "\n".join([first, *recipients])
