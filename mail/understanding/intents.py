"""What a reply wants, from the phrases in its sentences.

A phrase proposes an intent; everything around it can only lower the confidence: a question, a
condition, a doubt, words that nothing explains. So a sentence of an unknown kind ends before a
person and not in a change.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from mail.understanding import gist, labels, wording
from mail.understanding.facts import Intent, Kind, Scope
from mail.understanding.sentences import Sentence, clause
from mail.understanding.sentences import sentence as read_again
from mail.understanding.wording import Found, Strength
from storage.values import names

_BASE: dict[Strength, float] = {"clear": 0.97, "likely": 0.9, "alone": 0.9, "weak": 0.5}
_ALONE = 1  # unexplained words beside a phrase that must stand alone: a name, a typo
_STRANGE = 0.13  # for each in a refusal: one, and a person looks while mail is held
_LIGHT = 0.06  # for a word that nothing explains, and that is not known for another subject
_FAINT = 0.4  # a confirmation less sure than that is only noise
_CLEARLY = 0.9
# How likely another kind must be before the phrases of a kind are doubted.
_LEAST_AGAINST = {"confirm": 0.8, "erase": 0.99, "access": 0.99, "wrong_person": 0.99}
_WITH = re.compile(r"\s(?:con|with|с|со)\s")
_BY_THE_CLAUSE = ("confirm", "unsubscribe", "erase", "access")
# Kinds that have words in common: "That's right, I complained last week", "This is spam".
_AKIN = {"complaint": ("confirm", "unsubscribe"), "access": ("question", "erase")}
_NOT_A_REFUSAL = ("erase", "keep", "update")
_SAME: dict[str, tuple[str, ...]] = {"unsubscribe": ("unsubscribe", "part")}
_BINDING = ("condition", "hedge", "retract", "sarcasm", "denial", "nothing")
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
    return list(_settled(found, sentences, corrected))


def _stronger(one: Intent, other: Intent) -> bool:
    # A refusal in part binds the whole: "no more offers. Unsubscribe me from those."
    if one.scope != other.scope:
        return one.scope == "part"
    return one.confidence > other.confidence


def _all(sentences: Sequence[Sentence]) -> Iterator[Intent]:
    for sentence in sentences:
        for part in _apart(sentence):
            yield from said(part) or gist.surely(part) or _beside_chat(part)
        if sentence.told:
            yield from _beside_a_value(sentence)
            yield from _about_another(sentence)


def said(sentence: Sentence) -> list[Intent]:
    """Return what the phrases of a sentence say, as far as the whole of it does not say another."""
    pairs = ((found, one) for found in sentence.found for one in _of_phrase(sentence, found))
    weighed = [one for found, each in pairs if (one := _weighed(each, found, sentence))]
    if sentence.asks and not _asked_for_otherwise(sentence):
        weighed.append(Intent("question", 0.8, sentence.text))
    return weighed


def _apart(sentence: Sentence) -> list[Sentence]:
    """Return the clauses of a sentence where each surely says something, and not all the same."""
    if sentence.told or sentence.has(*_BINDING):
        return [sentence]
    parts = gist.clauses(sentence)
    wholes = [gist.gist(part) for part in parts]
    sure = all(whole.likelihood >= _CLEARLY for whole in wholes)
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
        if not any(char.isdigit() or char == "@" for char in part.text):
            found = said(part) or gist.surely(part)
            yield from (one for one in found if one.kind not in ("confirm", "update"))


def _about_another(sentence: Sentence) -> Iterator[Intent]:
    """Yield that a value stands in a sentence on somebody who has gone: "she left, write to …"."""
    if gist.gist(read_again(sentence.text)).is_surely("wrong_person"):
        yield Intent("wrong_person", 0.6, sentence.text)


def _mostly(sentence: Sentence, kind: str) -> bool:
    return gist.gist(sentence).is_surely(kind, least=0.97)


def _weighed(intent: Intent, found: Found, sentence: Sentence) -> Intent | None:
    """Return what is left of a phrase's intent where the sentence on the whole says another."""
    whole = gist.gist(read_again(sentence.text) if sentence.told else sentence)
    if intent.kind == "update" and whole.kind == "confirm":
        return _at_most(intent, 0.5)  # "not everything is right" has all the words of a yes
    if whole.kind in _AKIN.get(intent.kind, ()):
        return intent
    if whole.rules_out(intent.kind) and not _in_its_clause(intent, found, sentence):
        held = intent.kind == "unsubscribe" and found.strength == "clear"
        return _at_most(intent, 0.5) if held and whole.kind not in _NOT_A_REFUSAL else None
    least = _LEAST_AGAINST.get(intent.kind, _CLEARLY)
    if sentence.told or _agrees(intent, found, sentence, whole) or whole.likelihood < least:
        return intent
    return _at_most(intent, 0.5) if intent.kind in ("confirm", "unsubscribe") else None


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
    rest = intent.kind == "confirm" and sentence.has("contrast") and _says_the_rest(sentence)
    return rest or whole.kind in _SAME.get(intent.kind, (intent.kind,))


