"""How sure a told value is in the end, by all that the reply says beside it.

Rules and what was learned have found it and said how sure they are of it. Here it is asked whether
anything in the reply speaks against it (`against.py`), and whether what stands beside it leaves it
standing (`standing.py`). What a rule has against a value few likelihoods outweigh (`_OUTWEIGHED`),
and what is somebody else's, past, denied or in jest none.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace

from mail.understanding import (
    against,
    gist,
    houses,
    reach,
    russian,
    sentences,
    standing,
    streets,
    tagging,
    tenses,
    towns,
    wording,
)
from mail.understanding.facts import OF_AN_ADDRESS, Correction
from mail.understanding.folding import fold
from mail.understanding.frames import Told
from mail.understanding.sentences import Sentence
from mail.understanding.tagging import Span
from mail.understanding.values import Place
from mail.understanding.withdrawn import leaves_standing, may_be_taken_back, unread
from storage.values import names

_NO_TELLING = ("later", "unsure", "question", "wrong_person", "complaint")
_STRANGE = 2  # words off the subject that a correction called new bears: a bit of chat
# From which likelihood it is no guess that words are a value, and where they begin and end: phones
# look like phones, jobs like anything.
_LIKELY = {
    **dict.fromkeys(("phone", "mobile", "email", "postcode"), 0.6),
    "company": 0.75,
    "city": 0.8,
    "job_title": 0.95,
}
_CERTAIN, _WHOLE_STREET, _KNOWN_TOWN = 0.9, 0.7, 0.5
# The same where all that the reply says leaves the value standing beyond doubt.
_ENOUGH = {
    **dict.fromkeys(("street", "postcode", "email"), 0.6),
    "job_title": 0.9,
}
_PLAINLY_A_STREET = 0.75  # of one with words of which a street need not be
_GRAVE = frozenset[against.Reason](
    ("past", "denied", "ahead", "later", "temporary", "jest", "sarcasm")
)
"""What weighs more than that a rule has found a value."""
_OUTWEIGHED: Mapping[against.Reason, float] = {
    "announced": 0.95,
    "hedge": 0.95,
    "untold": 0.98,
}
"""From which likelihood on what was learned outweighs what a rule has against a value."""
_GUESSED = frozenset({"company", "job_title"})
_BY_WORDS = _GUESSED | {"city"}  # have no look of their own
_ABOVE = 3  # lines of an address
_TURNED = 0.7  # of what is taken back, or may be
_LEAST = reach.DOUBTFUL  # less sure ones are rivals of each other, or only asked about
_PARTS = OF_AN_ADDRESS - {"street"}


def values(
    told: Sequence[Told], said: Sequence[Sentence], spans: Sequence[Span], place: Place
) -> list[Correction]:
    """Return the corrections as sure as the whole reply lets each be."""
    weighed = [(one, _weighed(one, said, told, spans, place)) for one in told]
    streets_told = [
        (one.at, each.confidence) for one, each in weighed if one.correction.field == "street"
    ]
    return [_with_its_street(one, each, said, streets_told) for one, each in weighed]


def _with_its_street(
    one: Told,
    each: Correction,
    said: Sequence[Sentence],
    streets_told: Sequence[tuple[int, float]],
) -> Correction:
    """Return a part of an address no surer than its street, if it was not sure by itself: what is
    next door, or was left, is told as a street and is none."""
    if each.field == "province" and not one.ruled:
        return _at_most(each, reach.LIKELY)  # a district, a town: what it is, is a guess
    sure_by_itself = one.ruled and each.confidence <= one.correction.confidence
    if each.field not in _PARTS or sure_by_itself:
        return each
    here = [sure for at, sure in streets_told if abs(at - one.at) < _ABOVE]
    if here or not streets.find(said[one.at].folded):
        return _at_most(each, min(here, default=each.confidence))
    return _at_most(each, one.correction.confidence if one.ruled else reach.LIKELY)


def _weighed(
    one: Told, said: Sequence[Sentence], told: Sequence[Told], spans: Sequence[Span], place: Place
) -> Correction:
    sentence, lines = said[one.at], {other.at for other in told}
    likely = standing.likelihood("value", _masked(one, said, told, spans))
    followed = unread(said, one.at, lines)
    turned = likely < standing.HARDLY or may_be_taken_back(said, one.at, lines)
    if turned or against.is_withdrawn(one, said, told, place):
        return _at_most(one.correction, _TURNED)
    every = against.reasons(one, _where(one, sentence), said, place)
    reasons = {reason for reason in every if likely < _OUTWEIGHED.get(reason, standing.NEVER)}
    if reasons:
        return _despite(one, sentence, told, followed, reasons)
    if _is_borne_out(one, sentence, likely, followed):
        return _at_least(one.correction, reach.SURE)
    if followed:
        return _at_most(one.correction, _TURNED)
    unlikely = likely < (standing.MOSTLY if one.correction.field in _BY_WORDS else standing.RATHER)
    if unlikely or _is_declined(one, sentence):
        return _at_most(one.correction, reach.LIKELY)
    return _unless_strange(one, sentence, told)


def _is_borne_out(
    one: Told, sentence: Sentence, likely: float, followed: Sequence[Sentence]
) -> bool:
    """Say whether what was learned bears a value out: what it is, and that it is left standing."""
    if _is_declined(one, sentence):
        return False
    by_words = one.correction.field in _BY_WORDS
    least = standing.PLAINLY if by_words else standing.SURELY
    if one.correction.field == "street" and one.likelihood < _CERTAIN:
        least = standing.DESPITE_ITS_WORDS  # what it is, is half a guess
    if _is_beyond_doubt(one, likely) and not any(map(_names_a_field, followed)):
        return True
    if likely >= least and all(map(leaves_standing, followed)) and _is_certain(one, _least):
        return True
    return (
        one.seen and not followed and likely >= (standing.SURELY if by_words else standing.RATHER)
    )


def _despite(
    one: Told,
    sentence: Sentence,
    told: Sequence[Told],
    followed: Sequence[Sentence],
    reasons: Set[against.Reason],
) -> Correction:
    """Return a correction that something speaks against: a rule that found it all the same had its
    reasons, what was only seen is for a person."""
    if not one.ruled or reasons & _GRAVE:
        return _at_most(one.correction, reach.LIKELY)
    return _at_most(one.correction, _TURNED) if followed else _unless_strange(one, sentence, told)


def _unless_strange(one: Told, sentence: Sentence, told: Sequence[Told]) -> Correction:
    """Return a correction less sure where its sentence says more that is not understood."""
    strange = _says_more(one, sentence, told)
    return _at_most(one.correction, reach.LIKELY) if strange else one.correction


def _at_most(one: Correction, confidence: float) -> Correction:
    return replace(one, confidence=min(one.confidence, confidence))


def _at_least(one: Correction, confidence: float) -> Correction:
    return replace(one, confidence=max(one.confidence, confidence))


def _is_beyond_doubt(one: Told, likely: float) -> bool:
    """Say whether what was learned of all that is said outweighs any sentence that is not
    understood."""
    return likely >= standing.BEYOND_DOUBT and _is_certain(one, _enough)


def _names_a_field(sentence: Sentence) -> bool:
    return any(map(wording.names_a_field, re.findall(r"\w+", sentence.folded)))


def _is_certain(one: Told, least: Callable[[Correction], float]) -> bool:
    """Say whether it is no guess that these words are a value, and which of them are."""
    if one.correction.confidence < _LEAST or not one.correction.value:
        return False
    if one.correction.field not in _GUESSED and one.correction.confidence >= reach.SURE:
        return True
    return one.likelihood >= least(one.correction)


def _enough(one: Correction) -> float:
    """Return how likely words must be a value that stands beyond doubt."""
    least = min(_least(one), _ENOUGH.get(one.field, _CERTAIN))
    plain = one.field != "street" or houses.is_whole(one.value)
    return least if plain else max(least, _PLAINLY_A_STREET)


def _least(one: Correction) -> float:
    """Return how likely words must be a value: less where they are one by all that is known."""
    if one.field == "street" and houses.is_whole(one.value):
        return _WHOLE_STREET
    if one.field == "city" and towns.known(one.value):
        return _KNOWN_TOWN
    return _LIKELY.get(one.field, _CERTAIN)


def _is_declined(one: Told, sentence: Sentence) -> bool:
    """Say whether a firm may stand in another case than its name has: "в «Технолайне»"."""
    before = sentence.text[: _where(one, sentence)[0]]
    return one.correction.field == "company" and russian.declined(one.correction.value, before)


def _says_more(one: Told, sentence: Sentence, told: Sequence[Told]) -> bool:
    """Say whether a sentence says something else as well that is not understood."""
    whole = gist.gist(sentence)
    if whole.is_surely(*_NO_TELLING, "chat"):
        return True
    here = [other.value or (other.start, other.end) for other in told if other.at == one.at]
    rest = sentences.without(sentence, here)
    old = fold(one.correction.old)
    strange = [word for word in wording.off_the_subject(rest.unexplained) if word not in old]
    if whole.is_surely("update"):
        strange = [word for word in strange if _is_strange(word, sentence)]
    bears = _STRANGE if tenses.calls_new(sentence) else 0
    return len(strange) > bears or any(map(names.is_given_name, strange))


def _is_strange(word: str, sentence: Sentence) -> bool:
    """Say whether a word beside a new value is none that tells new values, or is a name."""
    at = sentence.folded.find(word)
    return sentence.text[at : at + 1].isupper() or bool(gist.strange([word], "update"))


def _where(one: Told, sentence: Sentence) -> tuple[int, int]:
    """Return where the value itself stands in its sentence."""
    words = fold(one.correction.value)
    at = sentence.folded.find(words) if words else -1
    return one.value or ((at, at + len(words)) if at >= 0 else (one.start, one.end))


def _masked(
    one: Told, said: Sequence[Sentence], told: Sequence[Told], spans: Sequence[Span]
) -> list[str]:
    """Return the sentences of a reply with signs for the value in question and for all others."""
    own = _where(one, said[one.at])
    stretches: list[list[standing.Stretch]] = [[] for _ in said]
    for span in spans:
        sign = standing.OLD if span.field == tagging.OLD else standing.OTHER
        stretches[span.at].append((span.start, span.end, sign))
    for other in told:
        if other.value:
            stretches[other.at].append((*other.value, standing.OTHER))
    stretches[one.at] = [
        (start, end, sign)
        for start, end, sign in stretches[one.at]
        if end <= own[0] or start >= own[1]
    ] + [(*own, standing.VALUE)]
    pairs = zip(said, stretches, strict=True)
    return [standing.masked(sentence.text, values) for sentence, values in pairs]
