"""Examples of replies with their values marked: `tables/tagged/<language>.tsv`.

An example is a reply a line (`\\n` breaks the line) with its values in braces: `{street Calle
Mayor 5}`. `{-street …}` is an old value, told to be wrong or over. What belongs to nobody's record,
and what the writer only says again because it is right, is not marked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mail.learned import sequences
from mail.learned.training import Example
from mail.understanding import lists, sentences, tagging
from mail.understanding.tagging import Token

_MARK = re.compile(r"\{(-?)([a-z]+) ([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Value:
    """A marked value: where it stands in the text, and its name in `tagging.FIELDS` or "old"."""

    start: int
    end: int
    name: str


def rows() -> Iterator[str]:
    """Yield the examples as they stand in the tables."""
    for _, row in lists.rows("tagged"):
        yield row


def read(row: str) -> tuple[str, list[Value]]:
    """Return the text of an example and its values. Raises ValueError for wrong braces."""
    text, values, end = "", [], 0
    row = row.replace("\\n", "\n")
    for hit in _MARK.finditer(row):
        if hit[2] not in tagging.FIELDS:
            raise ValueError(f"no such field: {hit[0]!r}")
        text += row[end : hit.start()]
        name = tagging.OLD if hit[1] else hit[2]
        values.append(Value(len(text), len(text) + len(hit[3]), name))
        text, end = text + hit[3], hit.end()
    text += row[end:]
    if "{" in text or "}" in text:
        raise ValueError(f"a brace too many: {row!r}")
    return text, values


def named(row: str) -> tuple[list[Token], list[str]]:
    """Return the words of an example as a reply's are read, and the name of each."""
    text, values = read(row)
    tokens = tagging.tokens_of(list(sentences.split(text)))
    starts = iter([hit.start() for hit in tagging.words(text)])
    names = [
        sequences.NOTHING if token.text == tagging.BREAK else _name(next(starts), values)
        for token in tokens
    ]
    return tokens, names


def _name(start: int, values: Sequence[Value]) -> str:
    inside = (value.name for value in values if value.start <= start < value.end)
    return next(inside, sequences.NOTHING)


def seen() -> Iterator[Example]:
    """Yield what is learned from: the name and the marks of every word of all examples."""
    for row in rows():
        tokens, names = named(row)
        yield from sequences.examples(tagging.marks(tokens), names)
