"""Learn again what examples of replies teach, after one was added: `make learn`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from mail.learned import tables
from mail.learned.training import Example, Way
from mail.understanding import annotated, gist, lists, sentences, standing

_LEARNED = Path(__file__).parent / "tables" / "learned"
TABLE, TAGS = _LEARNED / "kinds.tsv", _LEARNED / "tags.tsv"
_WAY_OF_KINDS = Way(step=0.15, last=6)
# There are ten times as many words as sentences, and each must not be too sure of itself.
_WAY_OF_TAGS = Way(seldom=3, rounds=6, step=0.1, last=3)
_WAY_OF_STANDING = Way(rounds=8, step=0.1, last=4)


def examples() -> Iterator[tuple[str, str]]:
    """Yield kind and sentence of all examples. Raises ValueError where a row is none."""
    for name, row in lists.rows("examples"):
        kind, tab, sentence = row.partition("\t")
        if not (tab and sentence.strip()) or kind not in gist.KINDS:
            raise ValueError(f"{name}: a row is a kind and a sentence between a tab: {row!r}")
        yield kind, sentence


def seen() -> Iterator[Example]:
    """Yield what is learned from: the kind and the marks of all examples."""
    for kind, text in examples():
        yield kind, gist.marks_of(sentences.sentence(text))


def table_of(topic: standing.Topic) -> Path:
    """Return where the weights of a topic of `standing` are."""
    return _LEARNED / f"{topic}.tsv"


def main() -> None:
    """Write the tables of weights."""
    model = tables.write(TABLE, list(seen()), _WAY_OF_KINDS)
    sys.stdout.write(f"{len(model.rows)} marks of kinds\n")
    model = tables.write(TAGS, list(annotated.seen()), _WAY_OF_TAGS)
    sys.stdout.write(f"{len(model.rows)} marks of values\n")
    for topic in standing.TOPICS:
        model = tables.write(table_of(topic), list(standing.seen(topic)), _WAY_OF_STANDING)
        sys.stdout.write(f"{len(model.rows)} marks of what leaves a {topic} standing\n")


if __name__ == "__main__":
    main()
