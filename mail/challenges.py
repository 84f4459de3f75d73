"""Answers to the one mail that asks an address: is this the customer's, did you sign up?

Only a "yes" from that very address, to that very mail, makes it so; it proves nothing else, for
whoever wrote it may be anybody. "No" ends the matter for good: a stranger is not asked twice, and
nothing is recorded against the customer.
"""

from mail.case import Case
from mail.recognising import Action
from mail.understanding import Understood
from storage import proposals, sign_ups, suppressions
from storage.inbox import Outcome, Settlement
from storage.outbox import SIGN_UP
from storage.proposals import Decided
from storage.rules.corrections import LEAST_TO_CONFIRM, Trust

_NO = frozenset({"unsubscribe", "wrong_person", "erase", "complaint"})


async def answer(case: Case) -> Settlement:
    """Take whatever came back from a new address."""
    if case.way.step in ("ignore", "note", "shelve"):
        return case.settled("shelved" if case.way.step == "shelve" else "ignored", case.way.why)
    if case.way.step == "bounce":
        return await _came_back(case)
    if case.said is None or _says_no(case.said):
        return await _no(case)
    if _says_yes(case, case.said):
        return await _yes(case)
    why = "sign_up_unclear" if _signing_up(case) else "new_address_unclear"
    await case.ask_staff("review", why)
    return case.settled("shelved", why)


def _signing_up(case: Case) -> int | None:
    """Return the delivery that asked about a sign-up, None where a new address was asked."""
    answered = case.who.answered
    return answered.delivery_id if answered and answered.kind == SIGN_UP else None


def _says_no(said: Understood) -> bool:
    return any(intent.kind in _NO for intent in said.intents)


def _says_yes(case: Case, said: Understood) -> bool:
    yes = said.intent("confirm")
    answered = case.who.answered
    from_there = answered is not None and case.received.sender == answered.address
    sure = yes is not None and yes.confidence >= LEAST_TO_CONFIRM and not said.doubtful
    return sure and from_there and case.way.trust is Trust.VERIFIED


async def _yes(case: Case) -> Settlement:
    if delivery_id := _signing_up(case):
        taken = await sign_ups.confirm(delivery_id, case.by, country=case.country)
        outcome: Outcome = "applied" if taken == "confirmed" else "ignored"
        return case.settled(outcome, f"sign_up_{taken}")
    made = await proposals.confirmed(_proposal(case), case.by, country=case.country)
    if isinstance(made, Decided):
        return case.settled("applied", "new_address_confirmed")
    return case.settled("ignored", made.reason)


async def _no(case: Case) -> Settlement:
    if delivery_id := _signing_up(case):
        return case.settled("applied", f"sign_up_{await sign_ups.refuse(delivery_id, case.by)}")
    answered = case.who.answered
    if answered is not None:
        await suppressions.suppress(answered.address, "unsubscribed", case.by)
    await _end(case, "new_address_refused")
    return case.settled("applied", "new_address_refused")


async def _came_back(case: Case) -> Settlement:
    if not any(one.action is Action.FAILED for one in case.received.recognised.recipients):
        return case.settled("ignored", "delay")
    if delivery_id := _signing_up(case):
        await sign_ups.end(delivery_id, case.by)
        return case.settled("applied", "sign_up_bounced")
    await _end(case, "new_address_bounced")
    return case.settled("applied", "new_address_bounced")


async def _end(case: Case, why: str) -> None:
    ended = await proposals.reject(_proposal(case), case.by, why=why)
    if isinstance(ended, Decided):
        await case.ask_staff("review", why)


def _proposal(case: Case) -> int:
    answered = case.who.answered
    return (answered.proposal_id if answered else None) or 0
