"""The standing of a subscription, per purpose and channel: a fold over consent records.

Total over (standing, act). A customer's refusal outlives everything but the customer's own,
confirmed change of mind: an import's "yes" or a colleague's never lifts it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SubscriptionStanding(StrEnum):
    """Whether we may write, for one purpose on one channel."""

    NONE = "none"
    PENDING = "pending"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    COMPLAINED = "complained"


class ConsentAct(StrEnum):
    """What can be recorded."""

    REQUESTED = "requested"
    """Asked for a confirmation (double opt-in), none came yet."""
    STATED = "stated"
    """Somebody else says so: an import's yes, a colleague's word."""
    GRANTED = "granted"
    """The customer did it: confirmed by a signed link or reply."""
    WITHDRAWN = "withdrawn"
    COMPLAINED = "complained"


TAKEN_BACK = "retracted"
"""Not an act of consent: whoever wrote STATED took it back. What was stated on that purpose and
channel before does not count any more; what the customer did stays as it was."""


@dataclass(frozen=True, slots=True)
class SubscriptionChange:
    """The new standing, and why."""

    standing: SubscriptionStanding
    why: str


S, A = SubscriptionStanding, ConsentAct
REFUSED = (S.WITHDRAWN, S.COMPLAINED)
_TABLE: dict[tuple[SubscriptionStanding, ConsentAct], SubscriptionChange] = {
    (S.NONE, A.REQUESTED): SubscriptionChange(S.PENDING, "waiting_for_confirmation"),
    (S.NONE, A.STATED): SubscriptionChange(S.GRANTED, "stated_basis"),
    (S.NONE, A.GRANTED): SubscriptionChange(S.GRANTED, "customer_agreed"),
    (S.NONE, A.WITHDRAWN): SubscriptionChange(S.WITHDRAWN, "customer_refused"),
    (S.NONE, A.COMPLAINED): SubscriptionChange(S.COMPLAINED, "customer_complained"),
    (S.PENDING, A.REQUESTED): SubscriptionChange(S.PENDING, "nothing_new"),
    (S.PENDING, A.STATED): SubscriptionChange(S.GRANTED, "stated_basis"),
    (S.PENDING, A.GRANTED): SubscriptionChange(S.GRANTED, "customer_agreed"),
    (S.PENDING, A.WITHDRAWN): SubscriptionChange(S.WITHDRAWN, "customer_refused"),
    (S.PENDING, A.COMPLAINED): SubscriptionChange(S.COMPLAINED, "customer_complained"),
    # Asking somebody who agreed to agree again takes nothing away.
    (S.GRANTED, A.REQUESTED): SubscriptionChange(S.GRANTED, "nothing_new"),
    (S.GRANTED, A.STATED): SubscriptionChange(S.GRANTED, "nothing_new"),
    (S.GRANTED, A.GRANTED): SubscriptionChange(S.GRANTED, "nothing_new"),
    (S.GRANTED, A.WITHDRAWN): SubscriptionChange(S.WITHDRAWN, "customer_refused"),
    (S.GRANTED, A.COMPLAINED): SubscriptionChange(S.COMPLAINED, "customer_complained"),
    (S.WITHDRAWN, A.REQUESTED): SubscriptionChange(S.WITHDRAWN, "a_refusal_stands"),
    (S.WITHDRAWN, A.STATED): SubscriptionChange(S.WITHDRAWN, "a_refusal_stands"),
    (S.WITHDRAWN, A.GRANTED): SubscriptionChange(S.GRANTED, "customer_came_back"),
    (S.WITHDRAWN, A.WITHDRAWN): SubscriptionChange(S.WITHDRAWN, "nothing_new"),
    (S.WITHDRAWN, A.COMPLAINED): SubscriptionChange(S.COMPLAINED, "customer_complained"),
    (S.COMPLAINED, A.REQUESTED): SubscriptionChange(S.COMPLAINED, "a_refusal_stands"),
    (S.COMPLAINED, A.STATED): SubscriptionChange(S.COMPLAINED, "a_refusal_stands"),
    (S.COMPLAINED, A.GRANTED): SubscriptionChange(S.GRANTED, "customer_came_back"),
    (S.COMPLAINED, A.WITHDRAWN): SubscriptionChange(S.COMPLAINED, "nothing_new"),
    (S.COMPLAINED, A.COMPLAINED): SubscriptionChange(S.COMPLAINED, "nothing_new"),
}


def after(standing: SubscriptionStanding, act: ConsentAct) -> SubscriptionChange:
    """Return what `act` makes of a subscription of this standing. Total."""
    return _TABLE[standing, act]


def standing_of(acts: Iterable[ConsentAct]) -> SubscriptionStanding:
    """Fold consent acts, oldest first, into today's standing."""
    standing = SubscriptionStanding.NONE
    for act in acts:
        standing = after(standing, act).standing
    return standing
