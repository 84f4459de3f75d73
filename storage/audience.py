"""Walking the audience of a run: one batch, one transaction, one reason per contact."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from storage.events import By
from storage.query import Query, QueryError, matching, parse
from storage.rules.freshness import Dates, is_due
from storage.rules.occurrences import half_year_of, is_repetition
from storage.rules.sending import Allowed, Refusal, SendFacts, may_send
from storage.rules.waves import wave_of
from storage.send_facts import send_facts
from storage.tables.campaigns import Campaign, Delivery, Recipient, Run
from storage.tables.people import Contact
from storage.tables.transactions import reserve_ids, transaction

BATCH = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """How a query is read: the language and country of whoever typed it, and their time zone."""

    language: str
    country: str
    timezone: str

    def parse(self, query: str) -> Query:
        """Read a query. Raises QueryError, with the query itself as its note."""
        try:
            return parse(query, language=self.language, country=self.country)
        except QueryError as error:
            error.add_note(query)
            raise

    async def audience(self, query: str, now: datetime) -> QuerySet[Contact]:
        """Return everyone who matches; merged and erased contacts never do. Raises QueryError."""
        return await matching(
            self.parse(query),
            language=self.language,
            country=self.country,
            now=now,
            timezone=self.timezone,
        )


@transaction
async def walk_batch(run_id: int, by: By, asked: Asked, *, waves: bool) -> int:
    """Walk past the next contacts of the audience; return how many, 0 when all are walked."""
    run = await Run.get(id=run_id)
    if run.walked_at is not None:
        return 0
    campaign = await Campaign.get(id=run.campaign_id)
    audience = await asked.audience(campaign.query, by.at)
    batch = await audience.filter(id__gt=run.walked_to).order_by("id").limit(BATCH)
    if batch:
        await _ask_or_skip(run, campaign.purpose, batch, by, waves=waves)
        run.walked_to = batch[-1].id
    else:
        run.walked_at = by.at
    await run.save(update_fields=["walked_to", "walked_at"])
    return len(batch)


async def _ask_or_skip(
    run: Run, purpose: str, batch: list[Contact], by: By, *, waves: bool
) -> None:
    facts = await send_facts([contact.id for contact in batch], purpose)
    taken = await _addresses_taken(run, facts)
    again = is_repetition(run.occurrence)
    elsewhere = set() if again else await _asked_elsewhere(run, list(facts))
    sent_so_far = await Delivery.filter(run_id=run.id, kind="ask").count()
    recipients: list[Recipient] = []
    deliveries: list[Delivery] = []
    ids = await reserve_ids(Recipient, len(batch))
    for contact, recipient_id in zip(batch, ids, strict=True):
        fact = facts[contact.id]
        due = contact.id not in elsewhere and is_due(dates_of(contact), by.at, again=again)
        reason = _skip_reason(fact, taken, due=due)
        recipient = Recipient(
            id=recipient_id,
            run_id=run.id,
            contact_id=contact.id,
            address=fact.address or "",
            skipped=reason,
        )
        recipients.append(recipient)
        if reason is None:
            taken.add(recipient.address)
            index = sent_so_far + len(deliveries)
            wave = wave_of(index) if waves else 1
            deliveries.append(delivery_for(recipient, contact, "ask", purpose, by, wave=wave))
    await Recipient.bulk_create(recipients)
    await Delivery.bulk_create(deliveries)


def delivery_for(
    recipient: Recipient, contact: Contact, kind: str, purpose: str, by: By, *, wave: int = 1
) -> Delivery:
    """Return the outbox row that asks or reminds a recipient; its key allows it only once."""
    return Delivery(
        key=f"run:{recipient.run_id}:{recipient.address}:{kind}",
        kind=kind,
        run_id=recipient.run_id,
        recipient_id=recipient.id,
        contact_id=contact.id,
        address=recipient.address,
        domain=recipient.address.rpartition("@")[2],
        language=contact.language,
        purpose=purpose,
        wave=wave,
        next_at=by.at,
    )


def dates_of(contact: Contact) -> Dates:
    """Return the recorded dates that freshness is derived from."""
    return Dates(
        confirmed_at=contact.confirmed_at,
        asked_at=contact.asked_at,
        reminded_at=contact.reminded_at,
        stale_since=contact.stale_since,
        silent_runs=contact.silent_runs,
        retired_at=contact.retired_at,
    )


def _skip_reason(facts: SendFacts, taken: set[str], *, due: bool) -> Refusal | None:
    verdict = may_send(facts)
    if not isinstance(verdict, Allowed):
        return verdict.reason
    if not due:
        return "not_due"
    return "shared_address" if facts.address in taken else None


async def _asked_elsewhere(run: Run, contact_ids: list[int]) -> set[int]:
    """Return who is asked by another run of this half-year, also where it has not sent yet."""
    others = Run.filter(occurrence__startswith=half_year_of(run.occurrence))
    ids = await others.exclude(id=run.id).exclude(state="cancelled").values_list("id", flat=True)
    rows = Recipient.filter(run_id__in=list(ids), contact_id__in=contact_ids, skipped__isnull=True)
    return {int(str(i)) for i in await rows.values_list("contact_id", flat=True)}


async def _addresses_taken(run: Run, facts: dict[int, SendFacts]) -> set[str]:
    addresses = [fact.address for fact in facts.values() if fact.address]
    rows = await Recipient.filter(
        run_id=run.id, address__in=addresses, skipped__isnull=True
    ).values_list("address", flat=True)
    return {str(address) for address in rows}
