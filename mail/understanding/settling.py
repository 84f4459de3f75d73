"""What the intents of a reply do to one another: some outweigh others, some lower them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mail.understanding import gist, limits, partly, standing, sureness, whole, wishes, wording
from mail.understanding.facts import Intent, Kind
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence

_ANSWERED: tuple[Kind, ...] = ("question", "wrong_person", "erase", "access")
FAINT = 0.5  # "how many times?", "not right": no more than a sign of what somebody means
BORNE_OUT = 0.9
_FEW = 4  # words of a yes that no phrase makes clear
_MAY = 0.4
_BY_ITSELF = 0.99  # how sure a sentence without a clear phrase must be of what it says
_TOPICS: Mapping[str, standing.Topic] = {"unsubscribe": "refusal", "confirm": "yes"}
_TURNS = (
    *("condition", "sarcasm", "retract", "denial", "later"),
    *("other", "keep", "nothing", "wrong_person"),
)
_OUTWEIGHED: Mapping[str, float] = {"other": 0.98, "later": 0.98, "nothing": 0.98}
"""From which likelihood on what was learned outweighs such a phrase: "my son read it to me"."""
_SURE, _STANDS, _HARDLY = 0.85, 0.7, 0.45
_AGREEING = re.compile(
    r"\W*(?:o\.?k\.?|okay|okey|vale|bueno|si|claro|yes|yeah|sure|fine|ок|да|ага|ладно|хорошо)\W*"
)
_ALL = re.compile(
    r"\b(?:all|everything|anything|nothing|rest|else|others?|otherwise|details|data|todo|todos|nada|"
    r"resto|demas|datos|lo otro|всё|все|ничего|остальн\w+|прочее|данные|в остальном)\b"
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
    if _only_grumbles(found) or _goes_to_staff(found):
        found.pop("complaint")
    if any(_keeps(one) or wishes.is_instead(one) for one in said) and "unsubscribe" in found:
        found["unsubscribe"] = found["unsubscribe"].at_most(0.4)
    return [_beside_others(intent, found) for intent in found.values()]


def _outweighed(found: Found, said: Sequence[Sentence], *, corrected: bool) -> Iterator[Kind]:
    """Yield the intents of which the others leave nothing."""
    yes, change = found.get("confirm"), found.get("update")
    # "All correct except the phone": something is to change, and it is not said what.
    unsaid = change and not corrected and (change.confidence > _HARDLY or not _is_sure(yes))
    short = corrected and (_is_of_some_fields(found, said) or _is_limited(said))
    if yes and (unsaid or short or not _stands(found, said) or _only_agrees(found)):
        yield "confirm"
    if change and "wrong_person" in found and change.confidence <= FAINT:
        yield "update"  # "you have the wrong address, I am not Olga"


def _is_sure(yes: Intent | None) -> bool:
    return yes is not None and yes.confidence >= sureness.CLEARLY


def _is_of_some_fields(found: Found, said: Sequence[Sentence]) -> bool:
    """Say whether only the fields that it names are said to be as they were: "same phone"."""
    if "confirm" not in found:
        return False
    words = found["confirm"].evidence
    telling = [one for one in said if one.has("confirm") or words in one.text]
    return all(_names_a_field(one) and not _ALL.search(one.folded) for one in telling)


def _is_limited(said: Sequence[Sentence]) -> bool:
    """Say whether a yes says itself that it is none to the rest: "some of the rest is right"."""
    return partly.limit([one.folded for one in said]) is not None


def _names_a_field(sentence: Sentence) -> bool:
    """Say whether a sentence names a field, or confirms without a phrase for it: "still York"."""
    words = re.findall(r"[^\W\d_]+", sentence.folded)
    return not sentence.has("confirm") or any(map(wording.names_a_field, words))


def _stands(found: Found, said: Sequence[Sentence]) -> bool:
    """Say whether a confirmation stands beside the rest: "the data are right, the service is not".

    Irony, another person and erasing leave nothing of it; a refusal only what is quite clear.
    """
    sure = found["confirm"].confidence >= sureness.CLEARLY
    if found["confirm"].confidence < sureness.FAINT or "wrong_person" in found or "erase" in found:
        return False
    if "complaint" in found:
        return sure and not any(sentence.has("sarcasm") for sentence in said)
    return found["confirm"].confidence >= _STANDS or "unsubscribe" not in found


def _only_agrees(found: Found) -> bool:
    """Say whether a yes beside a clear refusal is no word on the data: "ok, take me off"."""
    return _refuses(found) and bool(_AGREEING.fullmatch(fold(found["confirm"].evidence)))


def _only_grumbles(found: Found) -> bool:
    """Say whether a grievance is about the mails that are refused, and nothing for staff."""
    grumble = found.get("complaint")
    return _refuses(found) and grumble is not None and grumble.confidence <= FAINT


def _goes_to_staff(found: Found) -> bool:
    """Say whether a grievance is read by staff anyway, or is only a sign of one beside a wish."""
    if "complaint" not in found:
        return False
    faint = found["complaint"].confidence <= FAINT and len(found) > 1
    return faint or any(kind in found for kind in _ANSWERED)


def _refuses(found: Found) -> bool:
    refusal = found.get("unsubscribe")
    return refusal is not None and refusal.confidence >= _SURE


def _keeps(sentence: Sentence) -> bool:
    return sentence.has("keep") or gist.gist(sentence).is_surely("keep", least=0.97)


def _beside_others(intent: Intent, found: Found) -> Intent:
    most = [_MOST.get((intent.kind, other), 1.0) for other in found]
    sure = intent.kind == "confirm" and intent.confidence > sureness.CLEARLY
    return intent if sure else intent.at_most(min(most))


def of_the_whole(
    found: Sequence[Intent], said: Sequence[Sentence], record: Mapping[str, str], quoted: str
) -> tuple[list[Intent], bool]:
    """Return the intents of a reply without new values as sure as the whole of it lets them be,
    and whether it bears out the only one. A yes to less than the record is none to it."""
    yes = any(one.kind == "confirm" for one in found)
    if yes and whole.short_of(said, record, quoted):
        return [one.at_most(FAINT) if one.kind == "confirm" else one for one in found], False
    alone = _borne_out(found, said)
    if alone is None:
        return list(found), False
    return [alone], alone.confidence >= BORNE_OUT


def _borne_out(found: Sequence[Intent], said: Sequence[Sentence]) -> Intent | None:
    """Return the only intent as sure as the whole of a reply lets it be; None where there are
    several, or where the whole neither bears it out nor speaks against it."""
    topic = _TOPICS.get(found[0].kind) if len(found) == 1 else None
    if topic is None or found[0].scope == "part":
        return None
    likely = standing.likelihood(topic, [sentence.text for sentence in said])
    heard = _heard(found[0], said)
    # A refusal that no phrase tells holds mail and is asked about; a yes is only written down.
    unheard = standing.UNHEARD if topic == "yes" else standing.NEVER
    least = standing.LIKELY if heard else unheard
    hedged = any(one.has("hedge", "contrast") for one in said)
    hedges = likely < standing.DESPITE_A_HEDGE and hedged
    if likely >= least and not hedges and not any(_turned(one, likely) for one in said):
        return replace(found[0], confidence=max(found[0].confidence, BORNE_OUT))
    return found[0].at_most(FAINT) if likely < standing.UNLIKELY else None


def _heard(intent: Intent, said: Sequence[Sentence]) -> bool:
    """Say whether a phrase says it, and the whole of its sentence may say it as well; a yes may
    also be told by no phrase, but plainly by the whole of a sentence."""
    phrased = [one for one in said if one.has(intent.kind)]
    may = any(gist.gist(one).chances[intent.kind] >= _MAY for one in phrased) or not phrased
    if intent.confidence > FAINT and may:
        return True
    return intent.kind == "confirm" and any(_says(intent, one) for one in said)


def _says(intent: Intent, sentence: Sentence) -> bool:
    few = len(intent.evidence.split()) < _FEW
    return not few and gist.gist(sentence).is_surely(intent.kind, least=_BY_ITSELF)


def _turned(sentence: Sentence, likely: float) -> bool:
    asks = sentence.asks and not sentence.has("polite", "rhetorical")
    limited = limits.limited(sentence) or wishes.is_instead(sentence)
    turns = any(
        sentence.has(kind) and likely < _OUTWEIGHED.get(kind, standing.NEVER) for kind in _TURNS
    )
    return asks or turns or limited
