"""Corrections whose values were seen by what was learned (`tagging.py`), and a second opinion on
those that rules found: where both see the same value it is surer, where only one does it is less.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mail.understanding import (
    alike,
    firms,
    gist,
    nearby,
    numbers,
    reach,
    replacing,
    seen,
    tenses,
    towns,
    values,
)
from mail.understanding.facts import OF_AN_ADDRESS, Correction, Reply
from mail.understanding.folding import fold
from mail.understanding.frames import Told
from mail.understanding.seen import NOW, Value
from mail.understanding.sentences import Sentence, clause
from mail.understanding.tagging import Span
from mail.understanding.values import Place

_TURNED, _BEYOND, _SURELY, _LIKELY = 0.985, 0.97, 0.9, 0.6
_STREET, _WHOLE = 0.95, 0.8
_NO_VALUES = ("confirm", "unsubscribe", "part", "erase", "access", "wrong_person", "complaint")
_BY_WORDS = frozenset({"company", "job_title", "city", "first_name", "last_name"})
_GUESSED = frozenset({"company", "job_title"})
_ONLY_BEYOND_DOUBT = frozenset({"company", "job_title", "first_name", "last_name", "email"})


def told(
    said: Sequence[Sentence], spans: Sequence[Span], reply: Reply, place: Place
) -> Iterator[Told]:
    """Yield the corrections of the values that were seen."""
    for one in seen.values(said, spans):
        sentence = said[one.at]
        if one.likelihood < _LIKELY or not _means_it(one, sentence):
            continue
        for field, value in _read(one, said, reply, place):
            old = values.merged(reply.record, field)
            ours = field == "street" and alike.without_door(value, old)
            if old and (ours or values.same(field, old, value, place)):
                continue
            sure = _sure(one, sentence, reply, place)
            found = Correction(field, value, old, sentence.text, sure, "free_text")
            where = (one.start, min(one.end, len(sentence.text)))
            around = clause(sentence.text, *where)
            is_sure = sure >= reach.SURE
            yield Told(found, one.at, *around, where, is_sure, one.likelihood, ruled=False)


def _means_it(one: Value, sentence: Sentence) -> bool:
    """Say whether a value is more than words that have another meaning: "норм", "sure"."""
    if one.likelihood < _BEYOND and gist.gist(sentence).is_surely(*_NO_VALUES):
        return False
    if one.field in ("phone", "email") and nearby.names_somebody(sentence, [(one.start, one.end)]):
        return False  # "for anything urgent ring Joanne on …"
    if one.field in ("phone", "email") and numbers.meanwhile(sentence):
        return False
    if any(char.isdigit() or char == "@" for char in one.text):
        return True
    if one.field == "city" and one.text == sentence.text.strip(" .,") and not towns.known(one.text):
        return False  # a name or a word on a line of its own
    return any(word in sentence.unexplained for word in re.findall(r"[\w'-]+", fold(one.text)))


def _read(
    one: Value, said: Sequence[Sentence], reply: Reply, place: Place
) -> Iterator[tuple[str, str]]:
    """Yield field and value; none where the words are no value of the field."""
    if one.field == "phone":
        yield from _phone(one, said, reply, place)
    elif one.field == "street":
        if seen.is_whole(one.text):
            yield "street", values.plain(one.text)
    else:
        value = values.normalise(one.field, one.text, place).get(one.field, "")
        if value:
            yield one.field, value


def _phone(
    one: Value, said: Sequence[Sentence], reply: Reply, place: Place
) -> Iterator[tuple[str, str]]:
    found = values.phones_in(one.text, place)
    known = numbers.known(reply, place)
    of_a_thing = numbers.of_a_thing(said[one.at])
    if len(found) != 1 or found[0].e164 in known or of_a_thing:
        return
    if found[0].label != "unlisted":
        before = said[one.at - 1].folded if one.at else ""
        yield numbers.field_in(said[one.at], found[0], before, reply, place), found[0].e164


def _sure(one: Value, sentence: Sentence, reply: Reply, place: Place) -> float:
    """Return how sure a value is; sure only where no rule has anything against it."""
    asks = sentence.asks and not sentence.has("polite", "update")
    hedges = sentence.has("hedge") and not gist.gist(sentence).is_surely("update")
    if asks or hedges or sentence.has("retract"):
        return 0.5
    if tenses.ahead(sentence, place.today):
        return reach.DOUBTFUL
    unnamed = one.field == "phone" and not numbers.names_one(sentence.folded)
    unlikely = one.likelihood < _least(one, sentence, reply, place)
    return reach.LIKELY if unnamed or unlikely else reach.SURE


def _least(one: Value, sentence: Sentence, reply: Reply, place: Place) -> float:
    """Return how likely a value must be: more where only words tell it, or "not", or "today"."""
    for_now = numbers.for_now(sentence, reply, place) and not tenses.has_changed(sentence)
    if for_now or _turned(sentence, one):
        return _TURNED
    if one.field in _ONLY_BEYOND_DOUBT:
        return _BEYOND
    return _STREET if one.field == "street" else _SURELY


def _turned(sentence: Sentence, one: Value) -> bool:
    """Say whether a "not" may speak of a value: not where another clause is denied, and that of
    the value says what is so now ("no longer in Mill Lane, now …")."""
    start, end = clause(sentence.text, one.start, min(one.end, len(sentence.text)))
    now = NOW.search(sentence.folded, start, end)
    denied = sentence.of("negation")
    return any(start <= other.start < end for other in denied) if now else bool(denied)


def together(rules: Sequence[Told], own: Sequence[Told]) -> Iterator[Told]:
    """Yield what rules found and what was seen, each value once."""
    own = [one for one in _whole_addresses(own) if not _is_only_hoped(one, own)]
    for one in rules:
        rivals = [other for other in own if _same_field(one, other)]
        same = [other for other in rivals if _same_value(one, other)]
        if same:
            seen = any(other.seen for other in same)
            likely = max(other.likelihood for other in same)
            yield replace(one, seen=seen, likelihood=likely)
        elif not any(_gives_way(one, other) for other in rivals):
            # Where a job or a firm ends is a guess, if nothing but a rule saw it.
            guessed = one.correction.field in _GUESSED and _by_words(one) and not rivals
            # "It's 48991, the other half of the street is 48992": the other one was seen.
            passed_over = one.correction.field == "postcode" and any(
                other.likelihood >= _WHOLE for other in rivals
            )
            yield _at_most(one, reach.LIKELY) if guessed or passed_over else one
    for other in own:
        rivals = [one for one in rules if _same_field(one, other)]
        if any(_same_value(one, other) for one in rivals):
            continue
        if all(_gives_way(one, other) for one in rivals):
            # Where a rule was as sure of another value, a person decides.
            against = [one for one in rivals if not _took_too_much(one, other)]
            sure = any(one.correction.confidence >= reach.SURE for one in against)
            yield _at_most(other, reach.LIKELY) if sure else other


def _is_only_hoped(one: Told, own: Sequence[Told]) -> bool:
    """Say whether a mere town is told that somebody may move to."""
    streets = any(other.correction.field == "street" for other in own)
    part = one.correction.field in OF_AN_ADDRESS and one.correction.confidence <= reach.DOUBTFUL
    return part and not streets


def _whole_addresses(own: Sequence[Told]) -> Iterator[Told]:
    """Yield what was seen, the parts of an address no surer than its street."""
    streets = [one.correction.confidence for one in own if one.correction.field == "street"]
    most = min(streets, default=reach.LIKELY)
    for one in own:
        part = one.correction.field in OF_AN_ADDRESS
        sure = min(one.correction.confidence, most) if part else one.correction.confidence
        yield replace(one, correction=replace(one.correction, confidence=sure))


def _at_most(one: Told, confidence: float) -> Told:
    sure = min(one.correction.confidence, confidence)
    lowered = replace(one.correction, confidence=sure)
    return replace(one, seen=False, likelihood=0.0, correction=lowered)


def _same_field(one: Told, other: Told) -> bool:
    fields = {one.correction.field, other.correction.field}
    return len(fields) == 1 or fields == {"phone", "mobile"}


def _same_value(one: Told, other: Told) -> bool:
    return _bare(one.correction.value) == _bare(other.correction.value)


def _gives_way(one: Told, other: Told) -> bool:
    """Say whether what a rule found is doubtful beside what was seen, or less of the same value."""
    sure = one.correction.confidence
    if _by_words(one):
        return other.correction.confidence >= sure or _took_too_much(one, other)
    return _is_part(one, other)


def _by_words(one: Told) -> bool:
    """Say whether a value is known by the words before it alone: where it ends is a guess."""
    return one.correction.field in _BY_WORDS and bool(one.correction.value)


def _took_too_much(one: Told, other: Told) -> bool:
    """Say whether a rule took words for a name that only tell it: "since January I am …"."""
    whole, part = fold(one.correction.value), fold(other.correction.value)
    beside = whole.replace(part, " ", 1) if part in whole else ""
    words = beside.split()
    led = len(words) > 1 or any(map(replacing.leads, words))
    # "Ромашке опять": what stands behind a firm is none of it, but its legal form may be.
    return ":" in beside or led or (whole.startswith(part) and not firms.is_form(beside))


def _is_part(one: Told, other: Told) -> bool:
    """Say whether a rule found less of a value than was likely seen."""
    part, whole = _bare(one.correction.value), _bare(other.correction.value)
    surely = other.correction.confidence >= reach.SURE or other.likelihood >= _WHOLE
    return surely and one.at == other.at and part != whole and part in whole and bool(part)


def _bare(value: str) -> str:
    return "".join(char for char in fold(value) if char.isalnum())
