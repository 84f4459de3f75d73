"""The standing of an e-mail address: a total table over (standing, event).

Only evidence about the address itself changes it. What is the sender's own fault (policy,
reputation, authentication, rate limits) is no event of an address at all: see rules/bounces.py.
"""

from dataclasses import dataclass
from enum import StrEnum


class AddressStanding(StrEnum):
    """What we know of an address."""

    UNVERIFIED = "unverified"
    DELIVERABLE = "deliverable"
    SOFT_BOUNCING = "soft_bouncing"
    UNDELIVERABLE = "undeliverable"


class AddressEvent(StrEnum):
    """What can happen to an address."""

    REPLIED = "replied"
    """The customer answered a mail that we sent to it."""
    HARD_BOUNCED = "hard_bounced"
    """A receiving server says that the address is dead."""
    SOFT_BOUNCED = "soft_bounced"
    MAILBOX_FULL = "mailbox_full"
    RUN_WITHOUT_BOUNCE = "run_without_bounce"
    """A run closed, a mail was sent to it, and none came back."""
    STATED_AGAIN = "stated_again"
    """The customer or staff state this very address anew."""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """The new standing, and why."""

    standing: AddressStanding
    why: str


S, E = AddressStanding, AddressEvent
_TABLE: dict[tuple[AddressStanding, AddressEvent], AddressChange] = {
    (S.UNVERIFIED, E.REPLIED): AddressChange(S.DELIVERABLE, "a_reply_proves_it"),
    (S.UNVERIFIED, E.HARD_BOUNCED): AddressChange(S.UNDELIVERABLE, "dead"),
    (S.UNVERIFIED, E.SOFT_BOUNCED): AddressChange(S.SOFT_BOUNCING, "temporary_fault"),
    (S.UNVERIFIED, E.MAILBOX_FULL): AddressChange(S.SOFT_BOUNCING, "mailbox_full"),
    (S.UNVERIFIED, E.RUN_WITHOUT_BOUNCE): AddressChange(S.DELIVERABLE, "nothing_came_back"),
    (S.UNVERIFIED, E.STATED_AGAIN): AddressChange(S.UNVERIFIED, "nothing_new"),
    (S.DELIVERABLE, E.REPLIED): AddressChange(S.DELIVERABLE, "nothing_new"),
    (S.DELIVERABLE, E.HARD_BOUNCED): AddressChange(S.UNDELIVERABLE, "dead"),
    (S.DELIVERABLE, E.SOFT_BOUNCED): AddressChange(S.SOFT_BOUNCING, "temporary_fault"),
    (S.DELIVERABLE, E.MAILBOX_FULL): AddressChange(S.SOFT_BOUNCING, "mailbox_full"),
    (S.DELIVERABLE, E.RUN_WITHOUT_BOUNCE): AddressChange(S.DELIVERABLE, "nothing_new"),
    (S.DELIVERABLE, E.STATED_AGAIN): AddressChange(S.DELIVERABLE, "nothing_new"),
    (S.SOFT_BOUNCING, E.REPLIED): AddressChange(S.DELIVERABLE, "a_reply_proves_it"),
    (S.SOFT_BOUNCING, E.HARD_BOUNCED): AddressChange(S.UNDELIVERABLE, "dead"),
    (S.SOFT_BOUNCING, E.SOFT_BOUNCED): AddressChange(S.SOFT_BOUNCING, "still_bouncing"),
    (S.SOFT_BOUNCING, E.MAILBOX_FULL): AddressChange(S.SOFT_BOUNCING, "still_bouncing"),
    (S.SOFT_BOUNCING, E.RUN_WITHOUT_BOUNCE): AddressChange(S.DELIVERABLE, "nothing_came_back"),
    (S.SOFT_BOUNCING, E.STATED_AGAIN): AddressChange(S.UNVERIFIED, "to_be_tried_again"),
    (S.UNDELIVERABLE, E.REPLIED): AddressChange(S.DELIVERABLE, "a_reply_proves_it"),
    (S.UNDELIVERABLE, E.HARD_BOUNCED): AddressChange(S.UNDELIVERABLE, "nothing_new"),
    # A late temporary fault, or silence, does not bring a dead address back to life.
    (S.UNDELIVERABLE, E.SOFT_BOUNCED): AddressChange(S.UNDELIVERABLE, "still_dead"),
    (S.UNDELIVERABLE, E.MAILBOX_FULL): AddressChange(S.UNDELIVERABLE, "still_dead"),
    (S.UNDELIVERABLE, E.RUN_WITHOUT_BOUNCE): AddressChange(S.UNDELIVERABLE, "still_dead"),
    (S.UNDELIVERABLE, E.STATED_AGAIN): AddressChange(S.UNVERIFIED, "to_be_tried_again"),
}


def after(standing: AddressStanding, event: AddressEvent) -> AddressChange:
    """Return what `event` makes of an address of this standing. Total."""
    return _TABLE[standing, event]
