"""What a "take me off" in a reply does: at once, a hold until a person has looked, or nothing.

The rules are tried in this order, and the first that fits decides:

| what is the case                                          | outcome     | reason          |
| --------------------------------------------------------- | ----------- | --------------- |
| no refusal was found                                      | nothing     | no_refusal      |
| from an address that is not the contact's                 | hold        | another_address |
| of some mails, or one channel, only                       | hold        | partial         |
| beside something else (all is right, erase, a complaint)  | hold        | mixed           |
| something in the reply was not understood                 | hold        | doubtful        |
| less sure than `LEAST`                                    | hold        | unsure          |
| anything else                                             | unsubscribe | clear           |

A refusal needs no token: whoever writes from the contact's own address is believed, because being
wrong costs one mail, and not believing a customer costs trust (and is against the law). A hold
stops all mail to the contact and changes no data.
"""

from dataclasses import dataclass
from typing import Literal

from storage.rules.corrections import Trust

LEAST = 0.85


@dataclass(frozen=True, slots=True)
class Facts:
    """A refusal, as understood; `confidence` 0 to 1, None where there was none.

    `alone`: no other intent is in the reply, except one that the refusal itself implies.
    """

    confidence: float | None
    scope: Literal["all", "part"] = "all"
    alone: bool = True
    doubtful: bool = False
    trust: Trust = Trust.VERIFIED


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Withdraw both purposes now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Stop all mail to the contact until a person has looked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to do about it."""

    reason: str


Decision = Unsubscribe | Hold | Nothing


def decide(facts: Facts) -> Decision:
    """Say what a reply's refusal does. Total; see the table above for the reasons."""
    if facts.confidence is None:
        return Nothing("no_refusal")
    if facts.trust is Trust.UNVERIFIED:
        return Hold("another_address")
    if facts.scope != "all":
        return Hold("partial")
    if not facts.alone:
        return Hold("mixed")
    if facts.doubtful:
        return Hold("doubtful")
    return Unsubscribe("clear") if facts.confidence >= LEAST else Hold("unsure")
