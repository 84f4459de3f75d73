"""The shipped table of kinds is what the shipped examples teach, and it holds for others too."""

from functools import cache

import pytest

from mail.learned import tables
from mail.learned.training import Example, learn
from mail.understanding import gist, learning, standing


@cache
def _seen() -> list[Example]:
    return list(learning.seen())


def test_the_shipped_table_was_learned_from_the_shipped_examples() -> None:
    head = learning.TABLE.read_text("utf-8").partition("\t")[0]
    assert head == tables.note(_seen()), "run make learn"


@pytest.mark.parametrize("topic", standing.TOPICS)
def test_the_shipped_tables_of_what_stands_were_learned_from_the_shipped_rows(
    topic: standing.Topic,
) -> None:
    head = learning.table_of(topic).read_text("utf-8").partition("\t")[0]
    assert head == tables.note(list(standing.seen(topic))), "run make learn"


def test_each_example_says_one_thing_only_once() -> None:
    said: dict[str, str] = {}
    for kind, text in learning.examples():
        assert said.setdefault(text, kind) == kind, text
    assert set(said.values()) == gist.KINDS


def test_what_was_kept_back_is_told_mostly_right() -> None:
    """Half of the examples, to be quick: learned without an eighth of them, nine in ten are right
    where the model is sure."""
    half = _seen()[::2]
    model = learn([one for at, one in enumerate(half) if at % 8])
    told = [(kind, model.likelihoods(marks)) for kind, marks in half[::8]]
    right = sum(max(likely, key=lambda one: likely[one]) == kind for kind, likely in told)
    sure = [(kind, likely) for kind, likely in told if max(likely.values()) > 0.95]
    right_when_sure = sum(likely[kind] > 0.95 for kind, likely in sure)
    assert right > 0.7 * len(told)
    assert right_when_sure > 0.9 * len(sure) > 0.3 * len(told)
