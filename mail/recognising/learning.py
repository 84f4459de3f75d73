"""Learn again what the examples of refusals teach, after one was added: `make learn`.

The phrases of the tables are examples too, so that what every language says has some weight. The
order in which examples are gone through leaves its mark on a model, and each new example changes
it; so the table is the mean of models learned in several orders.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from statistics import fmean

from mail.learned import Model, tables
from mail.learned.training import Example, learn
from mail.recognising.codes import Codes, codes_in
from mail.recognising.phrases import fold, phrases_of, read_table, table_names
from mail.recognising.verdict import Reason
from mail.recognising.weighing import TABLE, Passage, marks_of

_ORDERS = 4
_UNTOLD = str.maketrans(dict.fromkeys("~!{}|*", " "))


def examples() -> Iterator[tuple[str, str]]:
    """Yield reason and text of all examples. Raises ValueError where a row names no reason."""
    for name in table_names("examples"):
        for reason, text in read_table("examples", name):
            yield Reason(reason), text


def seen() -> Iterator[Example]:
    """Yield what is learned from: the reason and the marks of all phrases and examples."""
    for name in table_names("reasons"):
        for reason, phrase in read_table("reasons", name):
            yield reason, marks_of(Passage(fold(phrase.translate(_UNTOLD)), Codes(), ()))
    for reason, text in examples():
        folded = fold(text)
        found = phrases_of("reasons").found(folded)
        yield reason, marks_of(Passage(folded, codes_in(text), tuple(found)))


def mean(models: Sequence[Model]) -> Model:
    """Return the model whose weights are the means of those of some models of the same kinds."""
    kinds = models[0].kinds
    weights = {}
    for mark in sorted({mark for model in models for mark in model.rows}):
        told = [model.speaks([mark]) for model in models]
        weights[mark] = [fmean(one.get(kind, 0) for one in told) for kind in kinds]
    return Model.of(kinds, weights)


def learned(examples: Sequence[Example]) -> Model:
    """Return what some examples teach, in whatever order they are told."""
    chance = random.Random(1)  # noqa: S311 - orders of examples, always the same
    told = sorted(examples)
    orders = (chance.sample(told, len(told)) for _ in range(_ORDERS))
    return mean([learn(order) for order in orders])


def main() -> None:
    """Write the table of weights."""
    taught = list(seen())
    model = learned(taught)
    TABLE.write_text(model.written(tables.note(taught)), "utf-8")
    sys.stdout.write(f"{len(model.rows)} marks of reasons\n")


if __name__ == "__main__":
    main()
