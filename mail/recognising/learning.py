"""Learn again what the examples of refusals teach, after one was added.

The table that this writes is part of the package, so that nobody learns at run time; its first line
names the examples that it was learned from by a digest, and a test compares it. The phrases of the
tables are examples too, so that what every language says has some weight.
"""

import sys
from collections.abc import Iterator
from hashlib import sha256

from mail.learned.training import Example, learn
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


def digest() -> str:
    """Return what tells the examples from others."""
    return sha256("\n".join("\t".join(one) for one in examples()).encode()).hexdigest()[:16]


def _seen() -> Iterator[Example]:
    for name in table_names("reasons"):
        for reason, phrase in read_table("reasons", name):
            yield reason, marks_of(Passage(fold(phrase.translate(_UNTOLD)), Codes(), ()))
    for reason, text in examples():
        folded = fold(text)
        found = phrases_of("reasons").found(folded)
        yield reason, marks_of(Passage(folded, codes_in(text), tuple(found)))


def main() -> None:
    """Write the table of weights."""
    model = learn(list(_seen()))
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(model.written(f"# learned from {digest()}"), "utf-8")
    sys.stdout.write(f"{len(model.rows)} marks of reasons\n")


if __name__ == "__main__":
    main()
