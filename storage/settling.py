"""What became of a mail that was handed over: the last step of the outbox, and its exits.

    sending → sent        the server has taken it: who was asked is written down
            → deferred    not now: it comes back at `next_at`
            → refused     never: `storage.bounces` decides what that says of the address
            → uncertain   nobody knows: a person says "send again" or "leave"
            → queued      it never left us (the connection was not to be had)

A worker that was thought dead may still settle what was called uncertain: it knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asyncpg.exceptions import DeadlockDetectedError

from storage import bounces
from storage.bounces import Bounce
from storage.events import By, Journal, journal
from storage.families import held_still, held_still_of
from storage.outbox import mark_sending
from storage.row_writes import write_each
from storage.rules.bounces import REASONS
from storage.tables.campaigns import Delivery, Recipient
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact
from storage.tables.transactions import reserve_ids, transaction

Outcome = Literal["sent", "deferred", "refused", "uncertain", "queued"]

SENT = "delivery_sent"
_MAX_TEXT = 1000
_TRIES = 4
_ASKED = {"ask": "asked_at", "reminder_1": "reminded_at", "reminder_2": "reminded_at"}


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of one attempt. `code` and `text` are the server's reply (RFC 5321, 4.2).

    `reason` and `permanent` as `mail.recognising` judges them, for all but sent; `status` is an
    enhanced code (RFC 3463); `next_at` is for deferred and queued (UTC).
    """

    delivery_id: int
    outcome: Outcome
    code: int | None = None
    text: str = ""
    reason: str = ""
    permanent: bool = False
    status: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """A person decided on an uncertain mail; the event."""

    event_id: int


@dataclass(frozen=True, slots=True)
class NotLeft:
    """Why not: `unknown_delivery`, `not_uncertain`."""

    reason: str


async def turn(
    worker: str, settlements: Sequence[Settlement], marks: Mapping[int, str], by: By
) -> dict[int, str]:
    """Settle some mails and mark others as being sent, in one commit; see `outbox.mark_sending`.

    A deadlock with a colleague's change (PostgreSQL) undoes everything, so it is tried again.
    """
    for _ in range(_TRIES - 1):
        try:
            return await _turn(worker, settlements, marks, by)
        except DeadlockDetectedError:
            continue
    return await _turn(worker, settlements, marks, by)


@transaction
async def _turn(
    worker: str, settlements: Sequence[Settlement], marks: Mapping[int, str], by: By
) -> dict[int, str]:
    if settlements:
        await settle(worker, settlements, by)
    return await mark_sending(worker, marks, by.at) if marks else {}


@transaction
async def settle(worker: str, settlements: Sequence[Settlement], by: By) -> None:
    """Write down what became of mails that this worker was sending."""
    found = {settlement.delivery_id: settlement for settlement in settlements}
    rows = await Delivery.filter(
        id__in=list(found), state__in=["sending", "uncertain"], leased_by=worker
    ).select_for_update()
    sent = [row for row in rows if found[row.id].outcome == "sent"]
    await _sent(sent, by)
    for row in rows:
        _apply(row, found[row.id], by.at)
    changed = ["state", "reason", "reply_code", "reply_text", "settled_at", "next_at"]
    await write_each(rows, [*changed, "leased_by", "attempts"])
    for row in rows:
        settlement = found[row.id]
        if settlement.outcome == "refused":
            await _refused(row, settlement, by)
        elif settlement.outcome == "uncertain":
            await (await journal(by, "delivery_uncertain", row.contact_id)).record()


async def uncertain() -> list[Delivery]:
    """Return the mails of which nobody knows whether they arrived, and nobody has decided yet."""
    return await Delivery.filter(state="uncertain").exclude(reason="left").order_by("id")


@transaction
async def send_again(delivery_id: int, by: By) -> Left | NotLeft:
    """Queue a mail again that may have arrived, or that was refused through our own fault.

    It keeps its Message-ID, so that most receivers show it once. may_send is asked as always.
    """
    row = await Delivery.get_or_none(id=delivery_id)
    if row is None:
        return NotLeft("unknown_delivery")
    ours = row.state == "refused" and REASONS.get(row.reason) == "sender_fault"
    if row.state != "uncertain" and not ours:
        return NotLeft("not_uncertain")
    contact_id = await held_still(row.contact_id)
    book = await journal(by, "delivery_sent_again", contact_id)
    again = {"state": "queued", "reason": "", "next_at": by.at, "attempts": 0, "leased_by": ""}
    await book.update(row, contact_id=contact_id, **again)
    return Left(await book.record())


@transaction
async def leave(delivery_id: int, by: By) -> Left | NotLeft:
    """Let an uncertain mail be: it is never sent again and no longer listed."""
    row = await Delivery.get_or_none(id=delivery_id)
    if row is None:
        return NotLeft("unknown_delivery")
    if row.state != "uncertain" or row.reason == "left":
        return NotLeft("not_uncertain")
    book = await journal(by, "delivery_left", row.contact_id)
    await book.update(row, reason="left")
    return Left(await book.record())


def _apply(row: Delivery, settlement: Settlement, now: datetime) -> None:
    row.state = settlement.outcome
    row.reason = settlement.reason[:20]
    row.reply_code = settlement.code
    row.reply_text = settlement.text[:_MAX_TEXT]
    if settlement.outcome in ("deferred", "queued"):
        row.next_at, row.leased_by = settlement.next_at or now, ""
    else:
        row.settled_at = now
    if settlement.outcome == "queued":
        row.attempts -= 1


async def _sent(rows: Sequence[Delivery], by: By) -> None:
    """Note in contacts and recipients who was asked or reminded, with one event each."""
    if not rows:
        return
    whose = await held_still_of(row.contact_id for row in rows)
    books = [
        Journal(event_id, By(by.actor, by.at, _cause(row)), SENT, whose[row.contact_id])
        for row, event_id in zip(rows, await reserve_ids(Event, len(rows)), strict=True)
    ]
    for field in ("asked_at", "reminded_at"):
        mine = [(row, book) for row, book in zip(rows, books, strict=True) if _field(row) == field]
        await _note(field, mine, by.at)
    written = [book.rows() for book in books]
    await Event.bulk_create([event for event, _ in written])
    await EventDetail.bulk_create([detail for _, detail in written])


async def _note(field: str, sent: Sequence[tuple[Delivery, Journal]], now: datetime) -> None:
    if not sent:
        return
    ids = [book.contact_id for _, book in sent]
    before = dict(await Contact.filter(id__in=ids).values_list("id", field))
    for _, book in sent:
        earlier = before.get(book.contact_id)
        book.changes.append(
            {
                "table": "contact",
                "id": book.contact_id,
                "before": {field: earlier.isoformat() if earlier else None},
                "after": {field: now.isoformat()},
            }
        )
    await Contact.filter(id__in=ids).update(**{field: now})
    recipients = [row.recipient_id for row, _ in sent if row.recipient_id is not None]
    await Recipient.filter(id__in=recipients).update(**{field: now})


def _field(row: Delivery) -> str | None:
    return _ASKED.get(row.kind)


def _cause(row: Delivery) -> str:
    return f"run:{row.run_id}" if row.run_id else f"proposal:{row.proposal_id}"


async def _refused(row: Delivery, settlement: Settlement, by: By) -> None:
    await bounces.take(
        Bounce(
            contact_id=row.contact_id,
            address=row.address,
            delivery_id=row.id,
            action="failed",
            reason=settlement.reason,
            permanent=settlement.permanent,
            status=settlement.status,
            reply_code=settlement.code,
            evidence=settlement.text[:_MAX_TEXT],
        ),
        by,
    )
