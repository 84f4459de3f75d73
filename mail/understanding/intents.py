"""What a reply wants, from the phrases in its sentences.

A phrase proposes an intent; everything around it can only lower the confidence: a question, a
condition, a doubt, words that nothing explains. So a sentence of an unknown kind ends before a
person and not in a change.
"""

import re
from collections.abc import Iterator, Sequence

from mail.understanding import gist, limits, settling, sureness, wording
from mail.understanding.facts import Intent, Kind, Scope
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence, clause
from mail.understanding.sentences import sentence as read_again
from mail.understanding.wording import Found

_ALONE = 1  # unexplained words beside a phrase that must stand alone: a name, a typo
# "Take the landline off my record": that is a field, and not all of it.
_FROM_THE_RECORD = re.compile(r"\s(?:de|from|off|из|с)\s(?:mis?|my|our|mo\w{1,2}|наш\w{1,2})\s")
# How likely another kind must be before the phrases of a kind are doubted.
_LEAST_AGAINST = {"confirm": 0.8, "erase": 0.99, "access": 0.99, "wrong_person": 0.99}
_BY_THE_CLAUSE = ("confirm", "unsubscribe", "erase", "access")
# Kinds that have words in common: "That's right, I complained last week", "This is spam".
_AKIN = {"complaint": ("confirm", "unsubscribe"), "access": ("question", "erase")}
_NOT_A_REFUSAL = ("erase", "keep", "update")
_SAME: dict[str, tuple[str, ...]] = {"unsubscribe": ("unsubscribe", "part")}
_BINDING = ("condition", "hedge", "retract", "sarcasm", "denial", "nothing")
_RIGHTS: tuple[Kind, ...] = ("erase", "access")
_CLAIMED = 0.8
_REQUESTED = 0.95
# How a request begins, or goes, that is put as a question: "can you", "¿podéis", "можно".
_REQUESTS = re.compile(
    r".{0,40}\b(?:(?:can|could|would|will|may|might) (?:you|yous|u|ye|i|we|someone|future)|"
    r"¿?(?:me |nos |lo )?(?:podeis|puedes|pueden|podriais|podrian|puede|podria|podrias|puedo)|"
    r"можно|можете|могли бы|нельзя ли)\b"
)
_CLAUSE = 0.97  # a clause by itself says little, so it must say it plainly
_WEIGHTY = ("erase", "access", "wrong_person")
_STANDALONE: tuple[Kind, ...] = ("erase", "access", "wrong_person", "complaint", "question")


def read(sentences: Sequence[Sentence], *, corrected: bool) -> list[Intent]:
    """Return the intents of a reply's own words, one of a kind, in no order.

    `corrected`: corrections were found as well, so that "not right" needs no intent of its own.
    """
    found: dict[Kind, Intent] = {}
    for intent in _all(sentences):
        kept = found.get(intent.kind)
        if kept is None or _stronger(intent, kept):
            found[intent.kind] = intent
    return settling.settled(found, sentences, corrected=corrected)


def _stronger(one: Intent, other: Intent) -> bool:
    # A refusal in part binds the whole: "no more offers. Unsubscribe me from those."
    if one.scope != other.scope:
        return one.scope == "part"
    return one.confidence > other.confidence


def _all(sentences: Sequence[Sentence]) -> Iterator[Intent]:
    for sentence in sentences:
        parts = _apart(sentence)
        for part in parts:
            yield from _for_staff(part)
            faint = gist.perhaps([part], least=sureness.CLEARLY) if len(parts) > 1 else ()
            yield from said(part) or _surely(part) or _beside_chat(part) or faint
        yield from _refused_by_a_clause(sentence)
        if sentence.told:
            yield from _beside_a_value(sentence)
            yield from _about_another(sentence)


def _surely(sentence: Sentence) -> list[Intent]:
    """Return what no phrase, but the whole of a sentence says beyond doubt."""
    found = gist.surely(sentence)
    if _of_one_field(sentence.folded):
        found = [one for one in found if one.kind != "erase"]
    limited = limits.of_else(sentence)
    return [one.at_most(sureness.CAPPED) if limited else one for one in found]


def _refused_by_a_clause(sentence: Sentence) -> Iterator[Intent]:
    """Yield a refusal that no phrase knows, in a clause of its own: a person looks at it, and
    nothing is sent before."""
    if sentence.has("unsubscribe", "partial", "keep"):
        return
    parts = gist.clauses(sentence)
    for part in parts if len(parts) > 1 else ():
        if gist.gist(part).is_surely("unsubscribe", least=_CLAUSE) and len(part.text.split()) > 1:
            yield Intent("unsubscribe", 0.45, part.text.strip())


