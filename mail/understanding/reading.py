"""From a reply to what it says: the one way, top to bottom."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from mail.understanding import (
    below,
    blocks,
    dictated,
    doubts,
    form,
    frames,
    fullname,
    gist,
    intents,
    numbers,
    reach,
    replacing,
    sentences,
    settling,
    shortened,
    streets,
    subjects,
    tagged,
    tagging,
    telling,
    towns,
    values,
    weighed,
)
from mail.understanding.cutting import cut
from mail.understanding.facts import Correction, Cut, Intent, Kind, Reply, Understood
from mail.understanding.folding import fold
from mail.understanding.frames import Told
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place

_LEAVES = 0.5


def understand(reply: Reply) -> Understood:
    """Read one reply. Total: any text gives an answer, and what is not understood is `unknown`."""
    place = Place(reply.country.upper(), reply.language, reply.today)
    as_sent = below.unsigned(cut(reply.text, reply.html), reply)
    parts = replace(as_sent, reply=dictated.written(shortened.whole(as_sent.reply)))
    own, unmarked = form.own_words(parts.reply, reply, place)
    said = sentences.read(own, reply.record)
    written = list(form.labelled(parts.reply, reply, place)) + list(
        form.edited(parts, reply, place)
    )
    spans = () if unmarked else tagging.spans(said)
    seen = list(tagged.told(said, spans, reply, place))
    told = list(tagged.together(list(_told(said, reply, place)), seen))
    each = _each_once(written, weighed.values(told, said, spans, place))
    corrected = list(map(_with_year, each))
    left = list(_unsaid(said, told, form.lines_read(parts.reply, reply, place)))
    found = intents.read(left, corrected=bool(corrected))
    found += list(_perhaps(found, left, corrected=bool(corrected)))
    found = [one for one in found if not (_of_what_goes(one, corrected) or _wishes(one, corrected))]
    corrected = list(_still_wanted(corrected, found))
    if any(one.field == "channel" for one in corrected):
        # "Rather by WhatsApp": the refusal of the other channel is the same wish.
        found = [one for one in found if one.scope != "part"]
    found = [one for one in found if not _of_the_old_address(one, corrected, said)]
    found += below.asked(found, parts, reply)
    found = list(_with_subject(found, reply, parts))
    found = list(_completed(found, corrected, said, parts))
    borne_out = False
    if not corrected:
        found, borne_out = settling.of_the_whole(found, said, reply.record, parts.quoted_own)
    doubted = [*doubts.of(found, left, parts, borne_out=borne_out)]
    doubted += ["unmarked_quote"] if unmarked else []
    return Understood(tuple(found), tuple(corrected), as_sent.reply, tuple(doubted))


def _told(said: Sequence[Sentence], reply: Reply, place: Place) -> Iterator[Told]:
    parts = list(replacing.told(said, reply, place))
    yield from parts
    # "My surname is Solé, not Soler": the frame would take Solé for all of it.
    taken = {(one.at, one.correction.field) for one in parts}
    for others in (
        (*frames.told(said, reply, place), *telling.told(said, reply, place)),
        tuple(blocks.told(said, reply, place)),
    ):
        new = [one for one in others if (one.at, one.correction.field) not in taken]
        taken |= {(one.at, one.correction.field) for one in new}
        yield from (one for each in new if (one := _of_one_name(each, reply, place)))


def _of_one_name(one: Told, reply: Reply, place: Place) -> Told | None:
    """Return what a whole name tells anew, None where it is the one that we had."""
    told = one.correction
    field, value = fullname.apart(told.field, told.value, reply.record)
    if (field, value) == (told.field, told.value):
        return one
    old = values.merged(reply.record, field)
    new = replace(told, field=field, value=value, old=old)
    return None if values.same(field, value, old, place) else replace(one, correction=new)


def _with_year(one: Correction) -> Correction:
    """Keep the year that we had where only the day was corrected: our mail shows no year."""
    day = one.value.removeprefix("--") if one.field == "birth_date" else ""
    if not one.value.startswith("--") or not re.fullmatch(r"\d{4}-\d\d-\d\d", one.old):
        return one
    try:
        return replace(one, value=date.fromisoformat(f"{one.old[:4]}-{day}").isoformat())
    except ValueError:  # the 29th of February of another year
        return one


def _each_once(written: Iterable[Correction], told: Iterable[Correction]) -> Iterator[Correction]:
    """Yield each value once: a labelled line is also a sentence, an address also has a postcode."""
    seen: set[tuple[str, str]] = set()
    values: set[str] = set()
    for one in written:
        if (one.field, one.value) not in seen:
            seen.add((one.field, one.value))
            values.add(one.value)
            yield one
    for one in told:
        if one.value not in values or (not one.value and (one.field, "") not in seen):
            seen.add((one.field, one.value))
            values.add(one.value)
            yield one


def _unsaid(
    said: Sequence[Sentence], told: Sequence[Told], lines: Sequence[str]
) -> Iterator[Sentence]:
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


def _of_what_goes(one: Intent, corrected: Sequence[Correction]) -> bool:
    """Say whether it is a number that is gone, and nobody: "remove the landline, it's no more"."""
    lines = [
        each.evidence for each in corrected if not each.value and one.evidence in each.evidence
    ]
    wholes = (gist.gist(sentences.sentence(line)) for line in lines)
    return one.kind == "wrong_person" and any(
        whole.is_surely("update", least=_DESPITE) for whole in wholes
    )


def _wishes(one: Intent, corrected: Sequence[Correction]) -> bool:
    """Say whether a question only wishes a language or a channel: "could mails be in Polish?"."""
    sure = [each for each in corrected if each.confidence >= reach.SURE]
    wished = [each.evidence for each in sure if each.field in ("language", "channel")]
    return one.kind == "question" and any(one.evidence in words for words in wished)


def _still_wanted(corrected: list[Correction], found: list[Intent]) -> Iterator[Correction]:
    """Yield the corrections but those by which a refusal only explains itself: "I have retired"."""
    leaves = any(one.kind == "unsubscribe" and one.confidence >= _LEAVES for one in found)
    another = any(one.kind == "wrong_person" for one in found)
    street = any(one.field == "street" for one in corrected)
    for one in corrected:
        if another and one.source == "free_text":
            continue  # the values of who writes are not those of whom we wrote to
        gone = not one.value and one.field in ("company", "job_title")
        # "I buy elsewhere since I moved to York": no address is told.
        place = one.field == "city" and towns.known(one.value) and not street
        if not (leaves and (gone or place)):
            yield one


def _of_the_old_address(
    one: Intent, corrected: Sequence[Correction], said: Sequence[Sentence]
) -> bool:
    """Say whether only the address that is given up gets no more mail: "not to this one".

    All that refuses must be a clause of these few words: "neither here nor there" is a refusal.
    """
    renewed = any(other.field == "email" and other.value for other in corrected)
    if not renewed or one.kind != "unsubscribe":
        return False
    clauses = [part for sentence in said for part in _refusing(sentence)]
    return bool(clauses) and all(map(_NOT_HERE.fullmatch, clauses))


def _refusing(sentence: Sentence) -> Iterator[str]:
    """Yield the folded clauses of a sentence that refuse something."""
    for hit in (*sentence.of("unsubscribe"), *sentence.of("partial")):
        start, end = sentences.clause(sentence.text, hit.start, hit.end)
        yield sentence.folded[start:end]


_NOT_HERE = re.compile(
    r"\W*(?:(?:y|and|but|pero|а|и|но|so|please|por favor|пожалуйста)\W+){0,2}(?:"
    r"(?:don't|dont|do not) (?:write|mail|e-?mail|send(?: anything| mail)?)(?: me)? "
    r"(?:to|at|on) (?:this|the old) (?:one|address|e-?mail|mailbox)(?: any ?more)?|"
    r"a (?:este|esta|ese|esa)(?: correo| direccion)? (?:ya )?no (?:me )?"
    r"(?:escrib\w+|mand\w+|envi\w+)(?: mas| nada| nada mas)?|"
    r"(?:ya )?no (?:me )?(?:escrib\w+|mand\w+|envi\w+)(?: mas| nada)? "
    r"a (?:este|esta|ese|esa)(?: correo| direccion)?(?: mas)?|"
    r"на (?:эту|этот|стар(?:ую|ый))(?: почту| адрес| ящик)? (?:мне )?(?:больше )?"
    r"(?:не пишите|не шлите|не присылайте)(?: больше)?|"
    r"(?:больше )?не (?:пишите|шлите|присылайте) (?:мне )?(?:больше )?"
    r"на (?:эту|этот|стар(?:ую|ый))(?: почту| адрес| ящик)?"
    r")(?:\W+(?:please|por favor|пожалуйста|gracias|thanks|спасибо))?\W*"
)


def _perhaps(
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


# A faint refusal beside a clear yes is heard; beside new values it is of the old one mostly.
_HEARD, _HEARD_BESIDE_VALUES = 0.6, 0.85
_DESPITE = 0.98  # how sure a sentence must be of what a phrase says it does not say
_NEVER_LOST = ("unsubscribe", "erase", "access", "wrong_person", "complaint")
_NO_MORE = ("confirm", "update")


def _says_something(sentence: Sentence) -> bool:
    meant = sentence.told or sentence.asks or sentence.has("keep", "later", "retract")
    meant = meant or (sentence.has("nothing") and gist.gist(sentence).likelihood < _DESPITE)
    return meant or not sentence.named.strip() or bool(intents.said(sentence))


_NEVER_HIDDEN = frozenset(
    {"unsubscribe", "partial", "erase", "access", "wrong_person", "complaint", "keep"}
    | {"retract", "question", "polite"}
)


def _with_subject(found: list[Intent], reply: Reply, parts: Cut) -> Iterable[Intent]:
    intent = subjects.read(reply.subject, silent=not parts.reply.strip())
    if intent is None or any(one.kind == intent.kind for one in found):
        return found
    return [*found, intent]


def _completed(
    found: list[Intent], corrected: list[Correction], said: Sequence[Sentence], parts: Cut
) -> Iterable[Intent]:
    kinds: set[Kind] = {intent.kind for intent in found}
    if corrected and "update" not in kinds:
        surest = max(corrected, key=lambda one: one.confidence)
        yield Intent("update", surest.confidence, surest.evidence)
    yield from found
    if not (kinds or corrected or doubts.only_greets(said)):
        nothing = not any(sentence.text.strip() for sentence in said)
        yield Intent("empty" if nothing else "unknown", 0.9 if nothing else 0.5, parts.reply[:200])
