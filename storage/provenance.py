"""Where each value of a contact came from and when, and the values that lost against it.

`Contact.sources` names the source of a field once somebody set it after the contact came in; a
field that is missing there came with the contact. What lost stands in `other_value`. Fields are
those of `storage.values.record.FIELDS` and a contact's own; a billing or shipping address has its
kind before them (`billing_city`), a custom field `custom.` and its name.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from storage.events import Journal
from storage.rules.provenance import Source
from storage.tables.events import Event
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact


def place_field(kind: str, part: str) -> str:
    """Return the name of a part of a postal address."""
    return part if kind == "home" else f"{kind}_{part}"


def phone_field(label: str) -> str:
    """Return the name of the field that a phone of this label fills."""
    return "mobile" if label == "mobile" else "phone"


def source_of(contact: Contact, field: str) -> Source:
    """Return who said what stands in a field; it came with the contact where nobody set it."""
    said = contact.sources.get(field)
    if said is None:
        return Source("import:0", contact.created_at)
    return Source(said[0], datetime.fromisoformat(said[1]))


def sources_with(contact: Contact, fields: Iterable[str], source: Source) -> dict[str, list[str]]:
    """Return the sources of a contact with those of some fields anew."""
    return {**contact.sources, **{name: [source.who, source.at.isoformat()] for name in fields}}


async def note(book: Journal, contact: Contact, fields: Iterable[str], source: Source) -> None:
    """Write down that the fields were said by a source, as part of the change that set them."""
    named = set(fields)
    if named:
        await book.update(contact, sources=sources_with(contact, sorted(named), source))


async def keep_other(
    book: Journal, contact_id: int, field: str, value: str, *, source: Source, why: str
) -> None:
    """Keep a value that lost; once, however often it is said."""
    known = OtherValue.filter(contact_id=contact_id, field=field, value=value, source=source.who)
    if value and not await known.exists():
        row = OtherValue(
            contact_id=contact_id,
            field=field,
            value=value,
            source=source.who,
            at=source.at,
            why=why,
        )
        await book.create(row)


async def of(contact: Contact) -> dict[str, dict[str, Any]]:
    """Return, per field that somebody set or that has other values, where it came from.

    `{"city": {"source": "contact:12", "at": ISO 8601, "others": [{"value", "source", "at",
    "why"}]}}`. A field that is missing came with the contact.
    """
    came = await Event.filter(contact_id=contact.id, kind="contact_created").order_by("id").first()
    start = {"source": came.actor if came else "", "at": contact.created_at.isoformat()}
    found: dict[str, dict[str, Any]] = {
        field: {"source": who, "at": at, "others": []}
        for field, (who, at) in contact.sources.items()
    }
    for row in await OtherValue.filter(contact_id=contact.id).order_by("id"):
        entry = found.setdefault(row.field, {**start, "others": []})
        other = {"value": row.value, "source": row.source, "at": row.at.isoformat()}
        entry["others"].append({**other, "why": row.why})
    return found
