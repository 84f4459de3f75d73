"""The tables of addresses and subscriptions are total, and say what the law and good sense say."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules import addresses, subscriptions
from storage.rules.addresses import AddressEvent, AddressStanding
from storage.rules.bounces import EVENTS, REASONS, judge
from storage.rules.subscriptions import ConsentAct, SubscriptionStanding, standing_of

REFUSED = {SubscriptionStanding.WITHDRAWN, SubscriptionStanding.COMPLAINED}


@pytest.mark.parametrize(("standing", "event"), list(product(AddressStanding, AddressEvent)))
def test_every_pair_of_an_address_has_a_written_outcome(
    standing: AddressStanding, event: AddressEvent
) -> None:
    change = addresses.after(standing, event)
    assert change.standing in AddressStanding
    assert change.why


@pytest.mark.parametrize(("standing", "act"), list(product(SubscriptionStanding, ConsentAct)))
def test_every_pair_of_a_subscription_has_a_written_outcome(
    standing: SubscriptionStanding, act: ConsentAct
) -> None:
    change = subscriptions.after(standing, act)
    assert change.standing in SubscriptionStanding
    assert change.why


@given(st.lists(st.sampled_from(ConsentAct)), st.sampled_from(["withdrawn", "complained"]))
def test_a_refusal_stands_until_the_customer_agrees_anew(
    acts: list[ConsentAct], refusal: str
) -> None:
    later = [act for act in acts if act is not ConsentAct.GRANTED]
    assert standing_of([ConsentAct.STATED, ConsentAct(refusal), *later]) in REFUSED


@given(st.lists(st.sampled_from(ConsentAct)))
def test_nobody_is_subscribed_by_being_asked(acts: list[ConsentAct]) -> None:
    asked_only = [act for act in acts if act is ConsentAct.REQUESTED]
    assert standing_of(asked_only) in {SubscriptionStanding.NONE, SubscriptionStanding.PENDING}


def test_only_evidence_that_it_works_or_is_stated_anew_revives_a_dead_address() -> None:
    reviving = {
        event
        for event in AddressEvent
        if addresses.after(AddressStanding.UNDELIVERABLE, event).standing
        is not AddressStanding.UNDELIVERABLE
    }
    assert reviving == {AddressEvent.REPLIED, AddressEvent.STATED_AGAIN}


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
@pytest.mark.parametrize("reason", REASONS)
def test_only_a_failed_recipient_counts_as_a_bounce(action: str, reason: str) -> None:
    assert judge(action, reason, permanent=True).effect == "none"


@pytest.mark.parametrize("reason", [r for r, e in REASONS.items() if e == "sender_fault"])
@pytest.mark.parametrize("permanent", [True, False])
def test_the_senders_own_fault_is_no_event_of_an_address(reason: str, permanent: bool) -> None:
    assert EVENTS[judge("failed", reason, permanent=permanent).effect] is None


@pytest.mark.parametrize("reason", REASONS)
def test_only_a_dead_address_is_hard_whatever_the_recogniser_says(reason: str) -> None:
    dead = {"user_unknown", "host_unknown", "moved", "not_accepted"}
    assert (judge("failed", reason, permanent=True).effect == "hard") is (reason in dead)


@given(st.text(), st.text())
def test_nothing_is_hard_unless_the_address_itself_is_dead(action: str, reason: str) -> None:
    assert judge(action, reason, permanent=False).effect != "hard"
