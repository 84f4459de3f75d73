"""A refusal is done at once, held, or none: the whole table, every combination."""

from itertools import product

import pytest

from storage.rules.corrections import Trust
from storage.rules.refusals import Facts, Hold, Nothing, Unsubscribe, decide


@pytest.mark.parametrize("trust", [Trust.VERIFIED, Trust.KNOWN_SENDER])
def test_a_clear_refusal_from_the_contacts_own_address_is_done_at_once(trust: Trust) -> None:
    assert decide(Facts(confidence=0.97, trust=trust)) == Unsubscribe("clear")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (Facts(0.97, trust=Trust.UNVERIFIED), "another_address"),
        (Facts(0.97, scope="part"), "partial"),
        (Facts(0.97, alone=False), "mixed"),
        (Facts(0.97, doubtful=True), "doubtful"),
        (Facts(0.84), "unsure"),
        (Facts(float("nan")), "unsure"),
    ],
)
def test_every_doubt_holds_all_mail(facts: Facts, reason: str) -> None:
    assert decide(facts) == Hold(reason)


def test_the_whole_table_never_lets_a_refusal_pass_unheard() -> None:
    every = product((None, 0.1, 0.9), ("all", "part"), (True, False), (True, False), Trust)
    for confidence, scope, alone, doubtful, trust in every:
        decision = decide(Facts(confidence, scope, alone, doubtful, trust))  # type: ignore[arg-type]  # of product
        assert isinstance(decision, Nothing) == (confidence is None)
        assert decision.reason
