"""What of a field with many values is put back."""

from hypothesis import given
from hypothesis import strategies as st

from storage.rules.undoing import restored

fields = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3))


@given(fields, fields)
def test_what_nobody_touched_is_as_it_was(before: dict[str, int], after: dict[str, int]) -> None:
    assert restored(after, before, after) == (before, [])


@given(fields, fields, fields)
def test_what_was_changed_since_is_left(
    now: dict[str, int], before: dict[str, int], after: dict[str, int]
) -> None:
    values, left = restored(now, before, after)
    for key in "abcd":
        changed = before.get(key) != after.get(key)
        if key in left or not changed:
            assert values.get(key) == now.get(key)
        else:
            assert values.get(key) == before.get(key)
    assert all(now.get(key) != after.get(key) for key in left)
