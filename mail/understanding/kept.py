"""What of the writer's own is said to be as it was: then a value beside it is somebody else's.

"Husband got a new phone, … Mine's the same", "My number isn't changing. Joe's is: …", "what you've
got is right". With "but" or "only" between, the value is what did change; "the rest" is of others.
The words are in `tables/doubts`: `kept` of everything, `kept_thing` of what `things` name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mail.understanding import lists
from mail.understanding.facts import OF_AN_ADDRESS
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence

_ALL = re.compile(rf"(?<!\w)(?:{alternatives('doubts', 'kept')})(?!\w)")
_BUT, _REST = (
    re.compile(rf"(?<!\w)(?:{alternatives('doubts', kind)})(?!\w)") for kind in ("but_for", "rest")
)
_BEFORE = 25  # characters before such words that may say of what: "in all else I'm the same"


def speaks_against(said: Sequence[Sentence], at: int, start: int, field: str) -> bool:
    """Say whether a field whose value stands at `start` of the sentence numbered `at` is said to
    be as it was, and nothing excepts that value."""
    return any(
        not _is_excepted(said, (number, *span), (at, start))
        for number, one in enumerate(said)
        for span in _spans(one.folded, field)
    )


def _spans(folded: str, field: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence says that a field is as it was."""
    yield from (hit.span() for hit in _ALL.finditer(folded))
    for fields, pattern in _things():
        if field in fields:
            yield from (hit.span() for hit in pattern.finditer(folded))


def _is_excepted(
    said: Sequence[Sentence], kept: tuple[int, int, int], value: tuple[int, int]
) -> bool:
    number, begins, ends = kept
    at, start = value
    text = said[number].folded
    if _REST.search(text, max(0, begins - _BEFORE), ends):
        return True
    if (number, begins) > value:
        return False
    between = text[ends:start] if number == at else f"{text[ends:]} {said[at].folded[:start]}"
    return bool(_BUT.search(between))


@cache
def _things() -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
    """Return the fields that words name, and how those are said to be as they were."""
    rows = [row.split("\t") for _, row in lists.rows("doubts")]
    same = "|".join(row[1] for row in rows if row[0] == "kept_thing")
    return tuple(
        (
            _fields(row[0]),
            re.compile(rf"(?<!\w)(?:{same.replace('{thing}', f'(?:{row[1]})')})(?!\w)"),
        )
        for row in rows
        if row[0].startswith("things_")
    )


def _fields(kind: str) -> frozenset[str]:
    named = frozenset(kind.removeprefix("things_").split("+"))
    return OF_AN_ADDRESS if named == {"address"} else named
