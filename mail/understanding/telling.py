"""Corrections told in free text, where the value itself can be recognised.

Phones, e-mail addresses, postcodes and birth dates are found first, and the words round them say
whose they are and which field is meant. A value of somebody else, or for today only, is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mail.understanding import (
    endings,
    firms,
    form,
    homes,
    nearby,
    numbers,
    postcodes,
    reach,
    remarks,
    surnames,
    tenses,
    values,
    wishes,
    wording,
)
from mail.understanding.facts import Correction, Reply
from mail.understanding.frames import NOT_NOW, Told
from mail.understanding.sentences import Sentence, clause
from mail.understanding.values import Place

_EMAIL = re.compile(
    r"\b(?:correo\w*|e-?mail\w*|mail|direccion|address|почт\w*|имейл\w*|емейл\w*|мейл\w*|ящик\w*|адрес\w*)\b"
)
_POSTCODE = re.compile(
    r"\b(?:codigo postal|cod\.? postal|cp|c\.p\.?|postcode|post code|postal code|zip\w*|codigo|"
    r"postal|(?:the|my) code|"
    r"индекс\w*)(?!\w)"
)
# An address of mail needs no name beside it where it is said what to do with it.
_USE = re.compile(
    r"\b(?:use|send|write|email|reach|contact|usad|usen|use|escrib\w{2,5}|enviad\w{0,2}|mandad\w{0,2}|"
    r"manden\w{0,2}|envien\w{0,2}|uso|usar|пишите|писать|шлите|присылайте|использу\w*|отправля\w*)\b"
)
_COPIES = re.compile(
    r"\b(?:cc|bcc|copy|copia|copio|(?<!going )forward\w*|reenvi\w*|"
    r"tambien|also|копи\w*|перешл\w*|также)\b"
)
_BIRTH = re.compile(
    r"\b(?:cumple\w*|naci\w*|fecha de nacimiento|birthday|birth|born|dob|рожден\w*|родил\w*|др)\b"
)
# The number of the house that is written to, not of the one who writes.
_YOURS = re.compile(
    r"\b(?:vuestr[oa]s?|su|sus|your|ваш\w{0,3})\s(?:\w{1,15}\s)?"
    r"(?:telefono|movil|numero|fijo|correo|phone|number|line|mobile|телефон|номер|почт|горяч)"
)
_TO = re.compile(r"\b(?:to|a|al|a ser|por|with|con|на)\s(?:el\s|the\s)?\Z")
_AND = re.compile(r"\s(?:y|e|and|и|а)\s")
_BARE = re.compile(r"[\W\d]*\Z")
_MONTH = r"[^\W\d_]{3,12}\.?"
_ENGLISH_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"\b\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th|-го)?\s(?:de\s|of\s)?{_MONTH}(?:,?\s(?:de\s|del\s)?\d{{4}})?|"
    rf"\b{_ENGLISH_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?\b",
    re.IGNORECASE,
)
_OTHERS = ("other", "condition", "denial")


def told(sentences: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the corrections whose values can be recognised by themselves."""
    found = [
        *endings.told(sentences, reply, place),
        *_values(sentences, reply, place),
        *homes.told(sentences, reply, place),
        *firms.told(sentences, reply, place),
        *wishes.told(sentences, reply, place),
        *surnames.told(sentences, reply, place),
        *_labelled(sentences, reply, place),
        *_removed(sentences, reply, place),
    ]
    yield from found
    yield from remarks.beside(found, sentences, reply, place)


