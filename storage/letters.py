"""What a mail may show of a contact, loaded for many at once.

Only what a mail can be asked to show is read: no notes, no tags, and of the declared fields only
those that the owner released for mail.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from storage.contacts import PHONE_FIELDS, PLACE_FIELDS
from storage.families import living
from storage.tables.campaigns import Delivery
from storage.tables.people import Contact, CustomField, EmailAddress, Phone, PostalAddress
from storage.values.record import FIELDS

_OWN = tuple(name for name in FIELDS if name in Contact._meta.fields)


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery, and what its mail is made of.

    `record` has every field of `FIELDS` in its normal form, empty where there is none;
    `custom` the released fields by name. `language` may be empty. `message_id`: from an earlier
    attempt, which this one repeats.
    """

    delivery_id: int
    kind: str
    address: str
    language: str
    run_id: int | None = None
    greeting: str = ""
    record: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, str] = field(default_factory=dict)
    message_id: str | None = None


async def letters_for(deliveries: Sequence[Delivery]) -> list[Letter]:
    """Load the letters of deliveries, in their order, with a handful of queries."""
    ids = {delivery.contact_id for delivery in deliveries}
    greetings, records, customs = await _people(ids)
    return [
        Letter(
            delivery_id=delivery.id,
            kind=delivery.kind,
            address=delivery.address,
            language=delivery.language or records[delivery.contact_id]["language"],
            run_id=delivery.run_id,
            greeting=greetings[delivery.contact_id],
            record=records[delivery.contact_id],
            custom=customs[delivery.contact_id],
            message_id=delivery.message_id,
        )
        for delivery in deliveries
    ]


async def sample(contact_id: int, kind: str, *, run_id: int | None = None) -> Letter | None:
    """Load a letter that is only looked at; None for an unknown contact.

    Its tokens belong to no delivery: an answer to it is a forgery.
    """
    contact_id = await living(contact_id)
    if not await Contact.exists(id=contact_id):
        return None
    greetings, records, customs = await _people({contact_id})
    record = records[contact_id]
    return Letter(
        delivery_id=0,
        kind=kind,
        address=record["email"],
        language=record["language"],
        run_id=run_id,
        greeting=greetings[contact_id],
        record=record,
        custom=customs[contact_id],
    )


async def _people(
    ids: Collection[int],
) -> tuple[dict[int, str], dict[int, dict[str, str]], dict[int, dict[str, str]]]:
    wanted = list(ids)
    released = await CustomField.filter(in_mail=True).order_by("id").values_list("name", flat=True)
    greetings: dict[int, str] = {}
    records: dict[int, dict[str, str]] = {}
    customs: dict[int, dict[str, str]] = {}
    rows = await Contact.filter(id__in=wanted).values("id", "greeting", "custom", *_OWN)
    for row in rows:
        own = {name: str(row[name] or "") for name in _OWN}
        records[row["id"]] = {**dict.fromkeys(FIELDS, ""), **own}
        greetings[row["id"]] = row["greeting"]
        customs[row["id"]] = {str(name): _as_text(row["custom"], str(name)) for name in released}
    await _add_emails(records, wanted)
    await _add_phones(records, wanted)
    await _add_places(records, wanted)
    return greetings, records, customs


async def _add_emails(records: dict[int, dict[str, str]], ids: list[int]) -> None:
    rows = EmailAddress.filter(contact_id__in=ids).order_by("-primary", "id")
    for contact_id, normal in await rows.values_list("contact_id", "normal"):
        records[contact_id]["email"] = records[contact_id]["email"] or normal


async def _add_phones(records: dict[int, dict[str, str]], ids: list[int]) -> None:
    fields = {label: name for name, labels in PHONE_FIELDS.items() for label in labels}
    rows = Phone.filter(contact_id__in=ids).order_by("-primary", "id")
    for contact_id, e164, typed, label in await rows.values_list(
        "contact_id", "e164", "as_typed", "label"
    ):
        name = fields.get(label)
        if name and not records[contact_id][name]:
            records[contact_id][name] = e164 or typed


async def _add_places(records: dict[int, dict[str, str]], ids: list[int]) -> None:
    seen: set[int] = set()
    names = tuple(PLACE_FIELDS)
    rows = PostalAddress.filter(contact_id__in=ids).order_by("-primary", "id")
    for contact_id, *values in await rows.values_list("contact_id", *names):
        if contact_id not in seen:
            seen.add(contact_id)
            records[contact_id].update(zip(names, values, strict=True))


def _as_text(custom: object, name: str) -> str:
    value = custom.get(name) if isinstance(custom, dict) else None
    return "" if value is None else str(value)
