"""After the first mail: reminders to the silent, and the sweep that takes silence for an answer.

Both walk what is due now in batches and can be repeated or killed at will: each recipient's row
remembers what was done for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage import outcomes, tasks
from storage.audience import delivery_for
from storage.contacts import address_happened
from storage.events import By, journal
from storage.families import held_still_of
from storage.rules.addresses import AddressEvent
from storage.rules.freshness import SILENT_RUNS_TO_DORMANT
from storage.rules.occurrences import REMIND_AFTER, SWEEP_AFTER
from storage.rules.sending import Allowed, may_call, may_send
from storage.run_status import unanswered
from storage.send_facts import send_facts
from storage.tables.campaigns import Campaign, Delivery, Outcome, Recipient, Run
from storage.tables.people import Contact, EmailAddress, Phone
from storage.tables.transactions import transaction

BATCH = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did, in contacts."""

    stale: int = 0
    dormant: int = 0
    closed_runs: int = 0


async def remind(by: By) -> int:
    """Queue every reminder that is due in running runs; return how many.

    Whoever missed one while nothing ran gets only the last that is due, never two at once.
    """
    queued = 0
    for run in await Run.filter(state="sending"):
        for number, delay in reversed(tuple(enumerate(REMIND_AFTER))):
            while count := await _remind_batch(run, number, by.at - delay, by):
                queued += count
    return queued


async def sweep(by: By) -> Swept:
    """Take 30 days of silence for an answer; close the runs in which nothing is left to come."""
    stale = dormant = closed = 0
    for run in await Run.filter(state="sending"):
        while (batch := await _sweep_batch(run, by)) is not None:
            stale, dormant = stale + batch.stale, dormant + batch.dormant
        closed += await _close(run.id, by)
    return Swept(stale, dormant, closed)


@transaction
async def _remind_batch(run: Run, number: int, asked_before: datetime, by: By) -> int:
    due = unanswered(run.id).filter(reminders__lte=number, asked_at__lte=asked_before)
    recipients: list[Recipient] = await due.order_by("id").limit(BATCH)
    campaign = await Campaign.get(id=run.campaign_id)
    people = await _people(recipients)
    addresses = {people[one.id]: one.address for one in recipients if one.id in people}
    facts = await send_facts(list(addresses), campaign.purpose, addresses=addresses)
    for recipient in recipients:
        recipient.reminders = number + 1
        await recipient.save(update_fields=["reminders"])
        contact_id = people.get(recipient.id)
        if contact_id is not None and isinstance(may_send(facts[contact_id]), Allowed):
            contact = await Contact.get(id=contact_id)
            kind = f"reminder_{number + 1}"
            row = delivery_for(recipient, contact, kind, campaign.purpose, by)
            if not await Delivery.exists(key=row.key):
                await row.save()
    return len(recipients)


@transaction
async def _sweep_batch(run: Run, by: By) -> Swept | None:
    due = Recipient.filter(run_id=run.id, swept_at__isnull=True, asked_at__lte=by.at - SWEEP_AFTER)
    recipients = await due.order_by("id").limit(BATCH)
    if not recipients:
        return None
    ids = [recipient.id for recipient in recipients]
    silent = set(await unanswered(run.id).filter(id__in=ids).values_list("id", flat=True))
    people = await _people(recipients)
    stale = dormant = 0
    for recipient in recipients:
        recipient.swept_at = by.at
        await recipient.save(update_fields=["swept_at"])
        await _judge_address(recipient, by)
        contact = await Contact.get_or_none(id=people.get(recipient.id, 0))
        if contact and recipient.id in silent and not _confirmed_since(recipient, contact):
            stale += 1
            dormant += await _fell_silent(recipient, contact, by)
    return Swept(stale, dormant)


async def _people(recipients: Sequence[Recipient]) -> dict[int, int]:
    """Return whom each part in a run is about today; one that has another part was asked there."""
    today = await held_still_of(recipient.contact_id for recipient in recipients)
    about = {one.id: today[one.contact_id] for one in recipients}
    for one in recipients:
        if about[one.id] != one.contact_id:
            own = Recipient.filter(run_id=one.run_id, contact_id=about[one.id])
            if await own.filter(asked_at__isnull=False).exists():
                del about[one.id]
    return about


def _confirmed_since(recipient: Recipient, contact: Contact) -> bool:
    """Whoever said since that all is right, by phone or through another record, is not silent."""
    asked, confirmed = recipient.asked_at, contact.confirmed_at
    return confirmed is not None and asked is not None and confirmed > asked


async def _judge_address(recipient: Recipient, by: By) -> None:
    """A run in which nothing bounced is good news for the address, and ends a row of full ones."""
    bounced = Outcome.filter(
        recipient_id=recipient.id, kind__in=["bounced_hard", "bounced_soft", "sender_fault"]
    )
    if await bounced.exists():
        return
    await address_happened(
        recipient.contact_id, recipient.address, AddressEvent.RUN_WITHOUT_BOUNCE, by
    )
    rows = EmailAddress.filter(contact_id=recipient.contact_id, normal=recipient.address)
    await rows.filter(full_runs__gt=0).update(full_runs=0)


async def _fell_silent(recipient: Recipient, contact: Contact, by: By) -> int:
    """Mark a contact stale; return 1 where this makes it dormant."""
    silent_runs = contact.silent_runs + 1
    now_dormant = silent_runs >= SILENT_RUNS_TO_DORMANT
    book = await journal(by, "dormant" if now_dormant else "stale", contact.id)
    since = contact.stale_since or by.at
    await book.update(contact, stale_since=since, silent_runs=silent_runs)
    await book.record()
    await outcomes.note(recipient.id, "stale", by.at)
    if not now_dormant:
        return 0
    facts = (await send_facts([contact.id], "updates"))[contact.id]
    if isinstance(may_call(facts), Allowed) and await Phone.exists(contact_id=contact.id):
        await tasks.open_task("call", contact.id, "dormant", by, run_id=recipient.run_id)
    return 1


@transaction
async def _close(run_id: int, by: By) -> int:
    run = await Run.get(id=run_id)
    if run.state != "sending" or run.approved_at is None:
        return 0
    unsettled = ["queued", "leased", "sending", "deferred"]
    if await Delivery.filter(run_id=run_id, state__in=unsettled).exists():
        return 0
    if await Recipient.filter(
        run_id=run_id, asked_at__isnull=False, swept_at__isnull=True
    ).exists():
        return 0
    book = await journal(by, "run_closed")
    await book.update(run, state="closed", closed_at=by.at)
    await book.record()
    return 1