def _labelled(sentences: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    for at, sentence in enumerate(sentences):
        if not sentence.has(*NOT_NOW):
            for one in form.in_sentence(sentence.text, reply, place):
                yield Told(one, at, 0, len(sentence.text))


def _removed(sentences: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    """Yield the numbers of ours that are to go: a person decides, but knows which it is."""
    for at, sentence in enumerate(sentences):
        field = numbers.to_go(sentence, reply, place)
        if field:
            old = values.merged(reply.record, field)
            one = Correction(field, "", old, sentence.text, reach.LIKELY, "free_text")
            yield Told(one, at, 0, len(sentence.text))


def _values(sentences: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    before = ""
    for at, sentence in enumerate(sentences):
        if not _of_others(sentence, reply, place):
            for correction, written in _found(sentence, before, reply, place):
                start = max(0, sentence.text.find(written))
                end = start + len(written)
                around = clause(sentence.text, start, end)
                if not nearby.denied(sentence, start, end) and not tenses.of_the_past(
                    sentence, *around
                ):
                    sure = _at_most(correction, sentence, (start, end), reply, place)
                    yield Told(sure, at, *around, (start, end))
        before = sentence.folded


def _of_others(sentence: Sentence, reply: Reply, place: Place) -> bool:
    """Say whether no value of the sentence is for the record: of others, of ours, for now."""
    if sentence.has(*_OTHERS) or _YOURS.search(sentence.folded):
        return True
    return numbers.for_now(sentence, reply, place)


def _at_most(
    correction: Correction, sentence: Sentence, span: tuple[int, int], reply: Reply, place: Place
) -> Correction:
    """Lower what is told and then limited, is of something else, or is still to come."""
    remarked = list(remarks.on_the_old(sentence, reply, place))
    limits = [hit for hit in sentence.of("contrast") if hit.start >= span[1]]
    limited = any(not any(start <= hit.start < end for start, end in remarked) for hit in limits)
    others = [*values.spans_of(sentence.text, place), *remarked]
    strange = nearby.strange(sentence, span, others)
    things = correction.field == "postcode" and reach.FOR_THINGS.search(sentence.folded)
    if (
        limited
        or strange
        or things
        or tenses.begins_with_if(sentence)
        or not _is_given(correction.field, sentence, span)
        or tenses.ahead(sentence, place.today)
        or reach.LAUGHS.search(sentence.folded)
    ):
        return replace(correction, confidence=min(correction.confidence, 0.75))
    return correction


def _is_given(field: str, sentence: Sentence, span: tuple[int, int]) -> bool:
    """Say whether the clause of a number says no more than which it is, or that it is so now:
    "he perdido el 655 …, tengo otro nuevo" calls another one new."""
    if field not in ("phone", "mobile", "email"):
        return True
    first, last = clause(sentence.text, *span)
    before = _AND.split(sentence.folded[first : span[0]])[-1]
    behind = _AND.split(sentence.folded[span[1] : last])[0]
    rest = numbers.unnamed(_EMAIL.sub(" ", _USE.sub(" ", f"{before} {behind}")))
    told = tenses.tells_change(before) or tenses.tells_change(behind)
    return bool(told or _TO.search(before)) or not wording.unexplained(rest, ())


def _found(
    sentence: Sentence, before: str, reply: Reply, place: Place
) -> Iterator[tuple[Correction, str]]:
    """Yield corrections, each with its value as it was written."""
    yield from _phones(sentence, before, reply, place)
    yield from _emails(sentence, before, reply)
    yield from _postcodes(sentence, reply, place)
    yield from _birth_dates(sentence, reply, place)


def _confidence(sentence: Sentence, *, named: bool, changed: bool, rivals: int) -> float:
    confidence = 0.9 if named and changed else 0.86 if named else 0.6
    confidence = min(confidence, 0.5) if _wavers(sentence) else confidence
    return confidence if rivals == 1 else 0.4


def _wavers(sentence: Sentence) -> bool:
    asks = sentence.asks and not sentence.has("polite", "update")
    return asks or sentence.has("hedge", "later", "sarcasm", "retract")


def _phones(
    sentence: Sentence, before: str, reply: Reply, place: Place
) -> Iterator[tuple[Correction, str]]:
    for one in numbers.told(sentence, before, reply, place):
        sure = min(one.confidence, 0.5) if _wavers(sentence) else one.confidence
        yield _correction(one.field, one.e164, reply, sentence, sure), one.written


def _emails(sentence: Sentence, before: str, reply: Reply) -> Iterator[tuple[Correction, str]]:
    known = {values.merged(reply.record, "email").lower(), reply.sender.lower()}
    mentioned = values.emails_in(sentence.text)
    found = [address for address in mentioned if address not in known]
    rest = sentence.folded
    for address in mentioned:
        rest = rest.replace(address, " ")
    if _BARE.match(rest) and before.rstrip().endswith(":"):
        rest = before
    named, changed = bool(_EMAIL.search(rest)), tenses.tells_change(rest)
    used = bool(_USE.search(rest)) and not _strange_beside(sentence, found)
    if not (named or changed or used) or (sentence.has("question") and not changed):
        return
    for address in found:
        confidence = _confidence(sentence, named=named or used, changed=changed, rivals=len(found))
        confidence = min(confidence, 0.5) if _COPIES.search(rest) else confidence
        # A domain in other letters is written otherwise than it is normalised.
        mails = values.written_emails(sentence.text)
        written = next((mail for mail in mails if address in mail.lower()), address)
        yield _correction("email", address, reply, sentence, confidence), written


def _strange_beside(sentence: Sentence, found: Sequence[str]) -> bool:
    spans = [(at, at + len(one)) for one in found if (at := sentence.folded.find(one)) >= 0]
    return any(nearby.strange(sentence, span, spans) for span in spans)


def _postcodes(sentence: Sentence, reply: Reply, place: Place) -> Iterator[tuple[Correction, str]]:
    at = _POSTCODE.search(sentence.folded)
    if not at:
        return
    old = values.merged(reply.record, "postcode")
    behind = postcodes.within(sentence.text[at.start() :], place.country)
    codes = behind or postcodes.within(sentence.text[: at.start()], place.country)
    found = [code for code in codes if not values.same("postcode", code, old, place)]
    for code in found:
        confidence = _confidence(sentence, named=True, changed=True, rivals=len(found))
        written = postcodes.written(sentence.text, code, place.country)
        yield _correction("postcode", code, reply, sentence, confidence), written


def _birth_dates(
    sentence: Sentence, reply: Reply, place: Place
) -> Iterator[tuple[Correction, str]]:
    if not _BIRTH.search(sentence.folded):
        return
    old = values.merged(reply.record, "birth_date")
    read = {
        value: match
        for match in _DATE.findall(sentence.text)
        if (value := values.normalise("birth_date", match, place).get("birth_date"))
        and not values.same("birth_date", value, old, place)
    }
    for value, written in read.items():
        confidence = _confidence(sentence, named=True, changed=True, rivals=len(read))
        yield _correction("birth_date", value, reply, sentence, confidence), written


def _correction(
    field: str, value: str, reply: Reply, sentence: Sentence, confidence: float
) -> Correction:
    old = values.merged(reply.record, field)
    return Correction(field, value, old, sentence.text, confidence, "free_text")
