"""What of a field with many values is put back, and what of an event is still to be."""

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.rules.undoing import outstanding, restored

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


rows = st.dictionaries(st.sampled_from(["name", "city", "custom"]), fields, min_size=1)


def changed(before: Any, after: Any, row: int = 1) -> dict[str, Any]:
    return {"table": "contact", "id": row, "before": before, "after": after}


@given(rows, st.data())
def test_what_was_put_back_is_not_outstanding_and_the_rest_is(
    before: dict[str, dict[str, int]], data: st.DataObject
) -> None:
    after = {name: data.draw(fields) for name in before}
    change = changed(before, after)
    done = {name: {key for key in "abcd" if data.draw(st.booleans())} for name in before}
    back = {
        name: {key: (before if key in done[name] else after)[name].get(key) for key in "abcd"}
        for name in before
    }
    left = outstanding([change], [changed({n: after[n] for n in back}, back)])
    told = {
        (name, key)
        for one in left
        for side in ("before", "after")
        for name in one[side]
        for key in one[side][name]
    }
    for name, key in product(before, "abcd"):
        if before[name].get(key) != after[name].get(key):
            assert ((name, key) in told) is (key not in done[name])


def test_a_row_that_an_undo_removed_or_brought_back_is_settled() -> None:
    made, lost = changed(None, {"id": 1}), changed({"id": 2}, None, row=2)
    named = changed({"name": ""}, {"name": "Ana"})
    assert outstanding([made, named, lost], []) == [made, named, lost]
    removed, returned = changed({"id": 1}, None), changed(None, {"id": 2}, row=2)
    assert outstanding([made, named, lost], [removed]) == [lost]
    assert outstanding([made, named, lost], [removed, returned]) == []
