"""Words in the clause of a value that no telling of a new value needs: "the number for parking".

Also the words right beside it by which it is the old one ("changed from …", "antes era el …"), or
only near where somebody lives ("next to …"); they are in `tables/doubts`.
"""

import re
from collections.abc import Sequence

from mail.understanding import tenses, wording
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence, clause, without
from storage.values import names

# What we are said to have, or what is said not to be so, up to the value itself.
_CITED = re.compile(rf"\b(?:{alternatives('doubts', 'cited')})\b[^,;.:]{{0,40}}\Z")
_DENIED = re.compile(
    r"\b(?:no|not|isn't|isnt|wasn't|no longer|never|не|нет)\s"
    r"(?:(?:es|is|son|are|at|in|en|mi|my|the|el|la|мой|моя|это|на)\s){0,3}\Z"
)
_NUMBER_SIGN = re.compile(
    r"\b(?:mob|mobile|cell|tel|telephone|phone|landline|contact)\.? no\b[^,;]{0,10}\Z"
)
_AFTERWARDS = re.compile(
    r"\W{0,3}\s(?:(?:ya )?no (?:es|existe|vale|funciona|va|sirve|lo|esta)|"
    r"(?:is|was) (?:not|no longer|never)|isn't|isnt|wasn't|doesn't|doesnt|does not|no longer|never|"
    r"(?:больше |уже )?не "
    r"(?:мой|моя|мои|мне|действ|работ|существ|верн|правильн|принадлеж|использ))|"
    r"\s(?:(?:is|was|has been|is now|esta|ya esta|fue|es|уже)\s)?"
    r"(?:(?:my|our|mi|nuestr[oa]|el|la|моя|мой|наша?)\s)?"
    r"(?:disconnected|cancelled|dead|gone|out of (?:service|use|order)|old|bounces|rebota\w?|"
    r"desconectad\w|dad[oa] de baja|cancelad\w|antigu[oa]|viej[oa]|отключен\w?|"
    r"заблокирован\w?|недоступ\w{1,3}|чужой|старый)\b"
)
_THING = (
    r"(?:the|my|our|it|on|number|mobile|phone|cell|landline|email|address|no|tel|is|"
    r"el|la|los|mi|nuestro|numero|movil|telefono|fijo|correo|direccion|es|"
    r"номер\w{0,2}|телефон\w{0,2}|мобильн\w{2,3}|почты?|адреса?|мой|моя|у меня)"
)
_FORMER = re.compile(rf"\b(?:{alternatives('doubts', 'former')})(?:\s{_THING}){{0,3}}\s?:?\s?\Z")
_GIVEN_UP = re.compile(
    rf"\b(?:{alternatives('doubts', 'given_up')})\s(?:(?:the|my|our|el|la|mi)\s)?\Z"
)
# "We moved from …" in Spanish is one letter from "my number is the one of …".
_MOVED_FROM = re.compile(
    r"\b(?:mud|traslad|cambi|pas|vin|veni|sal|ido|march|mov)\w{0,6}\s(?:\w{1,9}\s){0,2}?"
    r"(?<!la\s)(?<!el\s)(?:del?|desde)\s(?:(?:la|el|ser el)\s)?\Z"
)
_BESIDE = (
    rf"\b(?:{alternatives('doubts', 'beside')})"
    r"(?:\s(?:the|our|my|la|el|los|las|n[º.]|numero|\d{1,4}|de|дом\w{0,2}|здани\w)){0,4}"
)
_IS_BESIDE, _BEGINS_BESIDE = re.compile(rf"{_BESIDE}\s\Z"), re.compile(rf"\W{{0,3}}{_BESIDE}\s")
_OVER = re.compile(rf"\W{{0,2}}\s(?:{alternatives('doubts', 'over')})")
_ANOTHER = re.compile(rf"\b(?:{alternatives('doubts', 'another')})(?=\D{{0,200}}\Z)")
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


def denied(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether a stretch is said not to be so, to be over, to be what we have, or to be next to
    what is meant."""
    first, _ = clause(sentence.text, start, end)
    before = sentence.folded[first:start]
    said_not = (sentence.denied(start) or _DENIED.search(before)) and not _NUMBER_SIGN.search(
        before
    )
    cited = _CITED.search(before) and not tenses.says_new(before)
    over = _ANOTHER.search(sentence.folded, end)
    over = over or _AFTERWARDS.match(sentence.folded, end) or _OVER.match(sentence.folded, end)
    return bool(said_not or cited or over or _was(before) or is_beside(sentence.folded, start))


def _was(before: str) -> bool:
    """Say whether the words right before a value tell what it was, or what is given up."""
    return any(one.search(before) for one in (_FORMER, _GIVEN_UP, _MOVED_FROM))


def is_beside(folded: str, start: int) -> bool:
    """Say whether what begins at `start` is only near the place that is meant: "next to 14 …"."""
    return bool(_IS_BESIDE.search(folded, 0, start) or _BEGINS_BESIDE.match(folded, start))
