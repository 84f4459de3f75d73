"""Comparing folded text: what a typed word with or without `*` matches.

`:` looks inside the value, `=` at the whole of it. With `*` the pattern begins and ends where
words do: `lop*` finds García López, `*cia` Valencia. The database compares where the column is
kept folded and the pattern is simple; otherwise its distinct values are compared here, by the
same rule, and looked up by equality.
"""

import re

from tortoise.expressions import Q

from storage.query.conditions import on
from storage.query.text_index import narrowed
from storage.query.tree import Op
from storage.values.folding import fold


def pattern_of(typed: str, op: Op) -> re.Pattern[str]:
    """Return what a folded value is searched with."""
    pieces = [re.escape(piece) for piece in fold(typed).split("*")]
    glob = ".*".join(pieces)
    if op in (Op.EQ, Op.NE):
        return re.compile(rf"\A{glob}\Z")
    if "*" not in typed:
        return re.compile(glob)
    return re.compile(rf"(?<!\w){glob}(?!\w)")


def longest_piece(typed: str) -> str:
    """Return the longest stretch without a wildcard: every match contains it."""
    return max(fold(typed).split("*"), key=len).strip()


def simple(typed: str) -> bool:
    """Tell whether `column` can express the pattern: no `*` but at the ends."""
    return "*" not in typed.strip("*")


def searched(name: str, typed: str, op: Op) -> Q:
    """Return `column` for one whose text is part of `search_text`, by way of its index."""
    return Q(narrowed(longest_piece(typed)), column(name, typed, op))


def column(name: str, typed: str, op: Op) -> Q:
    """Return the condition on a folded column for a simple pattern."""
    word = fold(typed.strip("*"))
    head, tail = typed.startswith("*"), typed.endswith("*")
    if op in (Op.EQ, Op.NE):
        return _whole(name, word, head=head, tail=tail)
    if head == tail:
        return on(f"{name}__contains", word)
    if tail:
        return on(f"{name}__startswith", word) | on(f"{name}__contains", f" {word}")
    return on(f"{name}__endswith", word) | on(f"{name}__contains", f"{word} ")


def _whole(name: str, word: str, *, head: bool, tail: bool) -> Q:
    if head and tail:
        return on(f"{name}__contains", word)
    if tail:
        return on(f"{name}__startswith", word)
    return on(f"{name}__endswith" if head else name, word)
