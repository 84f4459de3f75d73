"""Whether a refusal is not of all mails, or not for good: "stop on Sundays", "no more calls".

Such a one holds mail and goes to a person. The words are in `tables/limits`.
"""

import re

from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence

_TIME, _ELSE, _MAILS, _WIPE = (
    re.compile(rf"\b(?:{alternatives('limits', kind)})\b")
    for kind in ("time", "else", "mails", "wipe")
)
# "If this costs anything, take me off", "when the kitchen is done, I won't need these".
_WHEN = re.compile(
    r"(?:\A|[,;.:]\s?)(?:(?:y|and|but|pero|а|но|и)\s)?"
    rf"(?:{alternatives('limits', 'when')})"
)
# "No more mails with mistakes."
_WITH = re.compile(r"\s(?:con|with|с|со)\s")


def limited(sentence: Sentence) -> bool:
    """Say whether what a sentence refuses is limited, by what stands behind its words or round
    them."""
    ends = [found.end for found in sentence.of("unsubscribe")]
    return of_else(sentence) or any(from_there(sentence, end) for end in ends)


def from_there(sentence: Sentence, end: int) -> bool:
    """Say whether words from `end` on limit what stands before them, to a time or some mails."""
    return bool(_TIME.search(sentence.folded, end) or _WITH.match(sentence.folded, end))


def of_else(sentence: Sentence) -> bool:
    """Say whether a refusal is only under a condition, or of something else than mails, or more."""
    other = _ELSE.search(sentence.folded) and not _MAILS.search(sentence.folded)
    return bool(other or _WHEN.search(sentence.folded) or _WIPE.search(sentence.folded))
