"""A mail did not arrive: what that changes, in one transaction.

Both ways meet here: a refusal at SMTP time and a report that came back by mail. The caller has
made sure that the mail was ours (our token, or a Message-ID that we sent).
"""

from dataclasses import dataclass, replace
from typing import Literal

from storage import contacts, outcomes, tasks
from storage.events import By
from storage.families import held_still
from storage.rules.bounces import EVENTS, FULL_RUNS_TO_CALL, judge
from storage.tables.campaigns import Delivery
from storage.tables.people import EmailAddress
from storage.tables.transactions import transaction


@dataclass(frozen=True, slots=True)
class Bounce:
    """One failed recipient. `address` is normalised; `evidence` is the server's own words."""

    contact_id: int
    address: str
    delivery_id: int | None
    action: str
    reason: str
    permanent: bool
    status: str = ""
    reply_code: int | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done, why, and the events."""

    outcome: Literal["applied", "ignored"]
    why: str
    events: tuple[int, ...] = ()


@transaction
async def take(bounce: Bounce, by: By) -> Taken:
    """Apply a bounce to the address, the run and the call list."""
    bounce = replace(bounce, contact_id=await held_still(bounce.contact_id))
    verdict = judge(bounce.action, bounce.reason, permanent=bounce.permanent)
    if verdict.effect == "sender_fault":
        await outcomes.note_for_delivery(bounce.delivery_id, "sender_fault", by.at)
    happened = EVENTS[verdict.effect]
    if happened is None:
        return Taken("ignored", f"{verdict.effect}:{verdict.why}"[:60])
    said = f"{bounce.status} {bounce.evidence}".strip()
    event = await contacts.address_happened(
        bounce.contact_id, bounce.address, happened, by, evidence=said
    )
    events = [event] if event is not None else []
    if verdict.effect == "hard":
        await outcomes.note_for_delivery(bounce.delivery_id, "bounced_hard", by.at)
        events += await _ask_by_phone(bounce, "bounced_hard", by)
    else:
        await outcomes.note_for_delivery(bounce.delivery_id, "bounced_soft", by.at)
    if verdict.effect == "full":
        events += await _count_full(bounce, by)
    return Taken("applied", verdict.why, tuple(events))


async def _count_full(bounce: Bounce, by: By) -> list[int]:
    """A mailbox full in two runs is a call task; the address stays soft_bouncing."""
    delivery = await Delivery.get_or_none(id=bounce.delivery_id) if bounce.delivery_id else None
    row = await EmailAddress.get_or_none(contact_id=bounce.contact_id, normal=bounce.address)
    if row is None or delivery is None or delivery.run_id is None:
        return []
    if row.full_run_id != delivery.run_id:
        row.full_run_id, row.full_runs = delivery.run_id, row.full_runs + 1
        await row.save(update_fields=["full_run_id", "full_runs"])
    if row.full_runs < FULL_RUNS_TO_CALL:
        return []
    return await _ask_by_phone(bounce, "mailbox_full", by)


async def _ask_by_phone(bounce: Bounce, reason: str, by: By) -> list[int]:
    """Open a call task, unless another address of the contact still works."""
    others = EmailAddress.filter(contact_id=bounce.contact_id).exclude(normal=bounce.address)
    if reason == "bounced_hard" and await others.filter(standing="deliverable").exists():
        return []
    delivery = await Delivery.get_or_none(id=bounce.delivery_id) if bounce.delivery_id else None
    run_id = delivery.run_id if delivery else None
    _, event = await tasks.open_task(
        "call", bounce.contact_id, reason, by, params={"address": bounce.address}, run_id=run_id
    )
    await outcomes.note_for_delivery(bounce.delivery_id, "to_call", by.at)
    return [event] if event is not None else []
