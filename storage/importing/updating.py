"""A row about a contact that we have: what it changes there.

What a row leaves empty stays. With `fill` a row only completes what is empty. A new e-mail or
phone is added beside the old ones; the row's first e-mail becomes the primary one.
"""

from typing import Any

from storage import searching
from storage.events import By, Journal, journal
from storage.files.drafts import Draft
from storage.importing.creating import OWN, contact_of
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.work import Note
from storage.values.folding import fold

PLACE = ("street", "city", "province", "postcode", "country")
FIELDS = (*OWN, "sex", "birth_date", "language", "channel")


async def update(contact: Contact, draft: Draft, by: By, *, fill: bool, row_id: int) -> int | None:
    """Apply a row; return the event, None where it says nothing new."""
    book = await journal(by, "contact_imported", contact.id)
    await _own(book, contact, draft, fill=fill)
    await _emails(book, contact.id, draft, fill=fill)
    await _phones(book, contact.id, draft, fill=fill)
    await _places(book, contact.id, draft, fill=fill)
    await _words(book, contact.id, draft)
    if not book.changes:
        return None
    contact.updated_at = by.at
    await contact.save(update_fields=["updated_at"])
    await searching.refresh(contact.id)
    return await book.record(evidence=f"kept_row:{row_id}")


async def _own(book: Journal, contact: Contact, draft: Draft, *, fill: bool) -> None:
    stated = contact_of(draft, contact.id, book.by)
    values: dict[str, Any] = {}
    for name in FIELDS:
        new, old = getattr(stated, name), getattr(contact, name)
        if new and not (fill and old):
            values[name] = new
    custom = {k: v for k, v in stated.custom.items() if v and not (fill and contact.custom.get(k))}
    await book.update(contact, **values, custom={**contact.custom, **custom})


async def _emails(book: Journal, contact_id: int, draft: Draft, *, fill: bool) -> None:
    rows = {row.normal: row for row in await EmailAddress.filter(contact_id=contact_id)}
    stated = [email for email in draft.emails if email.normal]
    if fill and rows:
        return
    for email in stated:
        if email.normal not in rows:
            row = EmailAddress(
                contact_id=contact_id,
                address=email.as_typed,
                normal=email.normal or "",
                primary=not rows,
            )
            await book.create(row)
            rows[row.normal] = row
    if stated:
        for row in rows.values():
            await book.update(row, primary=row.normal == stated[0].normal)


async def _phones(book: Journal, contact_id: int, draft: Draft, *, fill: bool) -> None:
    rows = await Phone.filter(contact_id=contact_id)
    if fill and rows:
        return
    known = {row.e164 or row.as_typed for row in rows}
    for phone in draft.phones:
        if (phone.e164 or phone.as_typed) not in known:
            await book.create(
                Phone(
                    contact_id=contact_id,
                    as_typed=phone.as_typed[:80],
                    e164=phone.e164,
                    label=phone.label,
                )
            )
            known.add(phone.e164 or phone.as_typed)


async def _places(book: Journal, contact_id: int, draft: Draft, *, fill: bool) -> None:
    rows = {row.kind: row for row in await PostalAddress.filter(contact_id=contact_id)}
    for place in draft.addresses:
        stated = {name: getattr(place, name) for name in PLACE if getattr(place, name)}
        row = rows.get(place.kind)
        if row is None:
            await book.create(PostalAddress(contact_id=contact_id, kind=place.kind, **stated))
            continue
        kept = {n: v for n, v in stated.items() if not (fill and getattr(row, n))}
        await book.update(row, **kept)


async def _words(book: Journal, contact_id: int, draft: Draft) -> None:
    known = {tag.name_key for tag in await ContactTag.filter(contact_id=contact_id)}
    for key, tag in {fold(tag)[:60]: tag[:60] for tag in draft.tags if tag}.items():
        if key not in known:
            await book.create(ContactTag(contact_id=contact_id, name=tag, name_key=key))
    if draft.notes and not await Note.exists(contact_id=contact_id, text=draft.notes):
        row = Note(contact_id=contact_id, text=draft.notes, author=book.by.actor, at=book.by.at)
        await book.create(row)
