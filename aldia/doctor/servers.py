"""SMTP, IMAP and Telegram: logged in to for real; the clock by what a server says the time is."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr, parsedate_to_datetime

import aiohttp

from aldia.doctor.findings import Finding, fault, fine, skipped
from aldia.doctor.options import Examination
from aldia.house import House
from aldia.settings import SettingsError
from mail.addresses import AddressFaultError
from mail.composing import Composed
from mail.imap import ImapError, Mailbox, account_from, opened
from mail.settings import SmtpSettings
from mail.smtp import Connection, Learnt, SmtpError

PATIENCE = 20.0
SKEW = timedelta(seconds=60)
TELEGRAM = "https://api.telegram.org"
NOBODY = (1 << 26) - 1
"""A delivery number that no delivery will ever have."""


async def smtp(exam: Examination) -> Finding:
    """Connect and log in."""
    if not exam.settings.smtp_url:
        return skipped("smtp", "not_set")
    connection = Connection(_patient(exam.settings.smtp_url), Learnt())
    try:
        await connection.open()
    except SmtpError as error:
        return Finding("smtp", "fault", f"smtp.{error.code}", error.params)
    finally:
        await connection.close()
    return fine("smtp")


async def imap(exam: Examination) -> Finding:
    """Connect, log in and open the folder."""
    if not exam.settings.imap_url:
        return skipped("imap", "not_set")
    try:
        async with opened(account_from(exam.settings.imap_url)) as mailbox:
            return fine("imap", mailbox=mailbox.name)
    except ImapError as error:
        return Finding("imap", "fault", f"imap.{error.code}", error.params)


async def bot_and_clock(exam: Examination) -> AsyncIterator[Finding]:
    """Is the token good (getMe), and is our clock right by the server's Date?"""
    if not exam.settings.telegram_token:
        yield skipped("bot", "not_set")
        return
    base = (exam.settings.telegram_api or TELEGRAM).rstrip("/")
    try:
        name, date = await who_is(base, exam.settings.telegram_token)
    except BotUnknownError as error:
        yield fault("bot", error.code, where=base)
        return
    yield fine("bot", name=name)
    off = abs(datetime.now(UTC) - date) if date else timedelta()
    if off > SKEW:
        yield fault("clock", "off", seconds=int(off.total_seconds()))
    else:
        yield fine("clock")


class BotUnknownError(Exception):
    """`refused`: the token is none of theirs; `unreachable`: nobody answers."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def who_is(base: str, token: str) -> tuple[str, datetime | None]:
    """Return the bot's user name, and the server's time. Raises BotUnknownError."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{base}/bot{token}/getMe") as response,
        ):
            date = response.headers.get("Date")
            said = await response.json(content_type=None)
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
        # The error's own words may hold the token.
        raise BotUnknownError("unreachable") from error
    if not isinstance(said, dict) or not said.get("ok"):
        raise BotUnknownError("refused")
    return str(said["result"]["username"]), parsedate_to_datetime(date) if date else None


async def round_trip(exam: Examination) -> Finding:
    """Send a mail to our own signed reply address, and see it arrive."""
    try:
        mail = _letter(exam)
        account = account_from(exam.settings.need("imap_url"))
        url = exam.settings.need("smtp_url")
        async with opened(account) as mailbox:
            last = max(await mailbox.new_uids(0), default=0)
            refused = await _sent(url, mail)
            if refused:
                return fault("round_trip", "refused", why=refused, address=mail.recipient)
            return await _arrived(mailbox, last, mail, exam.wait)
    except SettingsError as error:
        return Finding("round_trip", "skipped", f"settings.{error.code}", {"name": error.name})
    except AddressFaultError as error:
        return fault("round_trip", "address", why=str(error))
    except SmtpError as error:
        return Finding("round_trip", "fault", f"smtp.{error.code}", error.params)
    except ImapError as error:
        return Finding("round_trip", "fault", f"imap.{error.code}", error.params)


async def _sent(url: str, mail: Composed) -> str:
    connection = Connection(_patient(url), Learnt())
    try:
        answer = await connection.deliver(mail)
    finally:
        await connection.close()
    return "" if answer.outcome == "sent" else f"{answer.code or ''} {answer.text}".strip() or "?"


async def _arrived(mailbox: Mailbox, last: int, mail: Composed, wait: float) -> Finding:
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    while (left := until - loop.time()) > 0:
        for uid in await mailbox.new_uids(last):
            last = uid
            async for batch in mailbox.fetch([uid]):
                if any(mail.message_id.encode() in one.raw for one in batch):
                    return fine("round_trip", seconds=round(wait - left))
        await mailbox.wait(min(left, 5))
    return fault("round_trip", "lost", seconds=int(wait), address=mail.recipient)


def _letter(exam: Examination) -> Composed:
    house = House(exam.settings, exam.clock)
    now = exam.clock.now()
    to = house.addresses.reply(NOBODY, now.date())
    sender = parseaddr(exam.settings.need("mail_from"))[1]
    letter = EmailMessage(policy=SMTP)
    message_id = f"doctor.{secrets.token_hex(12)}@{sender.rpartition('@')[2]}"
    letter["From"], letter["To"], letter["Subject"] = sender, to, "Aldía doctor"
    letter["Date"], letter["Message-ID"] = format_datetime(now), f"<{message_id}>"
    # So that the mailbox job knows it for a machine's.
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content("aldia doctor --round-trip\n")
    return Composed(NOBODY, to, sender, sender, message_id, letter.as_bytes())


def _patient(url: str) -> SmtpSettings:
    return SmtpSettings(url=url, connections=1, command_seconds=PATIENCE, answer_seconds=60)
