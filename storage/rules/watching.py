"""When a run must stop by itself: bad addresses, complaints, or receivers refusing the sender.

The lower 95 % Wilson bound is compared with the limit: a few bounces among few mails prove
nothing, the same share among many does (Wilson 1927, score interval with z = 1.96).
"""

import math
from dataclasses import dataclass

HARD_LIMIT = 0.02
HARD_FROM = 50
"""Mails that must have gone out before hard bounces can stop a run."""
COMPLAINT_LIMIT = 0.001
COMPLAINTS_FROM = 3
FAULTS_CLUSTER = 5
"""Sender-fault refusals since the last look that stop a run at once."""

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Watched:
    """What a run has seen. `sender_faults` counts those that nobody has looked at yet."""

    sent: int
    hard_bounces: int
    complaints: int
    sender_faults: int
    hard_limit: float = HARD_LIMIT
    complaint_limit: float = COMPLAINT_LIMIT


def reason_to_pause(watched: Watched) -> str | None:
    """Return `sender_faults`, `complaints` or `hard_bounces`, or None to go on."""
    if watched.sender_faults >= FAULTS_CLUSTER:
        return "sender_faults"
    complaints = wilson_lower(watched.complaints, watched.sent)
    if watched.complaints >= COMPLAINTS_FROM and complaints > watched.complaint_limit:
        return "complaints"
    hard = wilson_lower(watched.hard_bounces, watched.sent)
    if watched.sent >= HARD_FROM and hard > watched.hard_limit:
        return "hard_bounces"
    return None


def wilson_lower(hits: int, total: int) -> float:
    """Return the lower end of the 95 % score interval of hits / total; 0 for no trials."""
    if total <= 0:
        return 0.0
    share = min(hits, total) / total
    square = _Z * _Z / total
    centre = share + square / 2
    margin = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total))
    # The bound lies below the share; rounding may put it a hair above nothing.
    return min(share, max(0.0, (centre - margin) / (1 + square)))
