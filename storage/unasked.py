"""What changed unasked: corrections that customers made and nobody of the staff had to look at.

One for each reply, with what each field held before and holds since, so that staff can look and
take back (`storage.undo`, by its events). What an erasure has emptied is none any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage import contacts
from storage.contacts import PLACE_FIELDS
from storage.events import Change
from storage.provenance import phone_field
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact, EmailAddress, Phone
from storage.values.record import FIELDS

_KIND, _ACTORS = "contact_corrected", "contact:"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Altered:
    """A field with its values before and after, as text in their normal form."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """A correction: the contact as they are now, and `words`, which it rests on.

    `events` are to be undone, the last one first; `undone_by` is who did, empty where it stands.
    """

    events: tuple[int, ...]
    contact_id: int
    first_name: str
    last_name: str
    company: str
    altered: tuple[Altered, ...]
    words: str
    undone_by: str


@dataclass(frozen=True, slots=True)
class Span:
    """The events after number `after`, up to `upto`."""

    after: int
    upto: int


async def within(span: Span) -> list[int]:
    """Return the events of the corrections in a span, the first one first."""
    said = Event.filter(id__gt=span.after, id__lte=span.upto, kind=_KIND)
    found = await said.filter(actor__startswith=_ACTORS).order_by("id").values_list("id", flat=True)
    ids = [int(str(one)) for one in found]
    gone: set[Any] = set()
    for start in range(0, len(ids), _AT_ONCE):
        these = EventDetail.filter(event_id__in=ids[start : start + _AT_ONCE])
        gone |= set(await these.exclude(emptied_by_id=None).values_list("event_id", flat=True))
    return [one for one in ids if one not in gone]


async def read(event_ids: Sequence[int]) -> list[Unasked]:
    """Return what these corrections changed, in this order."""
    events = {row.id: row for row in await Event.filter(id__in=event_ids)}
    details = {row.event_id: row for row in await EventDetail.filter(event_id__in=event_ids)}
    undone = Event.filter(undoes_id__in=event_ids).order_by("id")
    by = {
        int(str(event)): str(who) for event, who in await undone.values_list("undoes_id", "actor")
    }
    names = await _names([change for row in details.values() for change in row.changes])
    found: list[Unasked] = []
    for event_id in event_ids:
        detail = details[event_id]
        who = await contacts.resolve(detail.contact_id or 0) or Contact(id=0)
        own = (who.id, who.first_name, who.last_name, who.company)
        altered = _altered(detail.changes, names)
        whole = (event_id, *await _with(events[event_id], altered))
        found.append(Unasked(whole, *own, altered, detail.evidence, by.get(event_id, "")))
    return found


async def _with(event: Event, altered: Iterable[Altered]) -> list[int]:
    """Return what the same message did to its new address: proven, it would not be removed."""
    if not event.cause or all(one.field != "email" for one in altered):
        return []
    later = Event.filter(id__gt=event.id, contact_id=event.contact_id, cause=event.cause)
    ids = (
        await later.filter(kind__startswith="address_").order_by("id").values_list("id", flat=True)
    )
    return [int(str(one)) for one in ids]


_Names = Mapping[tuple[str, int], str]
"""What a row is called that a change does not say: a phone's field, an e-mail address."""


async def _names(changes: Iterable[Change]) -> _Names:
    rows: dict[str, list[int]] = {"phone": [], "email_address": []}
    for change in changes:
        rows.setdefault(str(change["table"]), []).append(int(change["id"]))
    phones = await Phone.filter(id__in=rows["phone"]).values_list("id", "label")
    mails = await EmailAddress.filter(id__in=rows["email_address"]).values_list("id", "normal")
    return {
        **{("phone", int(row)): phone_field(str(label)) for row, label in phones},
        **{("email_address", int(row)): str(normal or "") for row, normal in mails},
    }


def _altered(changes: Iterable[Change], names: _Names) -> tuple[Altered, ...]:
    """Return what changed by field, in the order of the record."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for change in changes:
        for side, values in ((before, change["before"]), (after, change["after"])):
            side.update(_fields(change, values or {}, names))
    fields = [name for name in FIELDS if before.get(name, "") != after.get(name, "")]
    return tuple(Altered(name, before.get(name, ""), after.get(name, "")) for name in fields)


def _fields(change: Change, values: Mapping[str, Any], names: _Names) -> dict[str, str]:
    """Return one side of a row's change as fields of the record."""
    row = str(change["table"]), int(change["id"])
    match row[0]:
        case "phone":
            field = names.get(row) or phone_field(str(values.get("label", "")))
            number = values.get("e164") or values.get("as_typed")
            return {field: str(number)} if number else {}
        case "email_address":
            normal = values.get("normal") or names.get(row)
            return {"email": str(normal)} if values.get("primary") and normal else {}
        case "postal_address":
            return {name: str(values[name] or "") for name in PLACE_FIELDS if name in values}
        case "contact":
            return {name: str(values[name] or "") for name in FIELDS if name in values}
    return {}
