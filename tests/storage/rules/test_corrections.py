"""What replies may change unasked: each row of the written policy, and what nobody can loosen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.corrections import (
    DEFAULT,
    RELEASED,
    Apply,
    AwaitConfirmation,
    Confirmed,
    Evidence,
    Extent,
    Facts,
    Policy,
    Propose,
    Trust,
    Unclear,
    decide,
    decide_confirmation,
    is_slip,
)

PHONE = Facts(
    field="mobile",
    old="+34612345678",
    new="+34655443322",
    confidence=0.95,
    evidence=Evidence.LABELLED_LINE,
    trust=Trust.VERIFIED,
)
POLICIES = [Policy(extent) for extent in Extent]
NOTHING, FILL, CAREFUL, LOOSEST = POLICIES
FIELDS = sorted(RELEASED | {"notes"})

facts = st.builds(
    Facts,
    field=st.sampled_from(FIELDS),
    old=st.text(max_size=8),
    new=st.text(max_size=8),
    confidence=st.floats(allow_nan=True, allow_infinity=True),
    evidence=st.sampled_from(Evidence),
    trust=st.sampled_from(Trust),
    values=st.integers(0, 3),
    alone=st.booleans(),
    whole=st.booleans(),
)


def test_a_sure_correction_from_a_verified_sender_is_applied() -> None:
    assert decide(PHONE) == Apply("released")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"trust": Trust.KNOWN_SENDER}, "unverified_sender"),
        ({"trust": Trust.UNVERIFIED}, "unverified_sender"),
        ({"whole": False}, "partly_read"),
        ({"alone": False}, "mixed_reply"),
        ({"values": 2}, "conflicting_values"),
        ({"new": ""}, "removal"),
        ({"confidence": 0.84}, "unsure"),
        ({"confidence": float("nan")}, "unsure"),
        ({"field": "birth_date", "old": "", "new": "1984-05-17"}, "birth_date"),
        ({"field": "last_name", "old": "Gil", "new": "Ruiz"}, "name_change"),
        ({"field": "notes"}, "not_released"),
        ({"field": "email", "new": "", "old": "a@example.es"}, "removal"),
    ],
)
def test_each_doubt_makes_a_proposal_with_its_reason(
    changes: dict[str, object], reason: str
) -> None:
    assert decide(replace(PHONE, **changes)) == Propose(reason)  # type: ignore[arg-type]  # by name


def test_a_new_address_is_asked_first() -> None:
    asked = replace(PHONE, field="email", old="a@example.es", new="b@example.es")
    assert decide(asked) == AwaitConfirmation("new_address")
    assert decide(asked, LOOSEST) == AwaitConfirmation("new_address")


def test_the_default_is_the_careful_policy() -> None:
    assert DEFAULT == CAREFUL


@given(facts)
def test_an_owner_who_wants_nothing_unasked_gets_proposals_only(one: Facts) -> None:
    assert isinstance(decide(one, NOTHING), Propose)


def test_an_owner_who_only_lets_gaps_be_filled() -> None:
    assert decide(PHONE, FILL) == Propose("would_replace")
    assert decide(replace(PHONE, old=""), FILL) == Apply("released")
    address = replace(PHONE, field="email", old="a@example.es", new="b@example.es")
    assert decide(address, FILL) == Propose("would_replace")
    assert decide(replace(address, old=""), FILL) == AwaitConfirmation("new_address")


def test_an_owner_may_let_names_and_birth_dates_change() -> None:
    for one in (
        replace(PHONE, field="last_name", old="Gil", new="Ruiz"),
        replace(PHONE, field="birth_date", old="", new="1984-05-17"),
    ):
        assert isinstance(decide(one), Propose)
        assert decide(one, LOOSEST) == Apply("released")


@pytest.mark.parametrize("extent", Extent)
def test_what_is_not_released_is_for_staff_however_far_it_goes(extent: Extent) -> None:
    policy = Policy(extent, frozenset({"city"}))
    email = replace(PHONE, field="email", old="", new="b@example.es")
    for one in (replace(PHONE, old=""), email):
        assert decide(one, policy) == Propose("not_released")


@given(facts, st.sampled_from(POLICIES))
def test_an_unverified_sender_changes_nothing_whatever_the_policy(
    one: Facts, policy: Policy
) -> None:
    if one.trust is not Trust.VERIFIED:
        assert isinstance(decide(one, policy), Propose)


@given(facts, st.sampled_from(POLICIES))
def test_addresses_conflicts_and_removals_are_never_applied(one: Facts, policy: Policy) -> None:
    decision = decide(one, policy)
    assert decision.reason
    if one.field == "email" or one.values != 1 or not one.new:
        assert not isinstance(decision, Apply)


@given(facts)
def test_a_tighter_policy_never_applies_what_a_looser_one_would_not(one: Facts) -> None:
    applied = [isinstance(decide(one, policy), Apply) for policy in POLICIES]
    assert applied == sorted(applied)


@pytest.mark.parametrize(
    ("old", "new", "name", "slip"),
    [
        ("Gil Soler", "Gil Solera", "last_name", True),
        ("Gil", "Gil Soler", "last_name", True),
        ("Perez", "Pérez", "last_name", True),
        ("Marta", "Martha", "first_name", True),
        ("Mario", "María", "first_name", False),
        ("Оля", "Юля", "first_name", False),
        ("Ana", "Eva", "first_name", False),
        ("Gil Soler", "Ruiz Soler", "last_name", False),
    ],
)
def test_a_slip_of_the_pen_is_not_another_name(old: str, new: str, name: str, slip: bool) -> None:
    assert is_slip(old, new, name) is slip


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_slip_is_one_both_ways_for_first_names(one: str, other: str) -> None:
    assert is_slip(one, other, "first_name") == is_slip(other, one, "first_name")


def test_a_confirmation_counts_only_when_nothing_is_in_the_way() -> None:
    assert decide_confirmation(0.97, Trust.VERIFIED, alone=True, doubtful=False) == Confirmed(
        "said_so"
    )
    cases = [
        (0.97, Trust.KNOWN_SENDER, True, False, "unverified_sender"),
        (0.97, Trust.VERIFIED, False, False, "mixed_reply"),
        (0.97, Trust.VERIFIED, True, True, "doubtful"),
        (0.79, Trust.VERIFIED, True, False, "unsure"),
        (float("nan"), Trust.VERIFIED, True, False, "unsure"),
    ]
    for confidence, trust, alone, doubtful, reason in cases:
        decision = decide_confirmation(confidence, trust, alone=alone, doubtful=doubtful)
        assert decision == Unclear(reason)
