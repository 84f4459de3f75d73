"""Learn again what examples teach, after one was added: `make learn`.

The tables that this writes are part of the package, so that nobody learns at run time; their first
line names the examples that they were learned from by a digest, and a test compares it.
"""

import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from mail.learned.training import Example, learn
from mail.understanding import gist, sentences, wording

KINDS = Path(__file__).parent / "tables" / "learned" / "kinds.tsv"


def examples() -> Iterator[tuple[str, str]]:
    """Yield kind and sentence of all examples. Raises ValueError where a row is none."""
    for name, row in wording.rows("examples"):
        kind, tab, sentence = row.partition("\t")
        if not (tab and sentence.strip()) or kind not in gist.KINDS:
            raise ValueError(f"{name}: a row is a kind and a sentence between a tab: {row!r}")
        yield kind, sentence


def digest() -> str:
    """Return what tells the examples from others."""
    return sha256("\n".join("\t".join(one) for one in examples()).encode()).hexdigest()[:16]


def main() -> None:
    """Write the table of weights."""
    seen: list[Example] = [
        (kind, gist.marks_of(sentences.sentence(text))) for kind, text in examples()
    ]
    model = learn(seen)
    KINDS.parent.mkdir(exist_ok=True)
    KINDS.write_text(model.written(f"# learned from {digest()}"), "utf-8")
    sys.stdout.write(f"{len(seen)} examples, {len(model.rows)} marks\n")


if __name__ == "__main__":
    main()
