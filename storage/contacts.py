"""The customers: creating, correcting and finding one, and what a mail may show of them.

The fields that a correction can name are those of `FIELDS`; a value is a text in its normal form
(E.164, lower-case e-mail, ISO 8601 date, ISO country and language codes). All verbs return event
ids and raise nothing for bad input: what cannot be understood is refused with a code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage import provenance, searching
from storage.events import By, Journal, journal
from storage.families import held_still, resolve_to_write
from storage.rules.addresses import AddressEvent, AddressStanding, after
from storage.rules.provenance import Source
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import transaction
from storage.values import Invalid, emails, phones
from storage.values.record import FIELDS
from storage.values.secret import without_secrets

PLACE_FIELDS = frozenset({"street", "city", "province", "postcode", "country"})
PHONE_FIELDS = {"phone": ("landline", "work", "other"), "mobile": ("mobile",)}
OWN_FIELDS = (
    *("first_name", "last_name", "company", "job_title", "birth_date", "language", "channel"),
    *("honorific", "sex", "greeting", "source", "territory", "owner"),
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """The event of a correction; None where every field already had the value."""

    contact_id: int
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that cannot be taken, and why (`invalid_email`, `unknown_field`, `card_number` …)."""

    field: str
    reason: str


async def resolve(contact_id: int) -> Contact | None:
    """Return the contact, following merges: an old id goes on working."""
    contact = await Contact.get_or_none(id=contact_id)
    while contact is not None and contact.merged_into_id is not None:
        contact = await Contact.get_or_none(id=contact.merged_into_id)
    return contact


@transaction
async def create(values: Mapping[str, str], by: By, *, country: str) -> Corrected | Refusal:
    """Create a contact from fields in their normal form; `country` reads national phone numbers."""
    fault = check(values, country)
    if fault:
        return fault
    contact = Contact(created_at=by.at, updated_at=by.at)
    await contact.save()
    book = await journal(by, "contact_created", contact.id)
    book.note_created(contact)
    await _apply(book, contact, values, country)
    await searching.refresh(contact.id)
    return Corrected(contact.id, await book.record())


@transaction
async def correct(
    contact_id: int, values: Mapping[str, str], by: By, *, country: str, evidence: str = ""
) -> Corrected | Refusal:
    """Set fields of a contact. An empty value clears the field.

    `email` here is an address that may be used from now on: a customer's new one comes through a
    confirmed proposal, never directly.
    """
    fault = check(values, country)
    if fault:
        return fault
    contact = await resolve_to_write(contact_id)
    if contact is None:
        return Refusal("id", "unknown_contact")
    book = await journal(by, "contact_corrected", contact.id)
    await _apply(book, contact, values, country)
    if not book.changes:
        return Corrected(contact.id, None)
    await searching.refresh(contact.id)
    return Corrected(contact.id, await book.record(evidence=evidence))


@transaction
async def confirm(contact_id: int, by: By, *, evidence: str = "") -> int:
    """Note that the customer said "this is right" (or corrected what was not)."""
    contact = await Contact.get(id=await held_still(contact_id))
    book = await journal(by, "confirmed", contact.id)
    await book.update(contact, confirmed_at=by.at, silent_runs=0, stale_since=None)
    return await book.record(evidence=evidence)


async def confirmed_since(contact_id: int, moment: datetime) -> bool:
    """Tell whether the customer has said that all is right, by any way, from a moment (UTC) on."""
    return await Contact.exists(id=contact_id, confirmed_at__gte=moment)


@transaction
async def address_happened(
    contact_id: int, normal: str, event: AddressEvent, by: By, *, evidence: str = ""
) -> int | None:
    """Let something happen to an address of a contact; None where its standing stays."""
    contact_id = await held_still(contact_id)
    row = await EmailAddress.get_or_none(contact_id=contact_id, normal=normal)
    if row is None:
        return None
    change = after(AddressStanding(row.standing), event)
    book = await journal(by, f"address_{change.standing.value}", contact_id)
    soft = event in {AddressEvent.SOFT_BOUNCED, AddressEvent.MAILBOX_FULL}
    bounces = row.soft_bounces + 1 if soft else 0
    await book.update(row, standing=change.standing.value, soft_bounces=bounces)
    if not book.changes:
        return None
    return await book.record(evidence=evidence)


