"""When to try again after a receiver said "not now", and when to stop trying.

A mail that is late by days asks about data that may have been answered meanwhile, so three days
are the end (RFC 5321 section 4.5.4.1 asks for four or five of a relay; we are a mailing).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

STEPS = (
    *(timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30)),
    *(timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)),
    *(timedelta(hours=8),) * 8,
)
"""How long to wait after the first, second … deferral: 71.8 hours in all."""
LEAST = {
    # Somebody has to tidy up first; asking every five minutes only annoys.
    "mailbox_full": timedelta(hours=4),
    "rate_limited": timedelta(minutes=15),
    "system_full": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Later:
    """Try again at this moment (UTC)."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It has been tried long enough."""


def after_deferral(attempts: int, reason: str, now: datetime) -> Later | GiveUp:
    """Decide after the `attempts`-th attempt (from 1) was deferred for `reason`."""
    if attempts > len(STEPS):
        return GiveUp()
    step = STEPS[max(attempts, 1) - 1]
    return Later(now + max(step, LEAST.get(reason, step)))
