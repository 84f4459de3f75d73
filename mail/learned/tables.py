"""Tables of weights as files of the package, so that nobody learns at run time.

The first line of a table names by a digest what it was learned from: the kind and the marks of
every example. So a table is known to be out of date as soon as an example, a phrase that marks it
or the way of looking at a text has changed.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from mail.learned.model import Model
from mail.learned.training import WAY, Example, Way, learn

_DIGITS = 16  # of the digest


def note(examples: Sequence[Example]) -> str:
    """Return how a table begins that was learned from these examples, up to the first tab."""
    rows = "\n".join("\t".join((kind, *sorted(marks))) for kind, marks in examples)
    return f"# learned from {sha256(rows.encode()).hexdigest()[:_DIGITS]}"


def write(table: Path, examples: Sequence[Example], way: Way = WAY) -> Model:
    """Learn a model, write its table and return it."""
    model = learn(examples, way)
    table.parent.mkdir(exist_ok=True)
    table.write_text(model.written(note(examples)), "utf-8")
    return model
