"""A model tells what its examples told, and its table says the same as it."""

from hypothesis import given
from hypothesis import strategies as st

from mail.learned import Model, marks
from mail.learned.training import learn

EXAMPLES = [
    *[("full", marks(f"the box of {name} is full")) for name in ("ana", "eva", "leo")],
    *[("gone", marks(f"the box of {name} is gone")) for name in ("ana", "eva", "leo")],
]


def test_a_new_text_is_told_by_its_words() -> None:
    likely = learn(EXAMPLES).likelihoods(marks("his box is full"))
    assert likely["full"] > 0.8
    assert abs(sum(likely.values()) - 1) < 1e-9


def test_the_same_examples_teach_the_same() -> None:
    assert learn(EXAMPLES) == learn(list(EXAMPLES))


def test_the_table_says_what_the_model_says() -> None:
    model = learn(EXAMPLES)
    assert Model.parsed(model.written("# note")) == model


@given(st.lists(st.text(max_size=20), max_size=200))
def test_any_marks_are_weighed(seen: list[str]) -> None:
    likely = Model.of(("a", "b"), {"": (0.1, -0.1), "x": (-400.0, 400.0)}).likelihoods(seen)
    assert all(0 <= one <= 1 for one in likely.values())
