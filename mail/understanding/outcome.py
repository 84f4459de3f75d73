"""From what a reply says to what may happen: the one place where the rules are asked.

Pure. The rules themselves are `storage.rules.corrections` and `storage.rules.refusals`; here is
only which facts of a reply they are given.
"""

from dataclasses import dataclass

from mail.understanding.facts import Correction, Kind, Understood
from storage.rules import corrections, refusals
from storage.rules.corrections import Confirmed, Evidence, Policy, Trust, Unclear

_BESIDE_CORRECTIONS: frozenset[Kind] = frozenset({"update", "confirm", "question"})
_BESIDE_REFUSAL: frozenset[Kind] = frozenset({"unsubscribe"})
_FOR_STAFF: frozenset[Kind] = frozenset(
    {"question", "complaint", "erase", "access", "wrong_person", "unknown"}
)

_NOT_WHOLE = frozenset({"too_long", "partly_read"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may happen, each with its named reason. `confirmation` is None where none was said.

    `for_staff` names the intents that only a person can answer.
    """

    refusal: refusals.Decision
    corrections: tuple[tuple[Correction, corrections.Decision], ...]
    confirmation: Confirmed | Unclear | None
    for_staff: tuple[Kind, ...]

    @property
    def unattended(self) -> bool:
        """Whether nobody has to look at this reply."""
        settled = all(not isinstance(one, corrections.Propose) for _, one in self.corrections)
        clear = not isinstance(self.refusal, refusals.Hold)
        return settled and clear and not self.for_staff


def decide(understood: Understood, trust: Trust, policy: Policy = corrections.DEFAULT) -> Outcome:
    """Ask the rules about everything in a reply."""
    kinds = {intent.kind for intent in understood.intents}
    confirmation = _confirmation(understood, trust, kinds)
    decided = tuple(
        (one, _correction(one, understood, trust, policy)) for one in understood.corrections
    )
    left = [kind for kind in understood.intents if kind.kind in _FOR_STAFF]
    unsaid = "update" in kinds and not understood.corrections
    unclear = isinstance(confirmation, Unclear) and not decided
    staff: tuple[Kind, ...] = tuple(intent.kind for intent in left)
    if unsaid:
        staff = (*staff, "update")
    return Outcome(
        refusal=_refusal(understood, trust, kinds),
        corrections=decided,
        confirmation=confirmation,
        for_staff=(*staff, "confirm") if unclear else staff,
    )


def _confirmation(
    understood: Understood, trust: Trust, kinds: set[Kind]
) -> Confirmed | Unclear | None:
    intent = understood.intent("confirm")
    if intent is None:
        return None
    alone = kinds <= _BESIDE_CORRECTIONS and not ("update" in kinds and not understood.corrections)
    alone = alone and all(one.value for one in understood.corrections)
    return corrections.decide_confirmation(
        intent.confidence, trust, alone=alone, doubtful=understood.doubtful
    )


def _correction(
    one: Correction, understood: Understood, trust: Trust, policy: Policy
) -> corrections.Decision:
    values = {other.value for other in understood.corrections if other.field == one.field}
    kinds = {intent.kind for intent in understood.intents}
    facts = corrections.Facts(
        field=one.field,
        old=one.old,
        new=one.value,
        confidence=one.confidence,
        evidence=Evidence(one.source),
        trust=trust,
        values=len(values),
        alone=kinds <= _BESIDE_CORRECTIONS and "taken_back" not in understood.doubts,
        whole=_NOT_WHOLE.isdisjoint(understood.doubts),
    )
    return corrections.decide(facts, policy)


def _refusal(understood: Understood, trust: Trust, kinds: set[Kind]) -> refusals.Decision:
    intent = understood.intent("unsubscribe")
    facts = refusals.Facts(
        confidence=intent.confidence if intent else None,
        scope=intent.scope if intent else "all",
        alone=kinds <= _BESIDE_REFUSAL and not understood.corrections,
        doubtful=understood.doubtful,
        trust=trust,
    )
    return refusals.decide(facts)
