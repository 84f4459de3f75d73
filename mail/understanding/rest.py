"""What is left of a reply when its new values are taken out, and what the silent part may say."""

from collections.abc import Iterator, Sequence

from mail.understanding import doubts, gist, intents, numbers, sentences, streets
from mail.understanding.facts import Intent
from mail.understanding.folding import fold
from mail.understanding.frames import Told
from mail.understanding.sentences import Sentence

_NEVER_HIDDEN = frozenset(
    {"unsubscribe", "partial", "erase", "access", "wrong_person", "complaint", "keep"}
    | {"retract", "question", "polite"}
)
# A faint refusal beside a clear yes is heard; beside new values it is of the old one mostly.
_HEARD, _HEARD_BESIDE_VALUES = 0.6, 0.85
_NEVER_LOST = ("unsubscribe", "erase", "access", "wrong_person", "complaint")
_NO_MORE = ("confirm", "update")
_DESPITE = 0.98  # how sure a sentence must be of what a phrase says it does not say


def of(said: Sequence[Sentence], told: Sequence[Told], lines: Sequence[str]) -> Iterator[Sentence]:
    """Yield the sentences without what is already a correction, or a labelled `line`."""
    for at, sentence in enumerate(said):
        here = [one for one in told if one.at == at]
        if any(sentence.text in line for line in lines):
            yield sentences.without(sentence, [(0, len(sentence.text))])
            continue
        exact = [one.value or (one.start, one.end) for one in here]
        # "Here is my number, and take me off": a refusal is not hidden by what stands beside it.
        kept = [
            hit
            for hit in sentence.found
            if hit.kind in _NEVER_HIDDEN
            and all(hit.end <= start or hit.start >= end for start, end in exact)
        ]
        spans = [(one.start, one.end) for one in here]
        spans += [span for one in here if (span := _span_of_old(sentence, one.correction.old))]
        yield sentences.without(sentence, spans, kept)


def _span_of_old(sentence: Sentence, old: str) -> tuple[int, int] | None:
    at = sentence.folded.find(fold(old)) if old else -1
    return (at, at + len(old)) if at >= 0 else None


def perhaps(
    found: Sequence[Intent], left: Sequence[Sentence], *, corrected: bool
) -> Iterator[Intent]:
    """Yield what sentences seem to say in which nothing was found; beside what was found, only
    what is likely, and no mere yes or line of an address."""
    kinds = {intent.kind for intent in found}
    beside = bool(kinds or corrected)
    silent = [one for one in left if not _says_something(one)]
    heard = _HEARD_BESIDE_VALUES if corrected else _HEARD if beside else gist.PERHAPS
    weighty = gist.perhaps(silent, least=heard)
    likely = gist.perhaps(silent, least=gist.LIKELY if beside else gist.PERHAPS)
    every = [*(one for one in weighty if one.kind in _NEVER_LOST), *likely]
    every = [one for one in every if not (beside and one.kind == "complaint")]
    # "For anything urgent ring Dave", "call me on … today": nothing new is told.
    away = {one.text for one in silent if numbers.meanwhile(one) or _for_today(one)}
    every = [one for one in every if not (one.kind == "update" and one.evidence in away)]
    for intent in every:
        if intent.kind not in kinds and not (beside and intent.kind in _NO_MORE):
            kinds.add(intent.kind)
            yield intent
    if kinds == {"confirm"} and not corrected:
        yield from gist.told(silent)


def _for_today(sentence: Sentence) -> bool:
    placed = streets.find(sentence.folded)
    return doubts.has_numbers(sentence) and sentence.has("temporary") and not placed


def _says_something(sentence: Sentence) -> bool:
    meant = sentence.told or sentence.asks or sentence.has("keep", "later", "retract")
    meant = meant or (sentence.has("nothing") and gist.gist(sentence).likelihood < _DESPITE)
    return meant or not sentence.named.strip() or bool(intents.said(sentence))