def _for_staff(sentence: Sentence) -> Iterator[Intent]:
    """Yield a right that the whole of a sentence claims, whatever phrases stand in it: a person
    answers it, and the law says till when."""
    for kind in _RIGHTS:
        if gist.gist(sentence).is_surely(kind, least=_CLAIMED) and not sentence.told:
            yield Intent(kind, 0.6, sentence.text)


def said(sentence: Sentence) -> list[Intent]:
    """Return what the phrases of a sentence say, as far as the whole of it does not say another."""
    pairs = ((found, one) for found in sentence.found for one in _of_phrase(sentence, found))
    weighed = [one for found, each in pairs if (one := _weighed(each, found, sentence))]
    if sentence.asks and not (_asked_for_otherwise(sentence) or _grumbles(sentence)):
        weighed.append(Intent("question", 0.8, sentence.text))
    return weighed


def _apart(sentence: Sentence) -> list[Sentence]:
    """Return the clauses of a sentence where each surely says something, and not all the same."""
    if sentence.told or sentence.has(*_BINDING):
        return [sentence]
    parts = gist.clauses(sentence)
    wholes = [gist.gist(part) for part in parts]
    sure = all(whole.likelihood >= sureness.CLEARLY for whole in wholes)
    kinds = {whole.kind for whole in wholes} - {"chat"}
    # "Ok, I'll look later": what stands alone says nothing beside something else.
    whole_ones = all(found.strength != "alone" for found in sentence.found)
    return parts if sure and whole_ones and len(kinds) > 1 else [sentence]


def _beside_chat(sentence: Sentence) -> list[Intent]:
    """Return what one clause says where the others only chat: "yes yes, sorry, I was away"."""
    parts = [] if sentence.told or sentence.has(*_BINDING) else gist.clauses(sentence)
    telling = [part for part in parts if not gist.only_chats(part)]
    return said(telling[0]) if len(telling) == 1 and len(parts) > 1 else []


def _beside_a_value(sentence: Sentence) -> Iterator[Intent]:
    """Yield what the clauses without a value say: "my number is now …, and stop writing"."""
    for part in gist.clauses(sentence):
        # "We closed, take the firm off": what stands alone in its clause is about the value.
        of_the_value = any(hit.strength == "alone" for hit in part.found)
        if not (of_the_value or any(char.isdigit() or char == "@" for char in part.text)):
            # "Please delete it": the value told before it, and not all data.
            whole = (one for one in _surely(part) if one.kind != "erase")
            found = said(part) or list(whole)
            known = ("confirm", "update", *(("question",) if _is_dealt_with(sentence) else ()))
            yield from (one for one in found if one.kind not in known)


def _about_another(sentence: Sentence) -> Iterator[Intent]:
    """Yield that a value stands in a sentence on somebody who has gone: "she left, write to …"."""
    if gist.gist(read_again(sentence.text)).is_surely("wrong_person", least=_CLAIMED):
        yield Intent("wrong_person", 0.6, sentence.text)


def _weighed(intent: Intent, found: Found, sentence: Sentence) -> Intent | None:
    """Return what is left of a phrase's intent where the sentence on the whole says another."""
    named = wording.NAME in sentence.named[found.start : found.end]
    if intent.kind == "wrong_person" and named:
        return intent  # "Marta no longer works here" is said by another, whatever else it tells
    whole = gist.gist(read_again(sentence.text) if sentence.told else sentence)
    if intent.kind == "update" and whole.kind == "confirm":
        return intent.at_most(0.5)  # "not everything is right" has all the words of a yes
    if whole.kind in _AKIN.get(intent.kind, ()):
        return intent
    if whole.rules_out(intent.kind) and not _in_its_clause(intent, found, sentence):
        held = intent.kind == "unsubscribe" and found.strength == "clear"
        return intent.at_most(0.5) if held and whole.kind not in _NOT_A_REFUSAL else None
    least = _LEAST_AGAINST.get(intent.kind, sureness.CLEARLY)
    if sentence.told or _agrees(intent, found, sentence, whole) or whole.likelihood < least:
        return intent
    return intent.at_most(0.5) if intent.kind in ("confirm", "unsubscribe") else None


