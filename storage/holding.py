"""All campaigns on hold after a restore, until the mailbox has been read again.

What customers answered between the backup and the restore is still in the mailbox: until it has
been read again nobody may be mailed, because they may have opted out. The fact `campaigns_held` is
`{"since": ISO, "mailbox_from": ISO}`: when the restore was, and from when on the mailbox is to be
read (the time of the backup).
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


async def held() -> CampaignsHeld | None:
    """Return the hold, None where campaigns may go out. Asked before every mail is marked."""
    fact = await Fact.get_or_none(name=FACT)
    if fact is None:
        return None
    since, start = str(fact.value["since"]), str(fact.value["mailbox_from"])
    return CampaignsHeld(datetime.fromisoformat(since), datetime.fromisoformat(start))


@transaction
async def hold_campaigns(mailbox_from: datetime, by: By) -> int:
    """Hold all campaigns; return the event. A later restore from an older backup widens it."""
    known = await held()
    start = min(mailbox_from, known.mailbox_from) if known else mailbox_from
    value = {"since": by.at.isoformat(), "mailbox_from": start.isoformat()}
    book = await journal(by, "campaigns_held")
    await Fact.filter(name=FACT).delete()
    await Fact.create(name=FACT, value=value, at=by.at)
    return await book.record()


@transaction
async def release_campaigns(by: By) -> int | None:
    """Let campaigns go on, once the mailbox has been read to its end; None where none is held."""
    if not await Fact.filter(name=FACT).delete():
        return None
    book = await journal(by, "campaigns_released")
    return await book.record()
