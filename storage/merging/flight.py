"""Campaigns in flight: one person has one part in a run, and gets what it sends once.

A part in a run moves where the other record has none there; one that was only skipped makes room.
Where both have been planned, each keeps its own, and what has not left yet of the second part is
not sent. What was sent stays with the number it was sent to: it tells whose record the mail showed.
"""

from tortoise.queryset import QuerySet

from storage.events import Journal
from storage.merging.belongings import Moved
from storage.tables.campaigns import Delivery, Outcome, Recipient

WAITING = ("queued", "leased", "deferred")
MERGED = "merged"


async def join(book: Journal, theirs: int, ours: int, done: Moved) -> None:
    """Bring the parts in runs and the mails that wait under the record that stays."""
    parts = {row.run_id: row for row in await Recipient.filter(contact_id=ours)}
    twice: set[int] = set()
    for part in await Recipient.filter(contact_id=theirs).order_by("id"):
        own = parts.get(part.run_id)
        if own is not None and not await _makes_room(book, own, part):
            done.stayed["recipient"] += 1
            twice |= {part.run_id} if _active(own) and _active(part) else set()
            continue
        await book.update(part, contact_id=ours)
        done.moved["recipient"] += 1
    for run_id in twice:
        await _send_one(book, run_id, parts[run_id], theirs)
    for mail in await _waiting(theirs).order_by("id"):
        await book.update(mail, contact_id=ours)
        done.moved["delivery"] += 1


async def _makes_room(book: Journal, own: Recipient, part: Recipient) -> bool:
    """Drop a part that was only skipped where the other record takes part."""
    if not (own.skipped and _active(part)) or await Outcome.exists(recipient_id=own.id):
        return False
    if await Delivery.exists(recipient_id=own.id):
        return False
    await book.remove(own)
    return True


def _active(part: Recipient) -> bool:
    return not part.skipped


async def _send_one(book: Journal, run_id: int, own: Recipient, theirs: int) -> None:
    """Let only one of two parts go on: ours, unless only the other has been asked."""
    other = await Recipient.get(run_id=run_id, contact_id=theirs)
    second = own if other.asked_at is not None and own.asked_at is None else other
    rows = Delivery.filter(recipient_id=second.id, state__in=WAITING)
    for mail in await rows.order_by("id"):
        await book.update(mail, state="cancelled", reason=MERGED, settled_at=book.by.at)


def _waiting(contact_id: int) -> QuerySet[Delivery]:
    return Delivery.filter(contact_id=contact_id, state__in=WAITING)
