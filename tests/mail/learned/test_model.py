"""A model learns what examples teach, the same each time, and its table holds all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.learned import Model, marks
from mail.learned.training import learn

FRUIT = [
    *(("apple", f"a {word} one from the orchard") for word in ("red", "green", "crisp", "sour")),
    *(("pear", f"a {word} one from the garden") for word in ("soft", "long", "brown", "sweet")),
]
MODEL = learn([(kind, marks(text)) for kind, text in FRUIT])


def test_what_examples_have_in_common_decides() -> None:
    likely = MODEL.likelihoods(marks("one more from the orchard"))
    assert likely["apple"] > 0.8
    assert likely["apple"] + likely["pear"] == pytest.approx(1)


def test_words_of_no_example_leave_it_open() -> None:
    likely = MODEL.likelihoods(marks("zzz"))
    assert 0.3 < likely["apple"] < 0.7


def test_a_table_says_what_the_model_says() -> None:
    assert Model.parsed(MODEL.written("# note").splitlines()) == MODEL


def test_learning_twice_gives_the_same_model() -> None:
    assert learn([(kind, marks(text)) for kind, text in FRUIT]) == MODEL


@given(st.text(max_size=300))
def test_any_text_has_marks_and_likelihoods(text: str) -> None:
    seen = marks(text.lower())
    assert len(seen) == len(set(seen))
    assert sum(MODEL.likelihoods(seen).values()) == pytest.approx(1)


def test_the_largest_weights_leave_likelihoods() -> None:
    model = Model.of(("a", "b"), {"": (0.1, -0.1), "x": (-400.0, 400.0)})
    assert model.likelihoods(["x", "x", "y"]) == pytest.approx({"a": 0, "b": 1})
