"""Whether a yes says itself that it is none to everything: "some of it", "the rest I'd have to
check", "igual de mal", "they told me all was right".

Pure. The words are in `tables/confirmed`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from mail.understanding.lists import alternatives

Short = Literal["part", "unseen", "contradicted", "reported", "one_field", "other_thing"]
"""Why a yes is not of the whole record: it is of some of it; the rest was not seen, or is for
later; what it tells is bad; others had said it; it names one kind of field, or something else."""


def words(kind: str) -> re.Pattern[str]:
    """Return what finds the words of a kind in folded text."""
    return re.compile(rf"(?<![\w-])(?:{alternatives('confirmed', kind)})(?!\w)")


ALL, DATA, RIGHT, WELL = map(words, ("all", "data", "right", "well"))
_PART, _REST, _UNSEEN, _NOT_ALL = map(words, ("part", "rest", "unseen", "unseen_all"))
_BAD, _AS_BAD, _REPORTED, _SINCE = map(words, ("bad", "as_bad", "reported", "since"))
_WRONG = re.compile(r"\W*(?:mal|wrong|неверно|неправильно|incorrect[oa]?)\W*")
_ENDS = re.compile(
    r"[,;:()\n]|\s[-–—]+\s|[.!?…]+(?:\s|\Z)|"
    r"\s(?:y|e|and|и|а|но|pero|but|so|asi que|asi q|conque|так что)\s"
)


def clauses(folded: str) -> list[str]:
    """Return the clauses of a folded sentence; "since the last visit" is no part of them."""
    return [part.strip() for part in _ENDS.split(_SINCE.sub(" ", folded)) if part.strip()]


def limit(said: Sequence[str]) -> Short | None:
    """Return why the yes in these folded sentences is none to everything, None where none of its
    words says so."""
    return next(_limits("\n".join(said)), None)


def _limits(text: str) -> Iterator[Short]:
    every = clauses(text)
    if _PART.search(text) or any(map(_WRONG.fullmatch, every)):
        yield "part"
    if _NOT_ALL.search(text) or any(_REST.search(one) and _UNSEEN.search(one) for one in every):
        yield "unseen"
    if _AS_BAD.search(text) or (_BAD.search(text) and not _tells_right(text)):
        yield "contradicted"
    if _REPORTED.search(text):
        yield "reported"


def _tells_right(text: str) -> bool:
    """Say whether more than praise is said: "great, the third week without heating"."""
    return any(found.search(text) for found in (ALL, DATA, RIGHT))
