"""May we write to this address, for this purpose, now? The one rule that every way out asks.

An opt-out of an address binds everyone who has it: the facts therefore hold the refusals of all
contacts that share it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from storage.rules.addresses import AddressStanding
from storage.rules.coming_back import OPT_OUTS
from storage.rules.subscriptions import SubscriptionStanding

Refusal = Literal[
    "no_address",
    "invalid_address",
    "undeliverable",
    "no_basis",
    "withdrawn",
    "complained",
    "suppressed",
    "held",
    "not_due",
    "shared_address",
    "retired",
]


@dataclass(frozen=True, slots=True)
class SendFacts:
    """All that the rule looks at, for one contact and one of its addresses.

    `address` is empty where what was typed is no address. `sharers` are the standings, for the
    same purpose and channel, of every contact that has the address (this one included); `held`
    likewise names the first hold among them.
    """

    address: str | None
    standing: AddressStanding | None
    subscription: SubscriptionStanding
    sharers: Sequence[SubscriptionStanding] = ()
    suppressed: str | None = None
    held: str | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be sent."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not, and why: one of cli's skip reasons."""

    reason: Refusal


def may_send(facts: SendFacts) -> Allowed | Refused:
    """Decide; the gravest reason first, so that the one shown is the one that matters."""
    reason = _refused_by_someone(facts) or _not_ours_to_use(facts) or _unreachable(facts)
    return Refused(reason) if reason else Allowed()


def _refused_by_someone(facts: SendFacts) -> Refusal | None:
    everyone = (facts.subscription, *facts.sharers)
    if SubscriptionStanding.COMPLAINED in everyone:
        return "complained"
    if SubscriptionStanding.WITHDRAWN in everyone:
        return "withdrawn"
    if facts.suppressed:
        return "suppressed"
    return "held" if facts.held else None


def _not_ours_to_use(facts: SendFacts) -> Refusal | None:
    if facts.retired:
        return "retired"
    return None if facts.subscription is SubscriptionStanding.GRANTED else "no_basis"


def _unreachable(facts: SendFacts) -> Refusal | None:
    if facts.address is None:
        return "no_address"
    if not facts.address:
        return "invalid_address"
    return "undeliverable" if facts.standing is AddressStanding.UNDELIVERABLE else None


def may_call(facts: SendFacts) -> Allowed | Refused:
    """May this contact be on a call list about the accuracy of their data?

    Such a call carries no offer, so it needs no consent of its own, but it never reaches anybody
    who refused, complained, is held or suppressed, or was retired.
    """
    reason = _refused_by_someone(facts) or ("retired" if facts.retired else None)
    return Refused(reason) if reason else Allowed()


def may_ask_back(facts: SendFacts) -> Allowed | Refused:
    """May the one question go to somebody who left, asked to come back, and was spoken to?

    An opt-out is what the question is about; a complaint, any other suppression, a hold stand.
    """
    return may_call(
        replace(
            facts,
            subscription=_without_opt_out(facts.subscription),
            sharers=tuple(_without_opt_out(one) for one in facts.sharers),
            suppressed=None if facts.suppressed in OPT_OUTS else facts.suppressed,
        )
    )


def _without_opt_out(standing: SubscriptionStanding) -> SubscriptionStanding:
    left = standing is SubscriptionStanding.WITHDRAWN
    return SubscriptionStanding.NONE if left else standing
