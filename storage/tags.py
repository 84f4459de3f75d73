"""Words that staff put on a contact: put on and taken off as one event, which undo takes back."""

from collections.abc import Iterable

from storage.events import By, journal
from storage.families import held_still
from storage.tables.people import ContactTag
from storage.tables.transactions import transaction
from storage.values.folding import fold
from storage.values.secret import without_secrets

LONGEST = 60


@transaction
async def change(
    contact_id: int, by: By, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> int | None:
    """Put tags on a contact and take others off; None where nothing differs.

    Two spellings that fold to the same word are one tag.
    """
    contact_id = await held_still(contact_id)
    book = await journal(by, "tags_changed", contact_id)
    there = {tag.name_key: tag for tag in await ContactTag.filter(contact_id=contact_id)}
    for name in remove:
        tag = there.pop(fold(name), None)
        if tag is not None:
            await book.remove(tag)
    for name in add:
        tidy = " ".join(without_secrets(name)[0].split())[:LONGEST]
        key = fold(tidy)
        if key and key not in there:
            there[key] = ContactTag(contact_id=contact_id, name=tidy, name_key=key)
            await book.create(there[key])
    return await book.record() if book.changes else None
