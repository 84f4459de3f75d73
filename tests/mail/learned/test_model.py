"""A model learns what examples teach, the same each time, and its table holds all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.learned import Model, marks
from mail.learned.training import learn
from mail.understanding import gist, learning, sentences

FRUIT = [
    *(("apple", f"a {word} one from the orchard") for word in ("red", "green", "crisp", "sour")),
    *(("pear", f"a {word} one from the garden") for word in ("soft", "long", "brown", "sweet")),
]


def _model() -> Model:
    return learn([(kind, marks(text)) for kind, text in FRUIT])


def test_what_examples_have_in_common_decides() -> None:
    likely = _model().likelihoods(marks("one more from the orchard"))
    assert likely["apple"] > 0.8
    assert likely["apple"] + likely["pear"] == pytest.approx(1)


def test_words_of_no_example_leave_it_open() -> None:
    likely = _model().likelihoods(marks("zzz"))
    assert 0.3 < likely["apple"] < 0.7


def test_a_table_says_what_the_model_says() -> None:
    model = _model()
    table = model.written("# note")
    assert Model.parsed(table).written("# note") == table
    seen = marks("a crisp one")
    read = Model.parsed(table).likelihoods(seen)
    assert read == pytest.approx(model.likelihoods(seen), abs=0.02)


def test_learning_twice_gives_the_same_table() -> None:
    assert _model().written("") == _model().written("")


@given(st.text(max_size=300))
def test_any_text_has_marks_and_likelihoods(text: str) -> None:
    seen = marks(text.lower())
    assert len(seen) == len(set(seen))
    assert sum(_model_once().likelihoods(seen).values()) == pytest.approx(1)


_ONCE = _model()


def _model_once() -> Model:
    return _ONCE


def test_the_shipped_table_was_learned_from_the_shipped_examples() -> None:
    head = learning.KINDS.read_text("utf-8").partition("\t")[0]
    assert head == f"# learned from {learning.digest()}", "run make learn"


def test_each_example_says_one_thing_only_once() -> None:
    seen: dict[str, str] = {}
    for kind, text in learning.examples():
        assert seen.setdefault(text, kind) == kind, text
    assert set(seen.values()) == gist.KINDS


def test_what_was_kept_back_is_told_mostly_right() -> None:
    """Of what a model is sure of, learned without every eighth example, nine in ten are right."""
    each = [(kind, gist.marks_of(sentences.sentence(text))) for kind, text in learning.examples()]
    taught = [one for at, one in enumerate(each[::2]) if at % 8]
    kept = [one for at, one in enumerate(each[::2]) if not at % 8]
    model = learn(taught)
    told = [(kind, model.likelihoods(seen)) for kind, seen in kept]
    right = sum(max(likely, key=lambda one: likely[one]) == kind for kind, likely in told)
    sure = [(kind, likely) for kind, likely in told if max(likely.values()) > 0.95]
    right_when_sure = sum(likely[kind] > 0.95 for kind, likely in sure)
    assert right > 0.7 * len(told)
    assert right_when_sure > 0.9 * len(sure) > 0.3 * len(told)
