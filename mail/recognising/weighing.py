"""What the words of a refusal say on the whole, learned from examples (`texts/examples`).

A phrase stands for one reason wherever it is met; but a blacklist may be the recipient's or one of
networks, a quota one of a box or of messages an hour. Here all words of a text, its codes and the
phrases found in it are weighed together, so that phrases of several reasons are told apart, and a
wording that no table has is still known for what it is.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from mail.learned import Model, marks
from mail.recognising.codes import Codes, codes_in
from mail.recognising.phrases import Phrase, fold, occurring, read_table
from mail.recognising.verdict import Reason

TABLE = Path(__file__).parent / "texts" / "learned" / "reasons.tsv"
_RUNS = re.compile("[\u0e00-\u0e7f\u3000-\u9fff\uac00-\ud7a3]{2,}")
_WORD = re.compile(r"[^\W\d_]{2}")
BLANK = re.compile(r"\n[ \t>]*\n")
_TYPED = re.compile(r"\A(?:smtp|x-[\w-]+|rfc-?822|dns)\s?;\s*")
_LONGEST = 900  # letters of a passage: what is longer says many things
_SHORTEST = 12
_MOST = 6  # passages of a text
_KNOWN = 30  # letters by which a sentence is known again


class Passage(NamedTuple):
    """A folded text, the codes that are known of it, and the phrases of reasons that are in it."""

    folded: str
    codes: Codes
    found: tuple[Phrase, ...]


class Weighed(NamedTuple):
    """The likeliest reason, and how likely it is, 0 to 1."""

    reason: Reason
    likelihood: float

    @property
    def evidence(self) -> str:
        """What decided, for people who ask."""
        return f"all words ({self.likelihood:.0%})"


def passages(text: str, whole: Passage) -> list[Passage]:
    """The paragraphs of a text, each with its own codes and phrases; `whole` is all of it. What is
    too long to say one thing is left out, and what is known to say nothing."""
    parts = [part for part in BLANK.split(text) if _SHORTEST <= len(part) <= _LONGEST][:_MOST]
    if len(parts) < 2:
        return [whole] if len(whole.folded) <= _LONGEST and not _says_nothing(text) else []
    return [_passage(part, whole) for part in parts if not _says_nothing(part)]


def _passage(text: str, whole: Passage) -> Passage:
    folded = fold(text)
    return Passage(folded, codes_in(text), occurring(whole.found, folded))


def _says_nothing(text: str) -> bool:
    words = fold(text)
    wholes, beginnings = _nothings()
    if len(words) < _SHORTEST or words in wholes or words[:_KNOWN] in beginnings:
        return True
    return len(words) < 2 * _SHORTEST and not _WORD.search(_TYPED.sub("", words, count=1))


@cache
def _nothings() -> tuple[frozenset[str], frozenset[str]]:
    """What systems write above each of their reports, and how the longer of it begins."""
    wholes = [fold(text) for _, text in read_table("examples", "nothing.tsv")]
    long = (text for text in wholes if len(text) > 2 * _KNOWN)
    return frozenset(wholes), frozenset(text[:_KNOWN] for text in long)


@lru_cache(maxsize=32)
def weigh(passage: Passage) -> Weighed:
    """What a passage says on the whole."""
    reason, likelihood = model().likeliest(marks_of(passage))
    return Weighed(Reason(reason), likelihood)


def marks_of(passage: Passage) -> list[str]:
    """What the model looks at: the words, the codes, and the reasons of the phrases."""
    typed = _TYPED.match(passage.folded)
    folded = passage.folded[typed.end() :] if typed else passage.folded
    words = (*marks(folded), *_of_wide(folded))
    return list(dict.fromkeys((*words, *_of_codes(passage.codes), *_of_phrases(passage.found))))


def _of_wide(folded: str) -> Iterator[str]:
    """Pairs of letters where a script has no spaces between words."""
    if folded.isascii():
        return
    for run in _RUNS.findall(folded):
        yield from map("".join, pairwise(run))


def _of_codes(codes: Codes) -> Iterator[str]:
    if codes.reply:
        yield f"=r{codes.reply}"
    if codes.status:
        yield f"=s{codes.status}"
        yield f"=s{codes.status.partition('.')[2]}"


def _of_phrases(found: Iterable[Phrase]) -> Iterator[str]:
    for phrase in found:
        yield f"={phrase.meaning}{phrase.weight}"


@cache
def model() -> Model:
    """Return the learned model of the package."""
    with TABLE.open(encoding="utf-8") as lines:
        return Model.parsed(lines)
