"""Whether what a reply says may be done as it stands, or what stands beside it turns it.

Other modules find a new value, a refusal or a yes. Beside it people remark something: "the old one
fell into the sea" leaves a new number standing, "that one is my sister's" turns it, and a careful
person would look first. Which remark does what was learned from `tables/standing`: rows of a topic,
`stays` or `turns`, and a remark or a whole reply, in which `◆` stands for the value in question,
`◇` for other values and `◌` for old ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, get_args

from mail.learned import Model, kin, marks
from mail.learned.training import Example
from mail.understanding import gist, lists, sentences
from mail.understanding.sentences import Sentence

Topic = Literal["value", "refusal", "yes"]
TOPICS: tuple[Topic, ...] = get_args(Topic)
STAYS, TURNS = "stays", "turns"
VALUE, OTHER, OLD = "◆", "◇", "◌"
# Of a value; of one that has no look of its own it is `PLAINLY`.
PLAINLY, SURELY, MOSTLY, RATHER, HARDLY = 0.92, 0.86, 0.7, 0.6, 0.2
LIKELY, UNLIKELY = 0.76, 0.15  # of a refusal or a yes
DESPITE_A_HEDGE = 0.85
UNHEARD = 0.95  # of a yes that no phrase says
NEVER = 2.0  # that no likelihood reaches: what nothing outweighs
BEYOND_DOUBT = 0.98  # of a value, whatever stands behind it
DESPITE_ITS_WORDS = 0.99  # of a remark that has a word which may turn a value
_PARTS = 5  # of a likelihood, that tell how sure a sentence is of its kind

Stretch = tuple[int, int, str]
"""Where a value stands in a sentence, from and to, and the sign that stands for it."""


def likelihood(topic: Topic, said: Sequence[str]) -> float:
    """Return how likely it is, 0 to 1, that what is said in these sentences stands as it is."""
    return _likelihood(topic, tuple(said))


@lru_cache(maxsize=256)
def _likelihood(topic: Topic, said: tuple[str, ...]) -> float:
    return _model(topic).likelihoods(_marks(said))[STAYS]


def masked(text: str, values: Iterable[Stretch]) -> str:
    """Return a sentence with signs for its values; of two that overlap the first is put."""
    parts, end = [], 0
    for start, stop, sign in sorted(values):
        if start >= end:
            parts += [text[end:start], sign]
            end = stop
    return "".join([*parts, text[end:]])


def rows() -> Iterator[tuple[Topic, str, str]]:
    """Yield topic, `stays` or `turns`, and text of all examples. Raises ValueError for others."""
    topics = {topic: topic for topic in TOPICS}
    for name, row in lists.rows("standing"):
        cells = row.split("\t")
        if len(cells) != 3 or cells[0] not in topics or cells[1] not in (STAYS, TURNS):
            raise ValueError(f"{name}: a row is topic, stays or turns, and words: {row!r}")
        yield topics[cells[0]], cells[1], cells[2].replace("\\n", "\n")


def seen(topic: Topic) -> Iterator[Example]:
    """Yield what is learned from: what became of what was said, and the marks of all of it."""
    for one, code, text in rows():
        if one == topic:
            yield code, _marks(sentences.split(text))


def _marks(said: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for text in said:
        own = list(_of(sentences.sentence(text)))
        found.update(dict.fromkeys(own))
        if VALUE in text:
            found.update(dict.fromkeys([f"o {mark}" for mark in own]))
    return list(found)


def _of(sentence: Sentence) -> Iterator[str]:
    yield from marks(sentence.folded)
    yield from kin(sentence.folded)
    yield from (f"={hit.kind}" for hit in sentence.found)
    whole = gist.gist(sentence)
    yield f"={whole.kind} {int(whole.likelihood * _PARTS)}"
    if sentence.asks:
        yield "=asks"


@cache
def _model(topic: Topic) -> Model:
    table = resources.files("mail.understanding") / "tables" / "learned" / f"{topic}.tsv"
    with table.open(encoding="utf-8") as lines:
        return Model.parsed(lines)
