"""Watch the running runs, let their next waves out, and send all that is due."""

from datetime import datetime
from typing import Any

from mail.outgoing import Fault as Stop
from mail.outgoing import Outgoing, send_due
from storage import campaigns, notices
from storage.events import By
from storage.faults import Fault


class SendingFailedError(Fault):
    """Sending had to stop, and why. What was sent until then is settled."""

    family = "smtp"

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.code, **stop.params)


async def send(by: By, outgoing: Outgoing) -> dict[str, Any]:
    """Send what is due; return counts in the shape of `job send`. Raises SendingFailedError."""
    await campaigns.advance(by)
    sent = await send_due(outgoing)
    await campaigns.advance(by)
    if sent.uncertain:
        key = f"uncertain:{by.at.isoformat()}"
        await notices.post(key, "uncertain", {"n": sent.uncertain}, by.at)
    if sent.fault is not None:
        raise SendingFailedError(sent.fault)
    return {
        "sent": sent.sent,
        "deferred": sent.deferred,
        "refused": sent.refused,
        "uncertain": sent.uncertain,
        "cancelled": sent.cancelled,
        "waiting": sent.waiting.reasons,
        "next_due": _iso(sent.waiting.next_due),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
