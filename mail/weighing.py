"""What a person's reply does: the rules say what may happen, and here it happens.

A clear refusal stands alone and is done at once. Otherwise a doubtful one, a request to be erased
or a wrong person stops the mail; each correction is applied, proposed, or asked of the new
address; and what only a person can answer becomes a task.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mail.case import Case, refuse
from mail.understanding import Correction, Kind, Understood
from mail.understanding.outcome import Outcome, decide
from storage import contacts, proposals
from storage.contacts import Refusal
from storage.inbox import Outcome as Came
from storage.inbox import Settlement
from storage.rules.addresses import AddressEvent
from storage.rules.corrections import Apply, AwaitConfirmation, Confirmed, Decision, Trust
from storage.rules.refusals import Hold, Unsubscribe
from storage.rules.rights import one_month_after
from storage.rules.subscriptions import ConsentAct
from storage.values.secret import without_secrets

_ONLY_DATA: frozenset[Kind] = frozenset({"update", "confirm", "question"})
_TASKS: dict[Kind, tuple[str, str]] = {
    "question": ("follow_up", "question"),
    "unknown": ("review", "not_understood"),
    "empty": ("review", "nothing_written"),
    "update": ("review", "unsaid_correction"),
    "confirm": ("review", "unclear_confirmation"),
}


@dataclass(slots=True)
class _Done:
    """What came of the corrections; `why` is the reason of the first one that waits."""

    applied: int = 0
    asked: int = 0
    proposed: int = 0
    why: str = ""


async def weigh(case: Case) -> Settlement:
    """Do what a reply asks for, as far as the rules let it."""
    if case.said is None:
        return case.settled("shelved", "not_read")
    said = _beside(case.said, case.who.record)
    outcome = decide(said, case.way.trust, case.policy)
    if case.way.trust is Trust.VERIFIED:
        await contacts.address_happened(
            case.who.contact_id, case.received.sender, AddressEvent.REPLIED, case.by
        )
    if isinstance(outcome.refusal, Unsubscribe):
        await refuse(case, ConsentAct.WITHDRAWN)
        return case.settled("applied", outcome.refusal.reason)
    held = await _hold(case, said, outcome)
    done = await _correct(case, outcome)
    confirmed = await _confirm(case, said, outcome, done)
    asked = await _ask_staff(case, said, outcome)
    return _settlement(case, held, done, confirmed, asked)


def _beside(said: Understood, record: Mapping[str, str]) -> Understood:
    """Set each correction beside what is on file now: the mail that they answer may be old."""
    told = (replace(one, old=record.get(one.field, one.old)) for one in said.corrections)
    return replace(said, corrections=tuple(told))


async def _hold(case: Case, said: Understood, outcome: Outcome) -> str:
    """Stop the mail where a person must look first; return why, or an empty text."""
    why = ""
    if isinstance(outcome.refusal, Hold):
        why = outcome.refusal.reason
        await case.hold("doubtful_opt_out")
        await case.ask_staff("review", "doubtful_opt_out")
    if said.intent("erase"):
        why = "erase_request"
        await case.hold("erase_request")
        due_at = one_month_after(case.by.at)
        await case.ask_staff("erase_request", "erase_request", due_at=due_at)
    if said.intent("wrong_person"):
        why = "wrong_person"
        await case.hold("wrong_person")
        await case.ask_staff("review", "wrong_person")
    return why


async def _correct(case: Case, outcome: Outcome) -> _Done:
    done = _Done()
    unasked = [one for one, decision in outcome.corrections if isinstance(decision, Apply)]
    refused = await _apply(case, unasked, done)
    for one, decision in outcome.corrections:
        if not isinstance(decision, Apply):
            await _propose(case, one, decision, done)
        elif refused:
            await _propose(case, one, None, done, why=refused.reason)
    if done.proposed:
        await case.count("to_review")
    return done


async def _apply(case: Case, corrections: Iterable[Correction], done: _Done) -> Refusal | None:
    """Apply what needs nobody, as one event; return the fault where a value cannot be taken."""
    values = {one.field: one.value for one in corrections}
    if not values:
        return None
    evidence, _ = without_secrets("\n".join(dict.fromkeys(one.evidence for one in corrections)))
    made = await contacts.correct(
        case.who.contact_id, values, case.by, country=case.country, evidence=evidence
    )
    if isinstance(made, Refusal):
        return made
    done.applied += len(values)
    return None


async def _propose(
    case: Case, one: Correction, decision: Decision | None, done: _Done, *, why: str = ""
) -> None:
    why = why or (decision.reason if decision is not None else "")
    made = await proposals.propose(
        case.who.contact_id,
        one.field,
        one.value,
        case.by,
        old=one.old,
        evidence=without_secrets(one.evidence)[0],
        why=why,
        inbox_id=case.inbox_id,
        ask=isinstance(decision, AwaitConfirmation),
    )
    if made is None:
        return
    if made.state == "open":
        done.proposed += 1
        done.why = done.why or why
    else:
        done.asked += 1


async def _confirm(case: Case, said: Understood, outcome: Outcome, done: _Done) -> bool:
    """Note the confirmation; whoever corrects one thing says that the rest is right."""
    if outcome.corrections:
        kinds = {intent.kind for intent in said.intents}
        verified = case.way.trust is Trust.VERIFIED
        if verified and (done.applied or done.asked or not said.doubtful):
            await case.count("corrected")
        if not verified or said.doubtful or not kinds <= _ONLY_DATA:
            return False
    elif isinstance(outcome.confirmation, Confirmed):
        await case.count("confirmed")
    else:
        return False
    await contacts.confirm(case.who.contact_id, case.by, evidence=case.words)
    return True


async def _ask_staff(case: Case, said: Understood, outcome: Outcome) -> str:
    """Open the tasks that only a person can do; return the reason of the last."""
    why = ""
    if said.intent("access"):
        why = "access_request"
        await case.ask_staff(why, why, due_at=one_month_after(case.by.at))
    kinds = [
        *outcome.for_staff,
        *(intent.kind for intent in said.intents if intent.kind == "empty"),
    ]
    for kind in dict.fromkeys(kinds):
        if kind == "complaint":
            why = kind
            await case.take_grievance()
        elif kind in _TASKS:
            task, why = _TASKS[kind]
            await case.ask_staff(task, why)
    return why


def _settlement(case: Case, held: str, done: _Done, confirmed: bool, asked: str) -> Settlement:
    """Say what came of it; what still waits for a person comes first."""
    came: tuple[tuple[bool, Came, str], ...] = (
        (bool(held), "held", held),
        (done.proposed > 0, "proposed", done.why),
        (done.applied > 0, "applied", "corrected"),
        (done.asked > 0, "proposed", "new_address"),
        (confirmed, "applied", "confirmed"),
        (asked == "access_request", "applied", asked),
    )
    for so, what, why in came:
        if so:
            return case.settled(what, why)
    return case.settled("shelved", asked or "nothing_new")
