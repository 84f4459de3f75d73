"""Where a test keeps the mail that an SMTP server took in."""

from dataclasses import dataclass, field

from aldia.sandbox.mail_servers import ACCEPTED


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail as it came over the wire: envelope sender, recipients and raw message."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(slots=True)
class Postbox:
    """A hook for `smtp_server` that accepts and keeps everything, in order of arrival."""

    mails: list[Kept] = field(default_factory=list)

    async def __call__(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
        self.mails.append(Kept(sender, recipients, raw))
        return ACCEPTED
