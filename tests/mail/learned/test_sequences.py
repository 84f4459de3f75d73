"""Words are named in the light of the names before them, and of what comes after."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mail.learned import sequences
from mail.learned.sequences import NOTHING, Marks
from mail.learned.training import Way, learn

Words = list[tuple[Marks, Marks]]


def marked(text: str) -> Words:
    words = [*text.split(), ""]
    return [([word, f">{after}"], [word]) for word, after in pairwise(words)]


TEXTS = [
    ("we live in new york now", "- - - town town -"),
    ("new shoes in york", "- - - town"),
    ("in new york", "- town town"),
    ("new job in new york", "- - - town town"),
    ("a new car", "- - -"),
] * 20
MODEL = learn(
    [one for text, names in TEXTS for one in sequences.examples(marked(text), names.split())],
    Way(seldom=1, rounds=20),
)


def names(text: str) -> list[str]:
    return [one.name for one in sequences.named(MODEL, marked(text))]


def test_the_name_before_decides_what_a_word_is() -> None:
    assert names("in new york now") == [NOTHING, "town", "town", NOTHING]
    assert names("a new job") == [NOTHING, NOTHING, NOTHING]


def test_what_no_example_has_is_named_too() -> None:
    assert len(names("quite unheard of")) == 3


@given(st.lists(st.sampled_from(["we", "new", "york", "in", "zzz"]), max_size=12))
def test_each_word_gets_one_name_and_a_likelihood(words: list[str]) -> None:
    found = sequences.named(MODEL, marked(" ".join(words)))
    assert len(found) == len(words)
    assert all(one.name in MODEL.kinds and 0 < one.likelihood <= 1 for one in found)
