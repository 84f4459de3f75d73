"""What the page draws, as plain values: chats, mails, counts."""

import email
import email.policy
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from aldia.sandbox.album import Kept
from aldia.sandbox.bot_api import transcript_json
from aldia.sandbox.view.play import Play

NEWEST = 300
"""So many messages and mails are listed, the newest."""
SHOWN_HEADERS = (
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "List-Id"),
    *("List-Unsubscribe", "Auto-Submitted", "Feedback-ID", "Return-Path", "Delivered-To"),
)


async def state(play: Play, who: str) -> dict[str, Any]:
    """Return everything that changes on the page, for the person `who` types as."""
    person = play.people[who]
    zone = play.stage.settings.zone
    return {
        "now": play.stage.clock.now().astimezone(zone).isoformat(),
        "zone": zone.key,
        "until": _iso(play.until.astimezone(zone) if play.until else None),
        "stopped": play.stopped,
        "bot": person.world.me.id,
        "chat": transcript_json(person.chat)[-NEWEST:],
        "menu": person.menu(),
        "floats": [_floated(f.number, f.text, f.alert, f.url) for f in play.floats(who)],
        "out": listed(play.album.out),
        "came": listed(play.album.came),
        "counts": await play.counts(),
    }


def listed(mails: Iterable[Kept]) -> list[dict[str, Any]]:
    """Return a line for each mail, the newest first."""
    return [_line(mail) for mail in reversed(list(mails)[-NEWEST:])]


def opened(mail: Kept) -> dict[str, Any]:
    """Return a mail to read: its headers, its plain text, and whether it has HTML."""
    message = _message(mail.raw)
    return {
        "number": mail.number,
        "at": mail.at.isoformat(),
        "reply": mail.reply,
        "headers": [[name, str(message[name])] for name in SHOWN_HEADERS if message[name]],
        "text": _body(message, "plain"),
        "html": bool(message.get_body(("html",))),
    }


def html_of(mail: Kept) -> str:
    """Return the HTML part of a mail, empty where it has none."""
    return _body(_message(mail.raw), "html")


def _line(mail: Kept) -> dict[str, Any]:
    message = _message(mail.raw)
    return {
        "number": mail.number,
        "at": mail.at.isoformat(),
        "from": str(message["From"] or ""),
        "to": str(message["To"] or ""),
        "subject": str(message["Subject"] or ""),
        "reply": mail.reply,
    }


def _message(raw: bytes) -> EmailMessage:
    message: EmailMessage = email.message_from_bytes(raw, policy=email.policy.default)
    return message


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is not None:
        return str(part.get_content())
    if kind == "plain" and message.is_multipart():
        return "\n\n".join(_part_text(part) for part in message.iter_parts())
    return ""


def _part_text(part: Any) -> str:
    if part.get_content_maintype() == "text" and part.get_content_subtype() != "rfc822-headers":
        return str(part.get_content())
    return str(part.as_string())


def _floated(number: int, text: str, alert: bool, url: str) -> dict[str, Any]:
    return {"number": number, "text": text, "alert": alert, "url": url}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