def _asked_for_otherwise(sentence: Sentence) -> bool:
    """Say whether a question is a wish of another kind: "could you change …?", and it was told."""
    dealt_with = sentence.told and sentence.has("polite") and not sentence.has("question")
    return _is_about_removal(sentence) or sentence.has("access") or dealt_with


def _is_about_removal(sentence: Sentence) -> bool:
    return sentence.has("unsubscribe") and not sentence.unexplained


def _of_phrase(sentence: Sentence, found: Found) -> Iterator[Intent]:
    words = sentence.words(found)
    if found.strength == "alone" and _not_alone(sentence, found):
        return
    if found.kind == "confirm":
        yield _confirm(sentence, found)
    elif found.kind == "update" and not (sentence.has("other") or sentence.denied(found.start)):
        yield Intent("update", 0.7, words)
    elif found.kind == "denial" and found.strength == "likely":
        yield Intent("update", 0.5, sentence.text)
    elif found.kind == "sarcasm":
        yield Intent("complaint", 0.6, sentence.text)
    elif found.kind in ("unsubscribe", "partial"):
        partly = found.kind == "partial" and not gist.gist(sentence).rules_out("part")
        scope: Scope = "part" if partly else "all"
        yield Intent("unsubscribe", _refusal(sentence, found), words, scope)
    elif found.kind in _STANDALONE:
        yield from _standalone(sentence, found, words)


def _standalone(sentence: Sentence, found: Found, words: str) -> Iterator[Intent]:
    """Yield what only a person can answer."""
    if found.kind == "question":
        if (found.strength == "clear" or sentence.asks) and not sentence.has("access"):
            yield Intent("question", 0.8, sentence.text)
    elif not (found.kind == "complaint" and sentence.denied(found.start)):
        kind: Kind = next(kind for kind in _STANDALONE if kind == found.kind)
        yield Intent(kind, 0.6 if sentence.has("condition") else 0.9, words)


def _not_alone(sentence: Sentence, found: Found) -> bool:
    beside = len(sentence.unexplained) > _ALONE or sentence.told
    return beside or (found.kind == "confirm" and sentence.has("partial", "unsubscribe"))


def _confirm(sentence: Sentence, found: Found) -> Intent:
    words = sentence.words(found)
    if sentence.denied(found.start):
        return Intent("update", 0.6, words)
    confidence = _BASE[found.strength]
    if sentence.asks or sentence.has("condition", "sarcasm", "retract", "later", "denial"):
        return Intent("confirm", 0.45 if _mostly(sentence, "confirm") else 0.3, words)
    if gist.plainly(sentence, "confirm"):
        return Intent("confirm", max(_CLEARLY, confidence), words)
    if sentence.has("hedge", "other", "negation"):
        confidence -= 0.35
    if sentence.has("contrast") and not _says_the_rest(sentence):
        confidence -= 0.3
    least = _FAINT if found.strength == "clear" else 0.2
    return Intent("confirm", max(least, confidence - _chat(sentence, found)), words)


def _chat(sentence: Sentence, found: Found) -> float:
    """Return how much less sure a confirmation is for what else its sentence says."""
    words = _strange(sentence, found, "confirm", "chat")
    heavy = [word for word in words if _heavy(word, sentence)]
    if found.strength == "clear":
        return 0.2 * len(heavy) + _LIGHT * max(0, len(words) - len(heavy) - 1)
    return 0.2 * len(words)


def _strange(sentence: Sentence, found: Found, *kinds: str) -> Sequence[str]:
    """Return the words that make a phrase doubtful: all that nothing explains, but only those of
    its own clause where the sentence on the whole says the same."""
    if not gist.gist(sentence).is_surely(*kinds[:1]):
        return sentence.unexplained
    start, end = clause(sentence.text, found.start, found.end)
    near = set(re.findall(r"\w+", sentence.folded[start:end]))
    words = [word for word in sentence.unexplained if word in near]
    strange = set(gist.strange(words, *kinds))
    return [word for word in words if word in strange or f"{word}:" in sentence.folded]


