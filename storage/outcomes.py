"""What came of asking somebody in a run: each kind is counted once per recipient."""

from datetime import datetime
from typing import Literal

from storage.tables.campaigns import Delivery, Outcome, Recipient

Kind = Literal[
    "confirmed",
    "corrected",
    "unsubscribed",
    "bounced_hard",
    "bounced_soft",
    "complaints",
    "auto_replies",
    "to_review",
    "to_call",
    "sender_fault",
    "stale",
]


async def note(recipient_id: int, kind: Kind, at: datetime) -> None:
    """Note an outcome; a second one of its kind changes nothing. Call inside a transaction."""
    recipient = await Recipient.get_or_none(id=recipient_id)
    if recipient is None or await Outcome.exists(recipient_id=recipient_id, kind=kind):
        return
    await Outcome.bulk_create(
        [Outcome(recipient_id=recipient_id, run_id=recipient.run_id, kind=kind, at=at)],
        ignore_conflicts=True,
    )


async def note_for_delivery(delivery_id: int | None, kind: Kind, at: datetime) -> None:
    """Note an outcome for whoever a delivery went to, where it belongs to a run."""
    delivery = await Delivery.get_or_none(id=delivery_id) if delivery_id else None
    if delivery is not None and delivery.recipient_id is not None:
        await note(delivery.recipient_id, kind, at)