async def record_of(contact: Contact) -> dict[str, str]:
    """Return every field of `FIELDS` as text, empty where there is none."""
    emails_of = await EmailAddress.filter(contact_id=contact.id).order_by("-primary", "id")
    phones_of = await Phone.filter(contact_id=contact.id).order_by("-primary", "id")
    place = await PostalAddress.filter(contact_id=contact.id).order_by("-primary", "id").first()
    record = {name: str(getattr(contact, name, "") or "") for name in FIELDS}
    record["email"] = emails_of[0].normal if emails_of else ""
    for name, labels in PHONE_FIELDS.items():
        record[name] = next((p.e164 or p.as_typed for p in phones_of if p.label in labels), "")
    for name in PLACE_FIELDS:
        record[name] = str(getattr(place, name, "") or "")
    return record


def check(values: Mapping[str, str], country: str) -> Refusal | None:
    """Return the first value that cannot be taken, or None."""
    for name, value in values.items():
        if name not in FIELDS and name not in OWN_FIELDS:
            return Refusal(name, "unknown_field")
        if value and name == "email" and isinstance(emails.parse(value), Invalid):
            return Refusal(name, "invalid_email")
        if value and name in PHONE_FIELDS and isinstance(phones.parse(value, country), Invalid):
            return Refusal(name, "invalid_phone")
        secrets = without_secrets(value)[1] if name in OWN_FIELDS or name in PLACE_FIELDS else ()
        if secrets:
            return Refusal(name, secrets[0])
    return None


async def _apply(book: Journal, contact: Contact, values: Mapping[str, str], country: str) -> None:
    own = {n: v for n, v in values.items() if n in OWN_FIELDS}
    for name in ("birth_date", "channel", "sex"):
        if name in own:
            own[name] = own[name] or None  # type: ignore[assignment]  # these columns may be null
    set_now = [name for name, value in own.items() if getattr(contact, name) != value]
    await book.update(contact, **own)
    for name in sorted(PHONE_FIELDS.keys() & values.keys()):
        before = len(book.changes)
        await _set_phone(book, contact, name, values[name], country)
        set_now += [name] if len(book.changes) > before else []
    if "email" in values:
        before = len(book.changes)
        await set_email(book, contact.id, values["email"])
        set_now += ["email"] if len(book.changes) > before else []
    place = {n: v for n, v in values.items() if n in PLACE_FIELDS}
    if place:
        set_now += await _set_place(book, contact, place)
    await provenance.note(book, contact, set_now, Source(book.by.actor, book.by.at))
    if set_now:
        contact.updated_at = book.by.at
        await contact.save(update_fields=["updated_at"])


async def set_email(book: Journal, contact_id: int, value: str) -> None:
    """Make `value` the primary address, new or known; an empty one removes the primary."""
    rows = await EmailAddress.filter(contact_id=contact_id).order_by("-primary", "id")
    address = emails.parse(value)
    if isinstance(address, Invalid):
        if rows:
            await book.remove(rows[0])
        return
    known = next((row for row in rows if row.normal == address.normal), None)
    for row in rows:
        if row is not known:
            await book.update(row, primary=False)
    if known is None:
        await book.create(
            EmailAddress(
                contact_id=contact_id,
                address=address.as_typed,
                normal=address.normal,
                primary=True,
            )
        )
        return
    change = after(AddressStanding(known.standing), AddressEvent.STATED_AGAIN)
    # Named anew, it is whoever's the contact is now, and no longer what came by a merge.
    await book.update(known, primary=True, standing=change.standing.value, consent_of_id=None)


async def _set_phone(book: Journal, contact: Contact, field: str, value: str, country: str) -> None:
    labels = PHONE_FIELDS[field]
    rows = await Phone.filter(contact_id=contact.id, label__in=labels).order_by("-primary", "id")
    phone = phones.parse(value, country) if value else None
    if phone is None or isinstance(phone, Invalid):
        if rows:
            await book.remove(rows[0])
        return
    label = "mobile" if field == "mobile" else "landline"
    if rows:
        await book.update(rows[0], as_typed=phone.as_typed, e164=phone.e164)
    else:
        await book.create(
            Phone(contact_id=contact.id, as_typed=phone.as_typed, e164=phone.e164, label=label)
        )


async def _set_place(book: Journal, contact: Contact, place: Mapping[str, str]) -> list[str]:
    """Set parts of the address that counts; return the names of the fields that changed."""
    row = await PostalAddress.filter(contact_id=contact.id).order_by("-primary", "id").first()
    if row is not None:
        changed = [name for name, value in place.items() if getattr(row, name) != value]
        await book.update(row, **place)
        return [provenance.place_field(row.kind, name) for name in changed]
    if not any(place.values()):
        return []
    await book.create(PostalAddress(contact_id=contact.id, kind="home", **place))
    return [name for name, value in place.items() if value]