def _in_its_clause(intent: Intent, found: Found, sentence: Sentence) -> bool:
    """Say whether the clause of a phrase may say what the whole of its sentence cannot."""
    start, end = clause(sentence.text, found.start, found.end)
    by_clause = intent.kind in _BY_THE_CLAUSE or gist.gist(sentence).kind == "confirm"
    part = sentence.text[start:end] if by_clause else sentence.text
    return part != sentence.text and not gist.gist(read_again(part)).rules_out(intent.kind)


def _agrees(intent: Intent, found: Found, sentence: Sentence, whole: gist.Gist) -> bool:
    """Say whether the whole of a sentence leaves room for what a phrase in it says."""
    if whole.kind == "confirm":
        # "Not everything is right" has all the words of a yes: the phrases know better.
        return found.kind != "update"
    if intent.kind in _WEIGHTY and whole.kind != "update":
        return True
    if whole.kind == "chat" and gist.clause_by_clause(sentence, intent.kind):
        return True
    rest = (
        intent.kind == "confirm" and sentence.has("contrast") and sureness.says_the_rest(sentence)
    )
    return rest or whole.kind in _SAME.get(intent.kind, (intent.kind,))


def _asked_for_otherwise(sentence: Sentence) -> bool:
    """Say whether a question is a wish of another kind: "could you change …?", and it was told."""
    removal = _is_about_removal(sentence) or sentence.has("access")
    return removal or _is_dealt_with(sentence)


def _is_dealt_with(sentence: Sentence) -> bool:
    """Say whether a question was a request, and what it asks for was told: "can you change …?"."""
    if not sentence.told:
        return False
    if sentence.has("polite") and not sentence.has("question"):
        return True
    written = read_again(sentence.text)
    requests = _REQUESTS.match(written.folded)
    return bool(requests) and gist.gist(written).is_surely("update", least=_REQUESTED)


def _grumbles(sentence: Sentence) -> bool:
    return any(not _missing(sentence, found) for found in sentence.of("rhetorical"))


def _is_about_removal(sentence: Sentence) -> bool:
    surely = sentence.has("polite") and gist.gist(sentence).is_surely("unsubscribe", least=0.98)
    return sentence.has("unsubscribe") and (surely or not sentence.unexplained)


def _of_phrase(sentence: Sentence, found: Found) -> Iterator[Intent]:
    words = sentence.words(found)
    if _missing(sentence, found):
        return
    if found.kind == "confirm":
        yield sureness.confirmation(sentence, found)
    elif found.kind == "update" and not (sentence.has("other") or sentence.denied(found.start)):
        yield Intent("update", 0.7, words)
    elif found.kind == "denial" and found.strength == "likely":
        yield Intent("update", 0.5, sentence.text)
    elif found.kind == "rhetorical":
        yield Intent("complaint", settling.FAINT, sentence.text)
    elif found.kind == "sarcasm":
        yield Intent("complaint", 0.6, sentence.text)
    elif found.kind in ("unsubscribe", "partial"):
        partly = found.kind == "partial" and not gist.gist(sentence).rules_out("part")
        scope: Scope = "part" if partly else "all"
        yield Intent("unsubscribe", sureness.of_a_refusal(sentence, found), words, scope)
    elif found.kind in _STANDALONE:
        yield from _standalone(sentence, found, words)


def _standalone(sentence: Sentence, found: Found, words: str) -> Iterator[Intent]:
    """Yield what only a person can answer."""
    if found.kind == "question":
        wished = sentence.has("access") or _grumbles(sentence)
        if (found.strength == "clear" or sentence.asks) and not wished:
            yield Intent("question", 0.8, sentence.text)
    elif found.kind == "erase" and _of_one_field(fold(words)):
        yield Intent("update", 0.7, words)
    elif not (found.kind == "complaint" and sentence.denied(found.start)):
        kind: Kind = next(kind for kind in _STANDALONE if kind == found.kind)
        yield Intent(kind, 0.6 if sentence.has("condition") else 0.9, words)


def _of_one_field(words: str) -> bool:
    """Say whether only a field is to be taken out of the data."""
    before = _FROM_THE_RECORD.split(words, maxsplit=1)
    return len(before) > 1 and any(map(wording.names_a_field, before[0].split()))


def _missing(sentence: Sentence, found: Found) -> bool:
    """Say whether a phrase that must stand alone does not."""
    if found.strength != "alone":
        return False
    beside = len(sentence.unexplained) > _ALONE or sentence.told
    if found.kind == "rhetorical":
        return beside or len(sentence.found) > 1
    other = sentence.has("partial", "unsubscribe", "rhetorical")
    return beside or (found.kind == "confirm" and other)
