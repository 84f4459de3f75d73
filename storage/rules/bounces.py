"""What a bounce means for the address: a total table over the reason that mail recognised.

"5.x.x is hard" is wrong more often than right, so only the reason decides. Only a server that
says the address itself is dead makes it undeliverable; the sender's own fault (policy, reputation,
authentication, rate limits) never marks a contact.
"""

from dataclasses import dataclass
from typing import Literal

from storage.rules.addresses import AddressEvent

Effect = Literal["hard", "soft", "full", "sender_fault", "none"]

REASONS: dict[str, Effect] = {
    "user_unknown": "hard",
    "host_unknown": "hard",
    "moved": "hard",
    "inactive": "soft",
    "mailbox_full": "full",
    "message_too_big": "sender_fault",
    "filtered": "sender_fault",
    "rejected": "sender_fault",
    "blocked": "sender_fault",
    "policy": "sender_fault",
    "auth_failure": "sender_fault",
    "spam": "sender_fault",
    "virus": "sender_fault",
    "rate_limited": "sender_fault",
    "not_accepted": "soft",
    "security": "sender_fault",
    "expired": "soft",
    "network": "soft",
    "system_error": "soft",
    "system_full": "soft",
    "content": "sender_fault",
    "syntax": "sender_fault",
    "relay_denied": "sender_fault",
    "other": "soft",
}
"""Every reason of the contract; one that is not here counts as `other`."""

FULL_RUNS_TO_CALL = 2
"""In so many runs a mailbox is full before somebody calls: once may be a holiday."""

EVENTS: dict[Effect, AddressEvent | None] = {
    "hard": AddressEvent.HARD_BOUNCED,
    "soft": AddressEvent.SOFT_BOUNCED,
    "full": AddressEvent.MAILBOX_FULL,
    "sender_fault": None,
    "none": None,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What it does to the address, and why."""

    effect: Effect
    why: str


def judge(action: str, reason: str, *, permanent: bool) -> Verdict:
    """Decide on one recipient of a report (RFC 3464 action).

    `permanent` from the recogniser may raise `not_accepted` to hard, and nothing else; where it is
    false, nothing is hard. Only `failed` counts.
    """
    if action != "failed":
        return Verdict("none", f"action_{action or 'missing'}")
    effect = REASONS.get(reason, "soft")
    if permanent and reason == "not_accepted":
        return Verdict("hard", reason)
    if effect == "hard" and not permanent:
        return Verdict("soft", f"{reason}_not_permanent")
    return Verdict(effect, reason)
