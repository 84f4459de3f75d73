"""What colleagues learnt about a customer, in their own words.

A note remembers the chat message it came in: editing that message edits the note. Card numbers
and passwords are cut out of it, and the answer says so.
"""

from dataclasses import dataclass

from storage.events import By, journal
from storage.families import held_still
from storage.tables.transactions import transaction
from storage.tables.work import Note
from storage.values.secret import Secret, without_secrets

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that was written or changed; `event_id` is None where the text was the same.

    `cut`: secrets that were taken out of it.
    """

    note_id: int
    contact_id: int
    event_id: int | None
    cut: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The chat message that a note came in."""

    chat_id: int
    message_id: int


@transaction
async def add(contact_id: int, text: str, by: By, *, place: Place | None = None) -> Noted:
    """Write a note; text beyond LONGEST characters is cut, as Telegram sends no longer ones."""
    kept, cut = without_secrets(text)
    contact_id = await held_still(contact_id)
    book = await journal(by, "note_added", contact_id)
    note = Note(
        contact_id=contact_id,
        text=kept[:LONGEST],
        author=by.actor,
        at=by.at,
        chat_id=place.chat_id if place else None,
        message_id=place.message_id if place else None,
    )
    await book.create(note)
    return Noted(note.id, contact_id, await book.record(), cut)


@transaction
async def edit(place: Place, text: str, by: By) -> Noted | None:
    """Change the note that came in this message; None where none did."""
    note = await Note.get_or_none(chat_id=place.chat_id, message_id=place.message_id)
    if note is None:
        return None
    kept, cut = without_secrets(text)
    book = await journal(by, "note_changed", note.contact_id)
    changed = await book.update(note, text=kept[:LONGEST])
    return Noted(note.id, note.contact_id, await book.record() if changed else None, cut)
