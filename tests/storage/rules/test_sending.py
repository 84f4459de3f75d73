"""May we write? Every reason not to, and what prevails."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.addresses import AddressStanding
from storage.rules.sending import Allowed, Refused, SendFacts, may_call, may_send
from storage.rules.subscriptions import SubscriptionStanding as S

FINE = SendFacts("ana@example.org", AddressStanding.DELIVERABLE, S.GRANTED, sharers=(S.GRANTED,))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(FINE, address=None), "no_address"),
        (replace(FINE, address=""), "invalid_address"),
        (replace(FINE, standing=AddressStanding.UNDELIVERABLE), "undeliverable"),
        (replace(FINE, subscription=S.NONE), "no_basis"),
        (replace(FINE, subscription=S.PENDING), "no_basis"),
        (replace(FINE, subscription=S.WITHDRAWN), "withdrawn"),
        (replace(FINE, sharers=(S.GRANTED, S.WITHDRAWN)), "withdrawn"),
        (replace(FINE, sharers=(S.COMPLAINED, S.GRANTED)), "complained"),
        (replace(FINE, suppressed="erased"), "suppressed"),
        (replace(FINE, held="doubtful_opt_out"), "held"),
        (replace(FINE, retired=True), "retired"),
    ],
)
def test_each_reason_alone_stops_a_mail(facts: SendFacts, reason: str) -> None:
    assert may_send(FINE) == Allowed()
    assert may_send(facts) == Refused(reason)  # type: ignore[arg-type]


facts = st.builds(
    SendFacts,
    address=st.sampled_from([None, "", "a@example.org"]),
    standing=st.sampled_from([None, *AddressStanding]),
    subscription=st.sampled_from(S),
    sharers=st.lists(st.sampled_from(S)),
    suppressed=st.sampled_from([None, "erased"]),
    held=st.sampled_from([None, "x"]),
    retired=st.booleans(),
)


@given(facts)
def test_nobody_is_mailed_against_any_refusal_or_without_a_basis(facts: SendFacts) -> None:
    if may_send(facts) == Allowed():
        assert facts.subscription is S.GRANTED
        assert not {S.WITHDRAWN, S.COMPLAINED} & set(facts.sharers)
        assert facts.suppressed is None
        assert facts.held is None
        assert facts.address


@given(facts)
def test_nobody_who_refused_is_on_a_call_list(facts: SendFacts) -> None:
    if may_call(facts) == Allowed():
        assert not {S.WITHDRAWN, S.COMPLAINED} & {facts.subscription, *facts.sharers}
        assert facts.suppressed is None
        assert facts.held is None
        assert not facts.retired
