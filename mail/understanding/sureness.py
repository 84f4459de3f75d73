"""How sure a phrase is of what its sentence says: everything around it can only lower that."""

import re
from collections.abc import Sequence

from mail.understanding import gist, labels, limits, wording
from mail.understanding.facts import Intent
from mail.understanding.sentences import Sentence, clause
from mail.understanding.wording import Found, Strength
from storage.values import names

_BASE: dict[Strength, float] = {"clear": 0.97, "likely": 0.9, "alone": 0.9, "weak": 0.5}
_STRANGE = 0.13  # for each in a refusal: one, and a person looks while mail is held
_LIGHT = 0.06  # for a word that nothing explains, and that is not known for another subject
FAINT = 0.4  # a confirmation less sure than that is only noise
CLEARLY = 0.9
CAPPED = 0.49  # of a refusal that something in its sentence may turn: nothing makes it surer


def confirmation(sentence: Sentence, found: Found) -> Intent:
    """Return what a phrase of confirming says; that something is wrong where it is denied."""
    words = sentence.words(found)
    if sentence.denied(found.start):
        return Intent("update", 0.6, words)
    confidence = _BASE[found.strength]
    if sentence.asks or sentence.has("condition", "sarcasm", "retract", "later", "denial"):
        return Intent("confirm", 0.45 if _mostly(sentence, "confirm") else 0.3, words)
    if gist.plainly(sentence, "confirm") and not sentence.has("other"):
        return Intent("confirm", max(CLEARLY, confidence), words)
    if sentence.has("hedge", "other", "negation"):
        confidence -= 0.35
    if sentence.has("contrast") and not says_the_rest(sentence):
        confidence -= 0.3
    least = FAINT if found.strength == "clear" else 0.2
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


def says_the_rest(sentence: Sentence) -> bool:
    """Say whether a "but" leads to something that phrases know."""
    if sentence.has("unsubscribe", "partial", "access", "erase", "complaint"):
        return True
    return any(gist.gist(part).is_surely("unsubscribe", "part") for part in gist.clauses(sentence))


def _asks_politely(sentence: Sentence, found: Found) -> bool:
    """Say whether a question is a request: "could you take me off?"."""
    return found.strength == "clear" and sentence.has("polite")


def of_a_refusal(sentence: Sentence, found: Found) -> float:
    """Return how sure a phrase of refusing is, 0 to 1."""
    confidence = _BASE[found.strength]
    if _plainly_refuses(sentence, found):
        return max(CLEARLY, confidence)
    if limits.is_bound(sentence, found) or limits.of_else(sentence):
        confidence = min(confidence, CAPPED)
    asks = sentence.asks and not _asks_politely(sentence, found)
    if asks or sentence.has("condition", "hedge", "sarcasm", "retract", "later"):
        confidence = min(confidence, CAPPED)
    if sentence.has("other", "nothing", "keep") or sentence.denied(found.start):
        confidence = min(confidence, CAPPED)
    if any(char.isdigit() for char in sentence.text):
        confidence = min(confidence, 0.7)
    begin, _ = clause(sentence.text, found.start, found.end)
    if any(begin <= other.start < found.start for other in sentence.of("negation")):
        confidence = min(confidence, CAPPED)
    words = _strange(sentence, found, "unsubscribe")
    return max(0.3, confidence - _STRANGE * len(words))


def _plainly_refuses(sentence: Sentence, found: Found) -> bool:
    """Say whether a clear phrase refuses without a doubt: what follows it in its clause is no
    other thing that is refused ("stop writing with mistakes")."""
    if found.strength != "clear" or sentence.has("retract", "later", "keep", "other"):
        return False
    if limits.of_else(sentence) or limits.is_bound(sentence, found):
        return False  # "no more mails with mistakes", "stop mailing on Sundays"
    _, end = clause(sentence.text, found.start, found.end)
    behind = set(re.findall(r"\w+", sentence.folded[found.end : end]))
    words = [word for word in sentence.unexplained if word in behind]
    strange = gist.strange(words, "unsubscribe", "chat")
    politely = _asks_politely(sentence, found)
    return gist.plainly(sentence, "unsubscribe", politely=politely) and not strange


def _mostly(sentence: Sentence, kind: str) -> bool:
    return gist.gist(sentence).is_surely(kind, least=0.97)
