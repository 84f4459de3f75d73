"""From a letter to the bytes that go out: a skeleton, filled with one reader's values.

What is promised for every mail: one recipient; every field of the form on one line of the plain
part as `Label: value`, filled or empty; no value can start a line, a header or a part of its own;
our own Message-ID and a signed Reply-To; headers that say it was written by a program (RFC 3834),
which list it is and how to leave it (RFC 2919, 2369, 8058). No picture, no tracking.

`Precedence` and `X-Auto-Response-Suppress` are left out on purpose: an answer "no longer works
here" is something that staff want to know.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from typing import Any

from mail.addresses import Addresses
from mail.mailto import NAMES, links
from mail.quoted_printable import fill
from mail.settings import LetterSettings
from mail.shown import one_line, shown
from mail.skeletons import Gap, Row, Skeleton, Skeletons
from storage.letters import Letter
from storage.outbox import QUESTIONS
from storage.texts import LANGUAGES, say

_BOUNDARY = "=_aldia_part"
"""Quoted-printable text never holds `=_` (RFC 2045 section 6.7), so this ends no part by chance."""
_SAFE = re.compile(r"[\x21-\x7e]{1,900}\Z")


class NotComposableError(Exception):
    """This letter cannot be written; the message is a code: `unsafe_address`, `unknown_kind`."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready for SMTP. `sender` is the signed envelope sender, `plain_sender` the one for
    accounts that allow no other; `message_id` is without angle brackets; lines end in CRLF."""

    delivery_id: int
    recipient: str
    sender: str
    plain_sender: str
    message_id: str
    content: bytes


class Composer:
    """Writes mails. Skeletons are made when first needed, and kept.

    Raises TemplateFaultError from the first letter on where the owner's template is at fault.
    """

    def __init__(self, settings: LetterSettings, addresses: Addresses) -> None:
        self._settings = settings
        self._addresses = addresses
        self._skeletons = Skeletons(settings.templates)
        self._business = one_line(settings.sender_name) or settings.sender_address
        self._kept: dict[tuple[str, str, tuple[str, ...]], tuple[Skeleton, str]] = {}

    def compose(self, letter: Letter, now: datetime) -> Composed:
        """Write the mail. Raises NotComposableError and TemplateFaultError."""
        language = self.language_of(letter)
        skeleton, head = self._skeleton(letter, language)
        values = self._values(letter, language, now)
        return Composed(
            delivery_id=letter.delivery_id,
            recipient=letter.address,
            sender=self._addresses.envelope(letter.delivery_id, now.date()),
            plain_sender=self._addresses.plain,
            message_id=values["message_id"],
            content=b"".join(
                (
                    self._headers(head, values, now),
                    _part("text/plain"),
                    fill(skeleton.text.encoded, (values[name] for name in skeleton.text.names)),
                    _part("text/html"),
                    fill(skeleton.html.encoded, _escaped(values, skeleton.html.names)),
                    f"\r\n--{_BOUNDARY}--\r\n".encode(),
                )
            ),
        )

    def preview(self, letter: Letter, now: datetime) -> dict[str, Any]:
        """Return what the mail would say: subject, text, html, and each field of the form."""
        language = self.language_of(letter)
        skeleton, _ = self._skeleton(letter, language)
        values = self._values(letter, language, now)
        return {
            "subject": skeleton.subject,
            "text": skeleton.text.filled(values[name] for name in skeleton.text.names),
            "html": skeleton.html.filled(_escaped(values, skeleton.html.names)),
            "fields": self._form(letter, language),
        }

    def language_of(self, letter: Letter) -> str:
        """Return the language a letter is written in: the contact's, or the owner's."""
        return letter.language if letter.language in LANGUAGES else self._settings.language

    def _form(self, letter: Letter, language: str) -> list[dict[str, str]]:
        if letter.kind in QUESTIONS:
            # It may reach a stranger: nothing of the contact is in it.
            return []
        record, country = letter.record, self._settings.country
        own = [
            {
                "field": name,
                "label": _label(language, name),
                "value": shown(name, record.get(name, ""), language=language, country=country),
            }
            for name in self._settings.fields
        ]
        return own + [
            {"field": name, "label": one_line(name), "value": one_line(value)}
            for name, value in letter.custom.items()
        ]

    def _skeleton(self, letter: Letter, language: str) -> tuple[Skeleton, str]:
        key = (letter.kind, language, tuple(letter.custom))
        if key not in self._kept:
            self._kept[key] = self._rendered(letter, language)
        return self._kept[key]

    def _rendered(self, letter: Letter, language: str) -> tuple[Skeleton, str]:
        if letter.kind not in {"ask", "reminder_1", "reminder_2", *QUESTIONS}:
            raise NotComposableError("unknown_kind")
        form = [
            Row(row["field"], row["label"], Gap(f"value.{number}"))
            for number, row in enumerate(self._form(letter, language))
        ]
        settings = self._settings
        paged = any(self._addresses.pages(1, _SOME_DAY))
        known: dict[str, Any] = {
            "business": self._business,
            "controller": one_line(settings.controller) or self._business,
            "contact": one_line(settings.contact) or settings.sender_address,
            "privacy_url": settings.privacy_url,
            "greeting": Gap("greeting"),
            "address": Gap("address"),
            "form": form,
            "fields": {row.field: row.value for row in form},
            "mailto": {name: Gap(f"mailto.{name}") for name in NAMES},
            "page": Gap("page", always=True) if paged else "",
            "unsubscribe_page": Gap("unsubscribe_page", always=True) if paged else "",
        }
        skeleton = self._skeletons.render(letter.kind, language, known)
        return skeleton, self._head(skeleton.subject, letter.kind, language, paged=paged)

    def _head(self, subject: str, kind: str, language: str, *, paged: bool) -> str:
        """Return the header with `{name}` where a reader's own value goes."""
        settings, domain = self._settings, self._addresses.domain
        common = EmailMessage(policy=SMTP)
        common["From"] = Address(self._business, addr_spec=settings.sender_address)
        common["Subject"] = subject
        lines = [
            "Date: {date}",
            *bytes(common)
            .decode("ascii")
            .strip()
            .replace("{", "{{")
            .replace("}", "}}")
            .split("\r\n"),
            "To: <{address}>",
            "Reply-To: <{reply}>",
            "Message-ID: <{message_id}>",
            f"List-Id: <datos.{domain}>",
            "Auto-Submitted: auto-generated",
            f"Feedback-ID: {{run}}:{kind}:{language}:{_sender_id(domain)}",
            f"Content-Language: {language}",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"',
        ]
        if kind not in QUESTIONS:
            leave = "List-Unsubscribe: <{leave}>"
            lines.append(leave + ",\r\n <{unsubscribe_page}>" if paged else leave)
            if paged:
                lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        return "\r\n".join(lines) + "\r\n"

    def _headers(self, head: str, values: Mapping[str, str], now: datetime) -> bytes:
        for name in ("address", "reply", "message_id"):
            if not _SAFE.match(values[name]):
                raise NotComposableError("unsafe_address")
        return head.format_map({**values, "date": format_datetime(now)}).encode("ascii")

    def _values(self, letter: Letter, language: str, now: datetime) -> dict[str, str]:
        today = now.date()
        reply = self._addresses.reply(letter.delivery_id, today)
        message_id = letter.message_id or self._addresses.message_id(letter.delivery_id, today)
        page, unsubscribe_page = self._addresses.pages(letter.delivery_id, today)
        form = self._form(letter, language)
        # Where the reply address carries no token, it stands in the subject of the ready replies.
        mark = f" [{message_id.partition('@')[0]}]" if self._addresses.tags == "none" else ""
        mailto = links(reply, language, form, mark=mark)
        return {
            **{f"value.{number}": row["value"] for number, row in enumerate(form)},
            **{f"mailto.{name}": link for name, link in mailto.items()},
            "greeting": _greeting(letter, language),
            "address": letter.address,
            "reply": reply,
            "message_id": message_id,
            "run": str(letter.run_id or 0),
            "leave": mailto["unsubscribe_short"],
            "page": page,
            "unsubscribe_page": unsubscribe_page,
        }


_SOME_DAY = date(2026, 1, 1)


@cache
def _label(language: str, field: str) -> str:
    return say(language, f"field.{field}")


def _greeting(letter: Letter, language: str) -> str:
    own, name = one_line(letter.greeting), one_line(letter.record.get("first_name", ""))
    if own:
        return say(language, "mail.greeting_own", greeting=own.rstrip(" ,:!."))
    if name:
        return say(language, "mail.greeting", name=name)
    return say(language, "mail.greeting_nameless")


def _escaped(values: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    # In the form an empty value is a dash, so that it can be seen; elsewhere there is none.
    return [
        html.escape(values[name] or ("—" if name.startswith("value.") else "")) for name in names
    ]


def _part(content_type: str) -> bytes:
    return (
        f"\r\n--{_BOUNDARY}\r\nContent-Type: {content_type}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _literally(header: str) -> str:
    return header.strip().replace("{", "{{").replace("}", "}}")


def _sender_id(domain: str) -> str:
    """Return the last part of Feedback-ID: 5 to 15 letters that stay the same."""
    return re.sub(r"[^a-z0-9]", "", domain)[:15].ljust(5, "0")
