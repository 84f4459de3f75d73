"""Where each value of a contact came from and when, and the values that lost against it.

`Contact.sources` names the source of a field once somebody set it after the contact came in; a
field that is missing there came with the contact. What lost stands in `other_value`. Fields are
those of `storage.values.record.FIELDS` and a contact's own; a billing or shipping address has its
kind before them (`billing_city`), a custom field `custom.` and its name.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from storage.events import Journal
from storage.rules.provenance import Source
from storage.tables.events import Event
from storage.tables.imports import ImportFile
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact

UNKNOWN = "import:0"
"""It came with the contact, from whatever that came from: trusted as a file is."""
_FROM_FILE = re.compile(r"(?:import|fill):[1-9]\d{0,8}")


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
        return Source(UNKNOWN, contact.created_at)
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


async def others(contact: Contact, standing: Mapping[str, str]) -> list[OtherValue]:
    """Return the values that lost, each once as it was said last; what stands is none of them.

    `standing` is what fields hold today, as text. The rows are for reading: a source that was not
    known when the value lost is the one that the contact came from.
    """
    first = await came(contact)
    rows = await OtherValue.filter(contact_id=contact.id).order_by("at", "id")
    last: dict[tuple[str, str], OtherValue] = {}
    for row in rows:
        if standing.get(row.field) != row.value:
            row.source = first.who if row.source == UNKNOWN else row.source
            last.pop((row.field, row.value), None)
            last[row.field, row.value] = row
    return list(last.values())


async def of(contact: Contact, standing: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return, per field that somebody set or that has other values, where it came from.

    `{"city": {"source": "contact:12", "at": ISO 8601, "others": [{"value", "source", "at",
    "why"}]}}`. A field that is missing came with the contact. `standing`: see `others`.
    """
    first = await came(contact)
    start = {"source": first.who, "at": first.at.isoformat()}
    found: dict[str, dict[str, Any]] = {
        field: {"source": first.who if who == UNKNOWN else who, "at": at, "others": []}
        for field, (who, at) in contact.sources.items()
    }
    for row in await others(contact, standing or {}):
        entry = found.setdefault(row.field, {**start, "others": []})
        other = {"value": row.value, "source": row.source, "at": row.at.isoformat()}
        entry["others"].append({**other, "why": row.why})
    return found


async def files(whos: Iterable[str]) -> dict[str, str]:
    """Return the names of the files behind sources like `import:3`; others are left out."""
    numbers = {who: who.partition(":")[2] for who in whos if _FROM_FILE.fullmatch(who)}
    rows = ImportFile.filter(id__in=[int(number) for number in numbers.values()])
    names = {str(number): str(name) for number, name in await rows.values_list("id", "name")}
    return {who: names[number] for who, number in numbers.items() if number in names}


async def came(contact: Contact) -> Source:
    """Return who brought the contact in."""
    made = Event.filter(contact_id=contact.id, kind="contact_created")
    event = await made.order_by("id").first()
    return Source(event.actor if event else "", contact.created_at)
