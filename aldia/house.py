"""Assembling the rooms: each gets small frozen settings of its own, filled from ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cached_property
from typing import Self

from aldia.settings import Settings, SettingsError, variable
from aldia.stores import store_of
from bot.settings import BotSettings
from jobs.backup import backup
from jobs.clock import Job, Result
from jobs.digest import digest
from jobs.duplicates import duplicates
from jobs.forecast import forecast
from jobs.reconfirm import Reconfirming, reconfirm
from jobs.remind import remind
from jobs.send import send
from jobs.sweep import sweep
from mail.addresses import Addresses
from mail.composing import Composer
from mail.deciding import Place, Settler
from mail.imap import account_from
from mail.incoming import Incoming
from mail.outgoing import Outgoing
from mail.pages import PagesSettings, listening_at
from mail.received import Reader
from mail.settings import (
    AddressSettings,
    LetterSettings,
    QuietHours,
    SendingSettings,
    SmtpSettings,
)
from storage.clock import Clock
from storage.events import By
from storage.rules.corrections import Policy

NEEDS: Mapping[str, tuple[str, ...]] = {
    "bot": ("telegram_token",),
    "clock": (),
    "sender": ("smtp_url", "mail_from", "secret_key"),
    "mailbox": ("imap_url", "mail_from", "secret_key"),
    "pages": ("public_url", "mail_from", "secret_key"),
}
"""The settings without which a part of `aldia run` cannot do its work."""


@dataclass(frozen=True)
class House:
    """The program put together for one set of settings and one clock.

    Each part is made when it is first needed, so that a command needs only its own settings.
    Raises SettingsError where one is missing.
    """

    settings: Settings
    clock: Clock

    def jobs(self) -> Mapping[str, Job]:
        """Return every job, ready to run."""
        return {
            "mailbox": self._mailbox,
            "send": self._send,
            "remind": remind,
            "sweep": sweep,
            "reconfirm": self._reconfirm,
            "digest": self._digest,
            "backup": self._backup,
            "duplicates": self._duplicates,
            "forecast": self._forecast,
        }

    def __enter__(self) -> Self:
        """Use the house until the context ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process that reads mail."""
        if "_reader" in vars(self):
            self._reader.close()

    @cached_property
    def _reader(self) -> Reader:
        return Reader()

    @cached_property
    def addresses(self) -> Addresses:
        """Signed addresses."""
        return Addresses(
            AddressSettings(
                reply_address=self.reply_address,
                secret_key=self.settings.need("secret_key"),
                reply_tags=self.settings.reply_tags,
                public_url=self.settings.public_url or "",
            )
        )

    @cached_property
    def composer(self) -> Composer:
        """What writes the mails."""
        settings = self.settings
        name, address = parseaddr(settings.need("mail_from"))
        letters = LetterSettings(
            sender_name=name,
            sender_address=address,
            controller=settings.controller or name,
            contact=self.reply_address,
            privacy_url=settings.privacy,
            fields=settings.mail_fields,
            language=settings.language,
            country=settings.country,
            templates=settings.mail_templates,
        )
        return Composer(letters, self.addresses)

    @cached_property
    def incoming(self) -> Incoming:
        """What reads the mailbox."""
        ours = (parseaddr(self.settings.need("mail_from"))[1], self.reply_address)
        place = Place(
            country=self.settings.country,
            language=self.settings.language,
            policy=Policy(self.settings.apply, frozenset(self.settings.apply_fields)),
            ours=frozenset(address.lower() for address in ours),
        )
        account = account_from(self.settings.need("imap_url"))
        return Incoming(account, Settler(place, self.addresses, self._reader), self.clock)

    @property
    def bot(self) -> BotSettings:
        """What the bot is told."""
        settings = self.settings
        return BotSettings(
            token=settings.need("telegram_token"),
            api_base=settings.telegram_api or "",
            admins=settings.admins,
            language=settings.language,
            timezone=settings.timezone,
            country=settings.country,
        )

    @property
    def pages(self) -> PagesSettings:
        """What the pages behind the links in a mail are told."""
        settings = self.settings
        name, address = parseaddr(settings.need("mail_from"))
        try:
            host, port = listening_at(settings.pages_listen)
        except ValueError as error:
            raise SettingsError("wrong", variable("pages_listen"), why=str(error)) from error
        return PagesSettings(
            business=name or address,
            contact=self.reply_address,
            host=host,
            port=port,
            public_url=settings.need("public_url"),
            controller=settings.controller or name,
            privacy_url=settings.privacy,
            fields=settings.mail_fields,
            sign_up=settings.sign_up,
            interests=settings.interests,
            language=settings.language,
            country=settings.country,
        )

    def can(self, part: str) -> bool:
        """Tell whether the settings that a part needs are there."""
        return all(getattr(self.settings, name) for name in NEEDS[part])

    @property
    def reply_address(self) -> str:
        """The bare address that answers go to."""
        return parseaddr(self.settings.reply_address or self.settings.need("mail_from"))[1]

    @cached_property
    def outgoing(self) -> Outgoing:
        """What sends the mails."""
        settings = self.settings
        quiet = settings.quiet_hours
        sending = SendingSettings(
            zone=settings.zone,
            rate=settings.send_rate,
            domain_rates=settings.domain_rates,
            quiet=QuietHours(quiet.start, quiet.end) if quiet else None,
        )
        smtp = SmtpSettings(settings.need("smtp_url"), connections=settings.smtp_connections)
        return Outgoing(self.composer, smtp, sending, self.clock)

    async def _send(self, by: By) -> Result:
        return await send(by, self.outgoing)

    async def _mailbox(self, by: By) -> Result:
        return await self.incoming.read_mailbox(by)

    async def _reconfirm(self, by: By) -> Result:
        settings = self.settings
        how = Reconfirming(
            asked=settings.asked,
            waves=settings.waves,
            unattended=settings.unattended,
            mails_a_minute=settings.send_rate,
            composer=self.composer,
        )
        return await reconfirm(by, how)

    async def _backup(self, by: By) -> Result:
        return await backup(store_of(self.settings), by)

    async def _forecast(self, by: By) -> Result:
        return dict(await forecast(by, self.settings.zone))

    async def _duplicates(self, by: By) -> Result:
        return dict(await duplicates(by, self.settings.language))

    async def _digest(self, by: By) -> Result:
        return dict(await digest(by, self.settings.zone))