def _heavy(word: str, sentence: Sentence) -> bool:
    """Say whether a word may be what is confirmed instead: the order, the flat, Juan, "Street:"."""
    alone = word not in labels.names_of(None) or f"{word}:" in sentence.folded
    change = wording.names_a_field(word) and alone
    about = gist.speaks_of_another(word, "confirm", "chat", "update", "unsubscribe")
    return change or about or names.is_given_name(word) or any(char.isdigit() for char in word)


def _says_the_rest(sentence: Sentence) -> bool:
    return sentence.has("unsubscribe", "partial", "access", "erase", "complaint")


def _asks_politely(sentence: Sentence, found: Found) -> bool:
    """Say whether a question is a request: "could you take me off?"."""
    return found.strength == "clear" and sentence.has("polite")


def _refusal(sentence: Sentence, found: Found) -> float:
    confidence = _BASE[found.strength]
    if _plainly_refuses(sentence, found):
        return max(_CLEARLY, confidence)
    asks = sentence.asks and not _asks_politely(sentence, found)
    if asks or sentence.has("condition", "hedge", "sarcasm", "retract", "later"):
        confidence = min(confidence, 0.5)
    if sentence.has("other", "nothing", "keep") or sentence.denied(found.start):
        confidence = min(confidence, 0.5)
    if any(char.isdigit() for char in sentence.text):
        confidence = min(confidence, 0.7)
    if any(other.end <= found.start for other in sentence.of("negation")):
        confidence = min(confidence, 0.5)
    words = _strange(sentence, found, "unsubscribe")
    return max(0.3, confidence - _STRANGE * len(words))


def _plainly_refuses(sentence: Sentence, found: Found) -> bool:
    """Say whether a clear phrase refuses without a doubt: what follows it in its clause is no
    other thing that is refused ("stop writing with mistakes")."""
    if found.strength != "clear" or sentence.has("retract", "later", "keep", "other"):
        return False
    _, end = clause(sentence.text, found.start, found.end)
    if _WITH.match(sentence.folded, found.end):
        return False  # "no more mails with mistakes"
    behind = set(re.findall(r"\w+", sentence.folded[found.end : end]))
    words = [word for word in sentence.unexplained if word in behind]
    strange = gist.strange(words, "unsubscribe", "chat")
    return gist.plainly(sentence, "unsubscribe") and not strange


def _settled(
    found: dict[Kind, Intent], all_of: Sequence[Sentence], corrected: bool
) -> Iterable[Intent]:
    """Let intents that speak against each other lower one another."""
    if any(sentence.has("retract") for sentence in all_of):
        found = {kind: _at_most(intent, 0.4) for kind, intent in found.items()}
    if "confirm" in found and "update" in found and not corrected:
        # "All correct except the phone": something is to change, and it is not said what.
        found.pop("confirm")
    if "confirm" in found and not _beside(found, all_of):
        found.pop("confirm")
    if "erase" in found and "unsubscribe" in found:
        found["unsubscribe"] = _at_most(found["unsubscribe"], 0.8)
    if any(map(_keeps, all_of)) and "unsubscribe" in found:
        found["unsubscribe"] = _at_most(found["unsubscribe"], 0.4)
    if "confirm" in found and found["confirm"].confidence < _FAINT:
        found.pop("confirm")
    return found.values()


def _keeps(sentence: Sentence) -> bool:
    return sentence.has("keep") or gist.gist(sentence).is_surely("keep", least=0.97)


def _beside(found: dict[Kind, Intent], all_of: Sequence[Sentence]) -> bool:
    """Say whether a confirmation stands beside the rest: "the data are right, the service is not".

    Irony, another person and erasing leave nothing of it; a refusal only what is quite clear.
    """
    sure = found["confirm"].confidence >= _CLEARLY
    if "complaint" in found:
        return sure and not any(sentence.has("sarcasm") for sentence in all_of)
    if "wrong_person" in found or "erase" in found:
        return False
    return sure or found["confirm"].confidence < _FAINT or "unsubscribe" not in found


def _at_most(intent: Intent, confidence: float) -> Intent:
    return Intent(intent.kind, min(intent.confidence, confidence), intent.evidence, intent.scope)
