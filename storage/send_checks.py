"""Who must not get a mail that is already queued: asked again in the moment before it leaves."""

from collections.abc import Sequence
from datetime import datetime

from storage import suppressions
from storage.coming_back import door_of
from storage.rules.sending import Allowed, may_ask_back, may_call, may_send
from storage.send_facts import send_facts
from storage.tables.campaigns import Delivery, Outcome, Recipient, Run
from storage.tables.knowing import SignUp
from storage.tables.people import Contact
from storage.tables.work import Proposal

ANSWERED = (
    *("confirmed", "corrected", "unsubscribed", "complaints"),
    *("bounced_hard", "to_review", "to_call"),
)
"""Outcomes after which the rest of a run is not for them: they have answered, or cannot."""


async def cancellations(rows: Sequence[Delivery]) -> dict[int, str]:
    """Return, by delivery, why it must not be sent; those that may are not in it."""
    questions = [row for row in rows if row.kind in ("challenge", "sign_up")]
    others = [row for row in rows if row not in questions]
    reasons = {**await _answered(others), **await _refused(others)}
    return {**reasons, **await _moot_questions(questions)}


async def _refused(rows: Sequence[Delivery]) -> dict[int, str]:
    """Ask may_send about each with its own address."""
    reasons: dict[int, str] = {}
    for batch in _one_per_contact(rows):
        addresses = {row.contact_id: row.address for row in batch}
        facts = await send_facts(list(addresses), batch[0].purpose, addresses=addresses)
        for row in batch:
            verdict = may_send(facts[row.contact_id])
            if not isinstance(verdict, Allowed):
                reasons[row.id] = verdict.reason
    return reasons


def _one_per_contact(rows: Sequence[Delivery]) -> list[list[Delivery]]:
    """Divide rows so that each part has one purpose and each contact at most once."""
    batches: list[tuple[str, set[int], list[Delivery]]] = []
    for row in rows:
        for purpose, seen, batch in batches:
            if purpose == row.purpose and row.contact_id not in seen:
                seen.add(row.contact_id)
                batch.append(row)
                break
        else:
            batches.append((row.purpose, {row.contact_id}, [row]))
    return [batch for _, _, batch in batches]


async def _answered(rows: Sequence[Delivery]) -> dict[int, str]:
    """Find those who answered, in this run or by themselves, after the mail was queued."""
    recipients = [row.recipient_id for row in rows if row.recipient_id is not None]
    if not recipients:
        return {}
    found = Outcome.filter(recipient_id__in=recipients, kind__in=ANSWERED)
    answered: set[int | None] = {row.recipient_id for row in await found.only("recipient_id")}
    confirmed = await _confirmed_at(rows)
    asked_since = await _asked_since(rows) if confirmed else {}
    return {
        row.id: "not_due"
        for row in rows
        if row.recipient_id in answered
        or _after(confirmed.get(row.contact_id), asked_since.get(row.recipient_id or 0))
    }


async def _confirmed_at(rows: Sequence[Delivery]) -> dict[int, datetime]:
    ids = [row.contact_id for row in rows]
    found = Contact.filter(id__in=ids, confirmed_at__isnull=False)
    return dict(await found.values_list("id", "confirmed_at"))


async def _asked_since(rows: Sequence[Delivery]) -> dict[int, datetime]:
    """Return, by recipient, since when an answer counts: the first mail, or the plan."""
    runs: dict[int, datetime] = dict(
        await Run.filter(id__in={row.run_id for row in rows if row.run_id}).values_list(
            "id", "planned_at"
        )
    )
    recipients = await Recipient.filter(
        id__in=[row.recipient_id for row in rows if row.recipient_id]
    ).values_list("id", "run_id", "asked_at")
    return {row_id: asked_at or runs[run_id] for row_id, run_id, asked_at in recipients}


def _after(confirmed: datetime | None, since: datetime | None) -> bool:
    return confirmed is not None and since is not None and confirmed > since


async def _moot_questions(rows: Sequence[Delivery]) -> dict[int, str]:
    """An address is asked only while its proposal or sign-up waits, and for nobody who refuses.

    The customer asked for it, so it needs no consent of its own: as with a call about their data,
    only refusals, holds and suppressions count; those of the new address too. Whoever left and
    asked to come back is asked once although they left (decision 9).
    """
    if not rows:
        return {}
    waiting = await _waiting(rows)
    back = await _coming_back(rows)
    facts = await send_facts({row.contact_id for row in rows}, "updates")
    suppressed = await suppressions.reasons([row.address for row in rows])
    reasons: dict[int, str] = {}
    for row in rows:
        may = may_ask_back if row.id in back else may_call
        verdict = may(facts[row.contact_id])
        if not isinstance(verdict, Allowed):
            reasons[row.id] = verdict.reason
        elif row.id not in back and row.address in suppressed:
            reasons[row.id] = "suppressed"
        elif (row.key, row.address) not in waiting:
            reasons[row.id] = "decided"
    return reasons


async def _coming_back(rows: Sequence[Delivery]) -> frozenset[int]:
    """Return the questions to those who left, unless they refused again since they asked."""
    by_key = {row.key: row for row in rows if row.kind == "sign_up"}
    asked = [int(key.partition(":")[2]) for key in by_key]
    found: set[int] = set()
    for one in await SignUp.filter(id__in=asked, state="returning"):
        row = by_key[f"sign_up:{one.id}"]
        if await door_of(row.address, row.contact_id, one.asked_at) != "closed":
            found.add(row.id)
    return frozenset(found)


async def _waiting(rows: Sequence[Delivery]) -> set[tuple[str, str]]:
    """Return the key and the address of each question that is still open."""
    asked = [int(row.key.partition(":")[2]) for row in rows if row.kind == "sign_up"]
    signing = SignUp.filter(id__in=asked, state__in=("pending", "returning")).values_list(
        "id", "normal"
    )
    changing = Proposal.filter(
        id__in=[row.proposal_id for row in rows if row.proposal_id], state="awaiting_confirmation"
    ).values_list("id", "new")
    return {(f"sign_up:{one}", address) for one, address in await signing} | {
        (f"challenge:{one}", address) for one, address in await changing
    }
