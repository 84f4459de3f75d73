"""Plan the run of this half-year, and put it before an admin (or start it, where so settled)."""

import math
from dataclasses import dataclass

from storage import campaigns, notices
from storage.audience import Asked
from storage.events import By


@dataclass(frozen=True, slots=True)
class Reconfirming:
    """How the semiannual run is planned: from the owner's settings."""

    asked: Asked
    waves: bool
    unattended: bool
    mails_a_minute: int


async def reconfirm(by: By, how: Reconfirming) -> dict[str, object]:
    """Plan the run of this half-year, once; return the plan."""
    planned = await campaigns.plan("reconfirm", by, how.asked, waves=how.waves)
    if how.unattended:
        await campaigns.approve(planned.run_id, by)
    params = {
        "run": planned.run_id,
        "n": planned.to_send,
        "skipped": sum(planned.skipped.values()),
        "minutes": minutes(planned.to_send, how.mails_a_minute),
    }
    code = "run_started" if how.unattended else "run_planned"
    await notices.post(f"{code}:{planned.run_id}", code, params, by.at)
    return {"run": planned.run_id, "audience": planned.audience, "skipped": planned.skipped}


def minutes(mails: int, mails_a_minute: int) -> int:
    """Estimate how long a run takes to send, without its waves being watched; at least 1."""
    return max(1, math.ceil(mails / (mails_a_minute or 600)))
