"""Learn again what the examples of refusals teach, after one was added: `make learn`.

The phrases of the tables are examples too, so that what every language says has some weight.
"""

import sys
from collections.abc import Iterator

from mail.learned import tables
from mail.learned.training import Example
from mail.recognising.codes import Codes, codes_in
from mail.recognising.phrases import fold, phrases_of, read_table, table_names
from mail.recognising.verdict import Reason
from mail.recognising.weighing import TABLE, Passage, marks_of

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


def main() -> None:
    """Write the table of weights."""
    model = tables.write(TABLE, list(seen()))
    sys.stdout.write(f"{len(model.rows)} marks of reasons\n")


if __name__ == "__main__":
    main()
