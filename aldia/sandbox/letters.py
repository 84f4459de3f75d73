"""A mail as an invented customer sees it: read from the bytes that our program really sent."""

import email
import email.policy
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr


@dataclass(frozen=True, slots=True)
class Letter:
    """What arrived. `envelope` is the envelope sender: where a server reports failures to."""

    address: str
    envelope: str
    reply_to: str
    subject: str
    message_id: str
    language: str
    text: str
    headers: str


def read(envelope: str, recipients: tuple[str, ...], raw: bytes) -> Letter:
    """Read a mail that our own program composed."""
    # The policy without a grammar for each header: a town reads many mails.
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return Letter(
        address=recipients[0],
        envelope=envelope,
        reply_to=parseaddr(str(message["Reply-To"]))[1],
        subject=str(make_header(decode_header(str(message["Subject"])))),
        message_id=str(message["Message-ID"]),
        language=str(message.get("Content-Language", "es")),
        text=_plain(message),
        headers=raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace"),
    )


def _plain(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return bytes(part.get_payload(decode=True)).decode("utf-8", "replace")
    return ""
