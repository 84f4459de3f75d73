"""Who wrote, or whose mail is meant: from a delivery, a Message-ID that we sent, or an address.

Merged contacts are followed to what they became; of an erased one nothing is known any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage import contacts
from storage.as_sent import record_at
from storage.families import families
from storage.tables.campaigns import Delivery, Recipient
from storage.tables.people import Contact, EmailAddress

_RUNNING = ("sending", "paused", "watching")


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail of ours that is meant. `sent`: its first byte may have left."""

    delivery_id: int
    kind: str
    address: str
    proposal_id: int | None
    sent: bool


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A contact, as the way In needs it.

    `filed` are the normalised addresses of the record; `record` holds every field of
    `values.record.FIELDS` as it is, `shown` as it was when the mail was sent that they answer;
    `recipient_id` is their part in the run that is meant.
    """

    contact_id: int
    language: str
    filed: frozenset[str]
    record: dict[str, str]
    shown: dict[str, str]
    answered: Answered | None = None
    recipient_id: int | None = None

    @property
    def known(self) -> frozenset[str]:
        """The addresses from which they write: those filed, and the one that was asked."""
        return self.filed | {self.answered.address} if self.answered else self.filed


async def of_delivery(delivery_id: int) -> Correspondent | None:
    """Return whom a delivery went to."""
    delivery = await Delivery.get_or_none(id=delivery_id)
    return await _of(delivery) if delivery is not None else None


async def of_message_ids(message_ids: Sequence[str]) -> Correspondent | None:
    """Return whom the first of these Message-IDs (without brackets) that is ours went to."""
    rows = await Delivery.filter(message_id__in=[one[:250] for one in message_ids])
    known = {row.message_id: row for row in rows}
    delivery = next((known[one] for one in message_ids if one in known), None)
    return await _of(delivery) if delivery is not None else None


async def of_address(normal: str) -> Correspondent | None:
    """Return who has an address; of several, the one whom we last wrote to at it."""
    rows = EmailAddress.filter(normal=normal, contact__merged_into_id__isnull=True)
    ids = await rows.order_by("contact_id").values_list("contact_id", flat=True)
    if not ids:
        return None
    kin = await families([int(str(contact_id)) for contact_id in ids])
    known = [one for members in kin.values() for one in members]
    mailed = Delivery.filter(address=normal, contact_id__in=known, sending_at__isnull=False)
    last = await mailed.order_by("-id").first()
    contact_id = last.contact_id if last is not None else int(str(ids[0]))
    return await _known(contact_id)


async def _of(delivery: Delivery) -> Correspondent | None:
    known = await _known(delivery.contact_id)
    contact = await contacts.resolve(delivery.contact_id)
    if known is None or contact is None:
        return None
    sent_at = delivery.sending_at
    answered = Answered(
        delivery.id,
        delivery.kind,
        delivery.address,
        delivery.proposal_id,
        delivery.sending_at is not None,
    )
    return replace(
        known,
        shown=await record_at(delivery.contact_id, sent_at) if sent_at else known.record,
        answered=answered,
        recipient_id=delivery.recipient_id,
    )


async def _known(contact_id: int) -> Correspondent | None:
    contact = await contacts.resolve(contact_id)
    if contact is None or contact.erased_at is not None:
        return None
    addresses = await EmailAddress.filter(contact_id=contact.id).values_list("normal", flat=True)
    record = await contacts.record_of(contact)
    return Correspondent(
        contact_id=contact.id,
        language=contact.language,
        filed=frozenset(str(address) for address in addresses if address),
        record=record,
        shown=record,
        recipient_id=await _part_in_a_run(contact),
    )


async def _part_in_a_run(contact: Contact) -> int | None:
    asked = Recipient.filter(contact_id=contact.id, asked_at__isnull=False, run__state__in=_RUNNING)
    recipient = await asked.order_by("-id").first()
    return recipient.id if recipient is not None else None
