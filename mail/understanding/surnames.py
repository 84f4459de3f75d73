"""A new surname told by the whole name: "I'm Emily Whitlock now", "Soy Marta Solera, con a".

The first name is ours; what stands behind it is another surname where the sentence says that it is
new, or one before it that somebody married, or where it is nearly the one that we had.
"""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from mail.understanding import lists, reach, tenses, values
from mail.understanding.facts import Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place

_WORD = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAMED = (
    rf"\s((?:(?:de|del|de la|van|von|di|da|la|le)\s)?"
    rf"{_WORD}(?:(?:\s(?:y|de|i)\s|\s){_WORD}){{0,2}})"
)
_MARRIED = re.compile(rf"\b(?:{lists.alternatives('reach', 'married')})(?!\w)")
_PATRONYMIC = re.compile(r"\w+(?:вна|вич|чна)\Z")
_SLIPS = 2  # letters in which a name is nearly another


def told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the surname where it is told anew; it goes to a person in any case."""
    first, last = (values.merged(reply.record, name) for name in ("first_name", "last_name"))
    if not (first and last):
        return
    pattern = re.compile(rf"(?<!\w)(?i:{re.escape(first)}){_NAMED}")
    for at, sentence in enumerate(said):
        match = pattern.search(sentence.text)
        if match is None or sentence.has(*NOT_NOW):
            continue
        new = match[1]
        ours = set(fold(last).split()) <= set(fold(new).split()) or fold(new) in fold(last)
        if ours or is_patronymic(new):
            continue  # "Emily Carter Manager", "Ольга Ивановна"
        news = tenses.calls_new(sentence) or any(
            _MARRIED.search(one.folded) for one in said[max(0, at - 1) : at + 1]
        )
        if values.normalise("last_name", new, place) and (news or _nearly(new, last)):
            one = Correction("last_name", new, last, sentence.text, reach.LIKELY, "free_text")
            yield Told(one, at, *match.span(), match.span(1))


def is_patronymic(word: str) -> bool:
    """Say whether a name is that of the father, behind a Russian first name: "Ивановна"."""
    return bool(_PATRONYMIC.fullmatch(fold(word)))


def _nearly(new: str, old: str) -> bool:
    """Say whether a surname is ours with a slip, or with one of its parts changed."""
    here, there = set(fold(new).split()), set(fold(old).split())
    rest, left = " ".join(sorted(here - there)), " ".join(sorted(there - here))
    return OSA.distance(rest, left) <= _SLIPS or bool(here & there and rest and left)
