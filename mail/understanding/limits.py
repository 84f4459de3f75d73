"""Whether a refusal is not of all mails, or not for good: "stop on Sundays", "no more calls".

Such a one holds mail and goes to a person. The words are in `tables/limits`.
"""

import re

from mail.understanding import refused
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence, clause
from mail.understanding.wording import Found

_TIME, _ELSE, _MAILS, _WIPE, _TERM = (
    re.compile(rf"\b(?:{alternatives('limits', kind)})\b")
    for kind in ("time", "else", "mails", "wipe", "term")
)
_BETWEEN = rf"\W+(?:(?:{alternatives('limits', 'between')})\W+){{0,4}}"
# "In August, please don't send anything", "don't write, please, on Sundays".
_AHEAD = re.compile(rf"\b(?:{alternatives('limits', 'term')}){_BETWEEN}\Z")
_AFTER = re.compile(rf"{_BETWEEN}(?:{alternatives('limits', 'term')})\b")
# "If this costs anything, take me off", "when the kitchen is done, I won't need these".
_WHEN = re.compile(
    r"(?:\A|[,;.:]\s?)(?:(?:y|and|but|pero|а|но|и)\s)?"
    rf"(?:{alternatives('limits', 'when')})"
)
# "No more mails with mistakes."
_WITH = re.compile(r"\s(?:con|with|с|со)\s")


def limited(sentence: Sentence) -> bool:
    """Say whether what a sentence refuses is limited, by what stands round its words."""
    phrases = sentence.of("unsubscribe")
    return of_else(sentence) or any(is_bound(sentence, found) for found in phrases)


def is_bound(sentence: Sentence, found: Found) -> bool:
    """Say whether what a phrase refuses is only for a time, some mails, or none of ours."""
    words = sentence.folded
    _, end = clause(sentence.text, found.start, found.end)
    near = _AHEAD.search(words[: found.start]) or _AFTER.match(words, end)
    timed = near or _TERM.search(words, found.start, end)
    of_some = _TIME.search(words, found.end) or _WITH.match(words, found.end)
    return bool(timed or of_some) or refused.of_another(sentence, found)


def of_else(sentence: Sentence) -> bool:
    """Say whether a refusal is only under a condition, or of something else than mails, or more."""
    other = _ELSE.search(sentence.folded) and not _MAILS.search(sentence.folded)
    turned = other or _WHEN.search(sentence.folded) or _WIPE.search(sentence.folded)
    return bool(turned) or refused.wholly_of_another(sentence)
