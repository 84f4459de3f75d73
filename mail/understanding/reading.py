"""From a reply to what it says: the one way, top to bottom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mail.understanding import (
    below,
    dictated,
    doubts,
    form,
    intents,
    mutual,
    news,
    rest,
    sentences,
    settling,
    shortened,
    subjects,
    tagging,
)
from mail.understanding.cutting import cut
from mail.understanding.facts import Correction, Cut, Intent, Kind, Reply, Understood
from mail.understanding.sentences import Sentence
from mail.understanding.values import Place


def understand(reply: Reply) -> Understood:
    """Read one reply. Total: any text gives an answer, and what is not understood is `unknown`."""
    place = Place(reply.country.upper(), reply.language, reply.today)
    as_sent = below.unsigned(cut(reply.text, reply.html), reply)
    parts = replace(as_sent, reply=dictated.written(shortened.whole(as_sent.reply)))
    own, unmarked = form.own_words(parts.reply, reply, place)
    said = sentences.read(own, reply.record)
    spans = () if unmarked else tagging.spans(said)
    told = news.read(parts, said, spans, reply, place)
    left = list(rest.of(said, told.told, form.lines_read(parts.reply, reply, place)))
    found = intents.read(left, corrected=bool(told.corrections))
    found += rest.perhaps(found, left, corrected=bool(told.corrections))
    found, corrected = mutual.settled(found, told.corrections, said)
    found += below.asked(found, parts, reply)
    found = list(_with_subject(found, reply, parts))
    found = list(_completed(found, corrected, said, parts))
    borne_out = False
    if not corrected:
        found, borne_out = settling.of_the_whole(found, said, reply.record, parts.quoted_own)
    doubted = [*doubts.of(found, left, parts, borne_out=borne_out)]
    doubted += ["unmarked_quote"] if unmarked else []
    return Understood(tuple(found), tuple(corrected), as_sent.reply, tuple(doubted))


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
