"""What the mail room is told when it is assembled: small frozen settings, already checked."""

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

ReplyTags = Literal["plus", "minus", "catchall", "none"]

FORM = (
    *("first_name", "last_name", "email", "mobile", "phone"),
    *("street", "postcode", "city", "province", "country"),
    *("company", "job_title", "birth_date", "language", "channel"),
)
"""The fields that a mail shows unless the owner chooses others, in their order."""


@dataclass(frozen=True, slots=True)
class AddressSettings:
    """Where answers and bounces go, how a token is put into that address, and what signs it.

    `public_url` is where the pages are served (`https://datos.example.org`), empty without pages.
    """

    reply_address: str
    secret_key: str = field(repr=False)
    reply_tags: ReplyTags = "plus"
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """Who writes, and what a mail shows.

    `controller` (name and postal address of who is responsible), `contact` (how to reach them) and
    `privacy_url` make up the last lines of every mail. `fields` is the form; `language` is for
    contacts without one of ours; `country` (ISO 3166-1 alpha-2) decides which phones are shown
    nationally; `templates` is the owner's own folder.
    """

    sender_name: str
    sender_address: str
    controller: str = ""
    contact: str = ""
    privacy_url: str = ""
    fields: tuple[str, ...] = FORM
    language: str = "es"
    country: str = "ES"
    templates: Path | None = None


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The submission account, and how patiently it is used. Times are seconds.

    `url` is `smtp[s]://[user:password@]host[:port]`. `answer_seconds` is the wait for the reply to
    a mail's last byte: when it passes, nobody knows what became of that mail (RFC 5321 section
    4.5.3.2.6 asks for ten minutes).
    """

    url: str = field(repr=False)
    connections: int = 4
    command_seconds: float = 60
    answer_seconds: float = 600


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` of each day in the owner's time zone no campaign mail goes out.

    It may go over midnight.
    """

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class SendingSettings:
    """How fast, and when. Rates are mails a minute; 0: no limit.

    `domain_rates` holds limits by receiving domain; the one for `*` is for every other.
    """

    zone: ZoneInfo
    rate: int = 0
    domain_rates: dict[str, int] = field(default_factory=dict)
    quiet: QuietHours | None = None
    batch: int = 200
    lease_seconds: int = 600
    drain_seconds: float = 30
