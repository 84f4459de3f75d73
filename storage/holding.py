"""All campaigns on hold after a restore, until the mailbox has been read again.

What customers answered between the backup and the restore is still in the mailbox: until it has
been read again nobody may be mailed, because they may have opted out. The restore itself lays the
fact `campaigns_held` into the backup, before anybody can open it, and its event is `restored`.
"""

from dataclasses import dataclass
from datetime import datetime

from storage.events import By, journal
from storage.tables.clock import Fact
from storage.tables.transactions import transaction

FACT = "campaigns_held"


@dataclass(frozen=True, slots=True)
class CampaignsHeld:
    """Since when (the restore) and from when on the mailbox is to be read again; both UTC."""

    since: datetime
    mailbox_from: datetime


def value_of(since: datetime, mailbox_from: datetime) -> dict[str, object]:
    """Return what the fact holds: when the restore was, and the time of its backup."""
    return {"since": since.isoformat(), "mailbox_from": mailbox_from.isoformat()}


async def held() -> CampaignsHeld | None:
    """Return the hold, None where campaigns may go out. Asked before every mail is marked."""
    fact = await Fact.get_or_none(name=FACT)
    if fact is None:
        return None
    since, start = str(fact.value["since"]), str(fact.value["mailbox_from"])
    return CampaignsHeld(datetime.fromisoformat(since), datetime.fromisoformat(start))


@transaction
async def release_campaigns(by: By) -> int | None:
    """Let campaigns go on, once the mailbox has been read to its end; None where none is held."""
    if not await Fact.filter(name=FACT).delete():
        return None
    book = await journal(by, "campaigns_released")
    return await book.record()
