"""Who may come back: an opt-out from before the wish, and nothing else, can be asked about."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.rules.coming_back import OPT_OUTS, Refused, door
from storage.rules.sending import Allowed, SendFacts, may_ask_back, may_call
from storage.rules.subscriptions import SubscriptionStanding
from tests.databases import NOW

REASONS = (*OPT_OUTS, "complained", "objected", "erased", "manual")
REFUSALS = st.lists(
    st.builds(
        Refused,
        st.sampled_from(REASONS),
        st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days)),
    )
)


@given(REFUSALS)
def test_only_opt_outs_from_before_the_wish_leave_the_door_ajar(refusals: list[Refused]) -> None:
    told = door(refusals, NOW)
    assert (told == "never_left") is not bool(refusals)
    ajar = all(one.reason in OPT_OUTS and one.at <= NOW for one in refusals)
    assert (told == "closed") is not ajar


@given(
    st.sampled_from(SubscriptionStanding),
    st.lists(st.sampled_from(SubscriptionStanding)),
    st.sampled_from([None, *REASONS]),
    st.sampled_from([None, "doubtful_opt_out"]),
    st.booleans(),
)
def test_the_question_passes_an_opt_out_and_nothing_else(
    own: SubscriptionStanding,
    sharers: list[SubscriptionStanding],
    suppressed: str | None,
    held: str | None,
    retired: bool,
) -> None:
    facts = SendFacts("ana@example.org", None, own, tuple(sharers), suppressed, held, retired)
    barred = (
        SubscriptionStanding.COMPLAINED in (own, *sharers)
        or (suppressed is not None and suppressed not in OPT_OUTS)
        or held is not None
        or retired
    )
    assert isinstance(may_ask_back(facts), Allowed) is not barred
    assert not isinstance(may_call(replace(facts, suppressed="unsubscribed")), Allowed)
