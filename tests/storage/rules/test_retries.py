"""When a deferred mail comes back."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mail.recognising.verdict import Reason
from storage.rules.retries import STEPS, GiveUp, Later, after_deferral
from tests.databases import NOW


@given(st.integers(0, len(STEPS)), st.sampled_from([str(reason) for reason in Reason]))
def test_it_comes_back_later_but_within_a_working_day(attempts: int, reason: str) -> None:
    again = after_deferral(attempts, reason, NOW)
    assert isinstance(again, Later)
    assert timedelta(minutes=5) <= again.at - NOW <= timedelta(hours=8)


def test_the_waits_grow_and_end_after_three_days() -> None:
    assert list(STEPS) == sorted(STEPS)
    assert timedelta(days=2.9) < sum(STEPS, timedelta()) < timedelta(days=3)
    assert after_deferral(len(STEPS) + 1, "network", NOW) == GiveUp()


def test_a_full_mailbox_is_not_asked_every_five_minutes() -> None:
    assert after_deferral(1, "mailbox_full", NOW) == Later(NOW + timedelta(hours=4))
    assert after_deferral(1, "network", NOW) == Later(NOW + timedelta(minutes=5))
