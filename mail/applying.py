"""What a message does, in one transaction: events, new state, refusals, tasks and counts.

Everything here runs inside `inbox.settle`. What a person must look at becomes a task that carries
the customer's words. What people write is weighed in `mail.weighing`; answers to the question
whether a new address is right are taken in `mail.challenges`.
"""

from collections.abc import Awaitable, Callable, Mapping

from mail import challenges
from mail.case import Case, refuse
from mail.recognising import Action, Recipient
from mail.weighing import weigh
from storage import bounces
from storage.bounces import Bounce
from storage.inbox import Settlement
from storage.outbox import QUESTIONS
from storage.rules.incoming import Step
from storage.rules.subscriptions import ConsentAct
from storage.senders import Answered


async def _bounce(case: Case) -> Settlement:
    """A report that our mail did not arrive, or did."""
    answered = case.who.answered
    if answered is None or not answered.sent:
        return case.settled("ignored", "backscatter")
    failed = _meant(case.received.recognised.recipients, answered)
    taken = await bounces.take(
        Bounce(
            contact_id=case.who.contact_id,
            address=answered.address,
            delivery_id=answered.delivery_id,
            action=failed.action.value,
            reason=failed.reason.value if failed.reason else "other",
            permanent=failed.permanent,
            status=failed.status or "",
            reply_code=failed.reply_code,
            evidence=(failed.diagnostic or failed.evidence)[:500],
        ),
        case.by,
    )
    return case.settled(taken.outcome, taken.why)


def _meant(recipients: tuple[Recipient, ...], answered: Answered) -> Recipient:
    """Return what the report says of our one recipient; forwarding may have renamed it."""
    named = next((one for one in recipients if one.address.lower() == answered.address), None)
    failed = next((one for one in recipients if one.action is Action.FAILED), None)
    nothing_said = Recipient(answered.address, Action.FAILED)
    return named or failed or next(iter(recipients), nothing_said)


async def _complain(case: Case) -> Settlement:
    """A mail provider reports that the customer called our mail spam."""
    if case.who.answered is not None and not case.who.answered.sent:
        return case.settled("ignored", "backscatter")
    await refuse(case, ConsentAct.COMPLAINED)
    return case.settled("applied", "complaint")


async def _refuse(case: Case) -> Settlement:
    """The button "unsubscribe" of a mail program."""
    await refuse(case, ConsentAct.WITHDRAWN)
    return case.settled("applied", case.way.why)


async def _hold(case: Case) -> Settlement:
    """A refusal from an address that we do not know: mail waits until a person has looked."""
    await case.hold("doubtful_opt_out")
    await case.ask_staff("review", "doubtful_opt_out")
    return case.settled("held", case.way.why)


async def _note(case: Case) -> Settlement:
    """An automatic answer changes nothing; "no longer works here" is for staff to know."""
    await case.count("auto_replies")
    if not case.received.gone:
        return case.settled("ignored", case.way.why)
    await case.ask_staff("review", "no_longer_there")
    return case.settled("shelved", "no_longer_there")


async def _ignore(case: Case) -> Settlement:
    return case.settled("ignored", case.way.why)


async def _shelve(case: Case) -> Settlement:
    return case.settled("shelved", case.way.why)


STEPS: Mapping[Step, Callable[[Case], Awaitable[Settlement]]] = {
    "bounce": _bounce,
    "complain": _complain,
    "refuse": _refuse,
    "hold": _hold,
    "read": weigh,
    "note": _note,
    "ignore": _ignore,
    "shelve": _shelve,
}


async def apply(case: Case) -> Settlement:
    """Go the way that was decided. Call inside `inbox.settle`."""
    if case.who.answered is not None and case.who.answered.kind in QUESTIONS:
        return await challenges.answer(case)
    return await STEPS[case.way.step](case)
