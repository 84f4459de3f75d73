"""Which of two values stands."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.provenance import Keep, Same, Source, Take, Trust, decide
from tests.databases import NOW

LATER = NOW + timedelta(days=1)
WHO = ("contact:1", "staff:1", "cli", "import:3", "fill:4", "merge:9", "job:sweep", "")
sources = st.builds(
    Source, st.sampled_from(WHO), st.sampled_from([NOW - timedelta(days=1), NOW, LATER])
)


@pytest.mark.parametrize(
    ("who", "trust"),
    [
        ("contact:12", Trust.CUSTOMER),
        ("staff:3", Trust.STAFF),
        ("cli", Trust.STAFF),
        ("import:5", Trust.FILE),
        ("fill:6", Trust.VENDOR),
        ("merge:9", Trust.STAFF),
    ],
)
def test_a_source_is_trusted_by_who_it_is(who: str, trust: Trust) -> None:
    assert Source(who, NOW).trust is trust


def test_each_line_of_the_table() -> None:
    file, customer = Source("import:1", NOW), Source("contact:1", NOW)
    later = Source("import:2", LATER)
    assert decide("a", file, standing="a", standing_source=customer) == Same()
    assert decide("a", file, standing="", standing_source=customer) == Take("was_empty")
    assert decide("a", later, standing="b", standing_source=customer) == Keep("less_trusted")
    assert decide("a", file, standing="b", standing_source=later) == Keep("older")
    assert decide("a", later, standing="b", standing_source=file) == Take("newer")
    assert decide("a", customer, standing="b", standing_source=later) == Take("newer")


@given(st.sampled_from(["", "a", "b"]), sources, st.sampled_from(["", "a", "b"]), sources)
def test_the_rule_is_total_and_the_less_trusted_never_win(
    new: str, one: Source, old: str, other: Source
) -> None:
    verdict = decide(new, one, standing=old, standing_source=other)
    if isinstance(verdict, Take) and old:
        assert one.trust >= other.trust
    if isinstance(verdict, Keep):
        assert one.trust <= other.trust
    assert isinstance(verdict, Same) == (new == old)
