"""New contacts from rows, many at a time: built in memory with reserved ids, written in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.models import Model

from storage import searching
from storage.events import By, Journal, change
from storage.files.drafts import Draft
from storage.tables.events import Event
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import reserve_ids
from storage.tables.work import Note
from storage.values.folding import fold

OWN = (
    *("honorific", "first_name", "last_name", "job_title", "company", "greeting", "source"),
    *("owner", "territory"),
)


@dataclass(slots=True)
class Made:
    """The rows of many new contacts, by table, in the order to write them."""

    rows: dict[type[Model], list[Model]] = field(default_factory=dict)

    def add(self, row: Model) -> None:
        """Put a row with the others of its table."""
        self.rows.setdefault(type(row), []).append(row)

    async def write(self) -> None:
        """Write all rows; contacts come before what belongs to them."""
        for model, rows in self.rows.items():
            await model.bulk_create(rows, batch_size=500)


async def create(drafts: Sequence[Draft], kept: Sequence[int], by: By) -> list[tuple[Contact, int]]:
    """Create a contact per draft; return each with the id of its event.

    `kept` are the ids of the kept rows: the events point at them instead of copying the values.
    """
    made = Made()
    people: list[tuple[Contact, int]] = []
    contact_ids = await reserve_ids(Contact, len(drafts))
    event_ids = await reserve_ids(Event, len(drafts))
    child_ids = {model: iter(await reserve_ids(model, n)) for model, n in _children(drafts)}
    for i, draft in enumerate(drafts):
        contact = contact_of(draft, contact_ids[i], by)
        children = _parts(draft, contact.id, child_ids, by)
        _fold(contact, children)
        book = Journal(event_ids[i], by, "contact_created", contact.id)
        book.changes = [change(row, None, {}) for row in (contact, *children)]
        event, detail = book.rows(evidence=f"kept_row:{kept[i]}")
        for row in (contact, *children, event, detail):
            made.add(row)
        people.append((contact, event_ids[i]))
    await made.write()
    return people


def contact_of(draft: Draft, contact_id: int, by: By) -> Contact:
    """Return the contact row that a draft states."""
    values: dict[str, Any] = {name: getattr(draft, name) for name in OWN}
    return Contact(
        id=contact_id,
        external_id=draft.external_id or None,
        sex=draft.sex,
        birth_date=draft.birth_date.isoformat() if draft.birth_date else None,
        language=draft.language or "",
        channel=draft.channel,
        custom=dict(draft.custom),
        created_at=by.at,
        updated_at=by.at,
        **values,
    )


def _parts(draft: Draft, contact_id: int, ids: dict[type[Model], Any], by: By) -> list[Model]:
    return [
        *_emails(draft, contact_id, ids),
        *_phones(draft, contact_id, ids),
        *_places(draft, contact_id, ids),
        *_words(draft, contact_id, ids, by),
    ]


def _emails(draft: Draft, contact_id: int, ids: dict[type[Model], Any]) -> list[EmailAddress]:
    by_normal = {email.normal or "": email for email in reversed(draft.emails)}
    return [
        EmailAddress(
            id=next(ids[EmailAddress]),
            contact_id=contact_id,
            address=email.as_typed[:320],
            normal=normal,
            primary=email is draft.emails[0],
        )
        for normal, email in reversed(by_normal.items())
    ]


def _phones(draft: Draft, contact_id: int, ids: dict[type[Model], Any]) -> list[Phone]:
    return [
        Phone(
            id=next(ids[Phone]),
            contact_id=contact_id,
            as_typed=phone.as_typed[:80],
            e164=phone.e164,
            label=phone.label,
        )
        for phone in draft.phones
    ]


def _places(draft: Draft, contact_id: int, ids: dict[type[Model], Any]) -> list[PostalAddress]:
    rows = [
        PostalAddress(
            id=next(ids[PostalAddress]),
            contact_id=contact_id,
            kind=place.kind,
            street=place.street,
            city=place.city,
            province=place.province,
            postcode=place.postcode,
            country=place.country,
        )
        for place in draft.addresses
    ]
    for row in rows:
        searching.fold_place(row)
    return rows


def _words(draft: Draft, contact_id: int, ids: dict[type[Model], Any], by: By) -> list[Model]:
    tags = {fold(tag): tag for tag in draft.tags if tag}
    words: list[Model] = [
        ContactTag(
            id=next(ids[ContactTag]), contact_id=contact_id, name=tag[:60], name_key=key[:60]
        )
        for key, tag in tags.items()
    ]
    if draft.notes:
        words.append(
            Note(
                id=next(ids[Note]),
                contact_id=contact_id,
                text=draft.notes,
                author=by.actor,
                at=by.at,
            )
        )
    return words


def _children(drafts: Sequence[Draft]) -> list[tuple[type[Model], int]]:
    counts: list[tuple[type[Model], int]] = [
        (EmailAddress, sum(len(d.emails) for d in drafts)),
        (Phone, sum(len(d.phones) for d in drafts)),
        (PostalAddress, sum(len(d.addresses) for d in drafts)),
        (ContactTag, sum(len(d.tags) for d in drafts)),
        (Note, sum(1 for d in drafts if d.notes)),
    ]
    return [(model, count) for model, count in counts if count]


def _fold(contact: Contact, children: Sequence[Model]) -> None:
    emails = [row.normal for row in children if isinstance(row, EmailAddress) and row.normal]
    numbers = [row for row in children if isinstance(row, Phone)]
    places = [row for row in children if isinstance(row, PostalAddress)]
    searching.fold_contact(contact, emails, numbers, places)
