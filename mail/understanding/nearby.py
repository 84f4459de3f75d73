"""Words in the clause of a value that no telling of a new value needs: "the number for parking"."""

import re
from collections.abc import Sequence

from mail.understanding import tenses, wording
from mail.understanding.sentences import Sentence, clause, without
from storage.values import names

_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_]{1,20}\b(?!['’-])")
BORNE = 2  # words off the subject beside a value that is called new: a bit of chat


def strange(
    sentence: Sentence,
    span: tuple[int, int],
    others: Sequence[tuple[int, int]],
    *,
    bears: int = BORNE,
) -> bool:
    """Say whether the clause round a value says something else as well.

    `others` are the other values in the sentence; `bears` is how many words off the subject are
    borne where the value is called new. A given name is always something else: a number
    of Anna's is no number of the writer's.
    """
    first, last = clause(sentence.text, *span)
    outside = [(0, first), span, (last, len(sentence.text)), *others]
    rest = without(sentence, [one for one in outside if one[0] < one[1]])
    words = [word for word in rest.unexplained if not tenses.is_month(word)]
    found = wording.off_the_subject(words)
    borne = bears if tenses.calls_new(sentence) else 0
    if len(found) > borne or any(map(names.is_given_name, found)):
        return True
    return names_somebody(sentence, [span, *others])


def names_somebody(sentence: Sentence, values: Sequence[tuple[int, int]]) -> bool:
    """Say whether a sentence has a given name outside its values that is not the contact's."""
    for match in _CAPITAL.finditer(sentence.text):
        word = sentence.folded[slice(*match.span())]
        known = wording.NAME in sentence.named[slice(*match.span())]
        inside = any(start <= match.start() < end for start, end in values)
        if not (known or inside or not wording.unexplained(word, ())) and names.is_given_name(word):
            return True
    return False
