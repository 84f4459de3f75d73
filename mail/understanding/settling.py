"""What the intents of a reply do to one another: some outweigh others, some lower them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from mail.understanding import gist, sureness
from mail.understanding.facts import Intent, Kind
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence

FAINT = 0.5  # "how many times?", "not right": no more than a sign of what somebody means
_SURE = 0.85
_AGREEING = re.compile(
    r"\W*(?:o\.?k\.?|okay|okey|vale|bueno|si|claro|yes|yeah|sure|fine|ок|да|ага|ладно|хорошо)\W*"
)
_MOST: Mapping[tuple[Kind, Kind], float] = {
    # "By e-mail is fine" beside what is asked for is no word on the data.
    ("confirm", "question"): 0.65,
    ("confirm", "access"): 0.65,
    ("unsubscribe", "erase"): 0.8,
}
"""How sure the first of two may be beside the other."""

Found = dict[Kind, Intent]


def settled(found: Found, said: Sequence[Sentence], *, corrected: bool) -> list[Intent]:
    """Return what is left of the intents of a reply, one of a kind; `corrected`: new values were
    found as well."""
    if any(sentence.has("retract") for sentence in said):
        found = {kind: intent.at_most(0.4) for kind, intent in found.items()}
    for kind in _outweighed(found, said, corrected=corrected):
        found.pop(kind, None)
    if any(map(_keeps, said)) and "unsubscribe" in found:
        found["unsubscribe"] = found["unsubscribe"].at_most(0.4)
    return [_beside_others(intent, found) for intent in found.values()]


def _outweighed(found: Found, said: Sequence[Sentence], *, corrected: bool) -> Iterator[Kind]:
    """Yield the intents of which the others leave nothing."""
    yes, change = found.get("confirm"), found.get("update")
    # "All correct except the phone": something is to change, and it is not said what.
    if yes and ((change and not corrected) or not _stands(found, said) or _only_agrees(found)):
        yield "confirm"
    if change and "wrong_person" in found and change.confidence <= FAINT:
        yield "update"  # "you have the wrong address, I am not Olga"
    if _only_grumbles(found):
        yield "complaint"


def _stands(found: Found, said: Sequence[Sentence]) -> bool:
    """Say whether a confirmation stands beside the rest: "the data are right, the service is not".

    Irony, another person and erasing leave nothing of it; a refusal only what is quite clear.
    """
    sure = found["confirm"].confidence >= sureness.CLEARLY
    if found["confirm"].confidence < sureness.FAINT or "wrong_person" in found or "erase" in found:
        return False
    if "complaint" in found:
        return sure and not any(sentence.has("sarcasm") for sentence in said)
    return sure or "unsubscribe" not in found


def _only_agrees(found: Found) -> bool:
    """Say whether a yes beside a clear refusal is no word on the data: "ok, take me off"."""
    return _refuses(found) and bool(_AGREEING.fullmatch(fold(found["confirm"].evidence)))


def _only_grumbles(found: Found) -> bool:
    """Say whether a grievance is about the mails that are refused, and nothing for staff."""
    grumble = found.get("complaint")
    return _refuses(found) and grumble is not None and grumble.confidence <= FAINT


def _refuses(found: Found) -> bool:
    refusal = found.get("unsubscribe")
    return refusal is not None and refusal.confidence >= _SURE


def _keeps(sentence: Sentence) -> bool:
    return sentence.has("keep") or gist.gist(sentence).is_surely("keep", least=0.97)


def _beside_others(intent: Intent, found: Found) -> Intent:
    most = [_MOST.get((intent.kind, other), 1.0) for other in found]
    sure = intent.kind == "confirm" and intent.confidence > sureness.CLEARLY
    return intent if sure else intent.at_most(min(most))
