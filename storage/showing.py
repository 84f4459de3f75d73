"""Everything known of a contact, as one plain structure: `aldia show`, exports, the access file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from storage.audience import dates_of
from storage.consent import PURPOSES, standings
from storage.contacts import resolve
from storage.families import family
from storage.rules.freshness import freshness
from storage.suppressions import reasons
from storage.tables.consent import Hold
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.work import Proposal, Task
from storage.tasks import as_shown
from storage.values import Invalid, emails
from storage.whole_record import rest_of


async def find_ids(word: str) -> list[int]:
    """Return the contacts that an id or an e-mail address names; merged ones as what they became.

    Several contacts may share an address, so there may be several.
    """
    if word.isdecimal():
        contact = await resolve(int(word)) if len(word) < 10 else None
        return [contact.id] if contact else []
    address = emails.parse(word)
    if isinstance(address, Invalid):
        return []
    rows = EmailAddress.filter(normal=address.normal, contact__merged_into_id=None)
    ids = await rows.order_by("contact_id").values_list("contact_id", flat=True)
    return [int(str(contact_id)) for contact_id in ids]


async def show(contact_id: int, now: datetime) -> dict[str, Any] | None:
    """Return a contact in the shape of `aldia show`, or None."""
    contact = await resolve(contact_id)
    if contact is None:
        return None
    return {
        **await _for_files(contact, now),
        **await _work(contact),
        **await rest_of(contact),
        "events": [event async for event in _events(contact)],
    }


async def show_for_files(contact_id: int, now: datetime) -> dict[str, Any] | None:
    """Return of the shape of `aldia show` what a row of an export holds, or None."""
    contact = await resolve(contact_id)
    return await _for_files(contact, now) if contact else None


async def _for_files(contact: Contact, now: datetime) -> dict[str, Any]:
    return {
        **_own(contact),
        **await _ways_to_reach(contact),
        **await _standing(contact, now),
    }


def row_of(contact: Contact, email: str, phone: str) -> dict[str, Any]:
    """Return the short form that lists print."""
    return {
        "id": contact.id,
        "external_id": contact.external_id,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": email or None,
        "phone": phone or None,
    }


async def rows_of(contacts: Iterable[Contact]) -> list[dict[str, Any]]:
    """Return the short form of many contacts with two more queries."""
    listed = list(contacts)
    ids = [contact.id for contact in listed]
    mails: dict[int, str] = {}
    for row in await EmailAddress.filter(contact_id__in=ids).order_by("primary", "-id"):
        mails[row.contact_id] = row.normal or row.address
    numbers: dict[int, str] = {}
    for number in await Phone.filter(contact_id__in=ids).order_by("primary", "-id"):
        numbers[number.contact_id] = number.e164 or number.as_typed
    return [row_of(c, mails.get(c.id, ""), numbers.get(c.id, "")) for c in listed]


def _own(contact: Contact) -> dict[str, Any]:
    names = ("id", "external_id", "first_name", "last_name", "honorific", "sex", "birth_date")
    more = ("job_title", "language", "channel", "greeting", "company", "source", "territory")
    last = ("owner", "stage", "referring_site", "device")
    own = {name: getattr(contact, name) for name in (*names, *more, *last)}
    since = contact.customer_since.isoformat() if contact.customer_since else None
    return {**own, "customer_since": since, "custom": contact.custom}


async def _ways_to_reach(contact: Contact) -> dict[str, Any]:
    tags = await ContactTag.filter(contact_id=contact.id).order_by("name_key")
    mails = await EmailAddress.filter(contact_id=contact.id).order_by("-primary", "id")
    numbers = await Phone.filter(contact_id=contact.id).order_by("-primary", "id")
    places = await PostalAddress.filter(contact_id=contact.id).order_by("-primary", "id")
    place_fields = ("kind", "street", "city", "province", "postcode", "country")
    return {
        "tags": [tag.name for tag in tags],
        "emails": [
            {"address": m.normal or m.address, "primary": m.primary, "standing": m.standing}
            for m in mails
        ],
        "phones": [{"number": n.e164, "as_typed": n.as_typed, "label": n.label} for n in numbers],
        "addresses": [{name: getattr(p, name) for name in place_fields} for p in places],
    }


async def _standing(contact: Contact, now: datetime) -> dict[str, Any]:
    by_key = (await standings([contact.id])).get(contact.id, {})
    addresses = await EmailAddress.filter(contact_id=contact.id).values_list("normal", flat=True)
    suppressed = await reasons([str(address) for address in addresses if address])
    hold = await Hold.filter(contact_id=contact.id, released_at=None).order_by("id").first()
    confirmed = contact.confirmed_at
    return {
        "subscription": {p: str(by_key.get(f"{p}/email", "none")) for p in PURPOSES},
        "freshness": str(freshness(dates_of(contact), now)),
        "confirmed_at": confirmed.isoformat() if confirmed else None,
        "suppressed": "erased" if contact.erased_at else next(iter(suppressed.values()), None),
        "held": hold.reason if hold else None,
    }


async def _work(contact: Contact) -> dict[str, Any]:
    proposals = await Proposal.filter(contact_id=contact.id).order_by("id")
    fields = ("id", "field", "old", "new", "evidence", "state")
    tasks = await Task.filter(contact_id=contact.id).order_by("id")
    return {
        "tasks": [as_shown(task) for task in tasks],
        "proposals": [{name: getattr(row, name) for name in fields} for row in proposals],
    }


async def _events(contact: Contact) -> Any:
    numbers = await family(contact.id)
    details = {row.event_id: row for row in await EventDetail.filter(contact_id__in=numbers)}
    for event in await Event.filter(contact_id__in=numbers).order_by("id"):
        detail = details.get(event.id)
        changes = detail.changes if detail else []
        yield {
            "id": event.id,
            "at": event.at.isoformat(),
            "actor": event.actor,
            "kind": event.kind,
            "before": _side(changes, "before"),
            "after": _side(changes, "after"),
            "cause": event.cause,
        }


def _side(changes: list[dict[str, object]], side: str) -> dict[str, object] | None:
    """Merge one side of all row changes: `{"contact.city": …}`; null where nothing was there."""
    merged: dict[str, object] = {}
    for change in changes:
        values = change[side]
        if isinstance(values, dict):
            merged |= {f"{change['table']}.{name}": value for name, value in values.items()}
    return merged or None
