"""What it is that somebody is taken off, or does not want: our mails, or something else.

"Take me off the list" is a refusal, "take me off the quiz team" is none. The object is read from
the words of the wish on, and a noun that is not known for our mails is something else: so a word
that no table knows holds mail and is asked about. A reason beside the wish ("take me off, I sold
the boat") is no object. The words are in `tables/refused`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence, clause
from mail.understanding.wording import Found

Object = Literal["ours", "another", "unnamed"]
"""What a wish to be left without something is about."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """Where words of a wish stand, from `start` to `end`, and what it is `of`."""

    start: int
    end: int
    of: Object


def _words(kind: str) -> str:
    return rf"(?:{alternatives('refused', kind)})(?!\w)"


_FRAME, _BEHIND, _MEANS, _SLIP = (
    re.compile(rf"\b{_words(kind)}") for kind in ("frame", "behind", "means", "slip")
)
_LIGHT = re.compile(rf"(?:[\s\"'*]*{_words('light')}){{0,9}}+[\s\"'*]*")
_OURS = re.compile(_words("ours"))
_OF = re.compile(_words("of"))
_ENDS = re.compile(rf"\Z|[^\w\s]|{_words('ends')}")
# Where something else begins to be said before "… is no longer needed".
_BREAK = re.compile(r"[:\"]|\s-\s|(?:\A|\s)(?:and|but|so|y|pero|asi que|и|а|но|поэтому|так что)\s")


def of_another(sentence: Sentence, found: Found) -> bool:
    """Say whether a phrase of refusing refuses something else than our mails, or is taken back."""
    start, end = clause(sentence.text, found.start, found.end)
    wishes = [one for one in _wishes(sentence.folded) if start <= one.start < end]
    own = {one.of for one in wishes if one.start < found.end and one.end > found.start}
    # "I don't need the skip now so take me off your list": the skip is why.
    named = own if "ours" in own else {one.of for one in wishes}
    return "another" in named or is_explained(sentence.folded)


def wholly_of_another(sentence: Sentence) -> bool:
    """Say whether all that a sentence refuses is something else than our mails."""
    phrases = sentence.of("unsubscribe")
    if phrases:
        return all(of_another(sentence, found) for found in phrases)
    named = {one.of for one in _wishes(sentence.folded)}
    return "another" in named or is_explained(sentence.folded)


def is_explained(words: str) -> bool:
    """Say whether words tell that our mails are not meant: "I mean the sofa", "wrong chat"."""
    meant = (_object(words, found.end()) for found in _MEANS.finditer(words))
    return "another" in meant or bool(_SLIP.search(words))


@lru_cache(maxsize=64)
def _wishes(words: str) -> tuple[_Wish, ...]:
    """Return the wishes of a sentence; each of its phrases asks for them."""
    framed = [_Wish(*found.span(), _object(words, found.end())) for found in _FRAME.finditer(words)]
    behind = [
        _Wish(*found.span(), _object(_before(words, found), 0)) for found in _BEHIND.finditer(words)
    ]
    return (*framed, *behind)


def _before(words: str, found: re.Match[str]) -> str:
    """Return what stands before some words in their clause."""
    start, _ = clause(words, *found.span())
    return _BREAK.split(words[start : found.start()])[-1]


def _object(words: str, at: int) -> Object:
    """Return what is named from `at` on, behind words that name nothing."""
    light = _LIGHT.match(words, at)
    start = light.end() if light else at
    if not _OURS.match(words, start):
        return "unnamed" if _ENDS.match(words, start) else "another"
    more = _OF.match(words, start)  # "the list for the trip"
    whose = _object(words, more.end()) if more else "unnamed"
    return "another" if whose == "another" else "ours"
