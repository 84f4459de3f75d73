"""Watch the running runs, let their next waves out, and send all that is due."""

from datetime import datetime
from typing import Any

from mail.outgoing import Fault, Outgoing, send_due
from storage import campaigns
from storage.events import By


class SendingFailedError(Exception):
    """Sending had to stop; `fault` names why. What was sent until then is settled."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.code} {fault.params}")
        self.fault = fault


async def send(by: By, outgoing: Outgoing) -> dict[str, Any]:
    """Send what is due; return counts in the shape of `job send`. Raises SendingFailedError."""
    await campaigns.advance(by)
    sent = await send_due(outgoing)
    await campaigns.advance(by)
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
