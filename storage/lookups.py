"""The caller's card: who has this phone, this e-mail, these words in the name, company or city."""

from dataclasses import dataclass

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage.contacts import resolve
from storage.tables.people import Contact, EmailAddress, Phone
from storage.values import Invalid, emails, phones
from storage.values.folding import fold


@dataclass(frozen=True, slots=True)
class Found:
    """How many match, and the ids of the page asked for, in the order of their names.

    `kind` is what the text was taken for: `phone`, `email` or `words`.
    """

    kind: str
    total: int
    ids: tuple[int, ...]


async def look_up(text: str, country: str, *, limit: int, offset: int = 0) -> Found:
    """Look for a phone in any format, an e-mail, or words that must all occur."""
    kind, matches = await _matches(text, country)
    total = await matches.count()
    page = matches.order_by("name_key", "id").offset(offset).limit(limit)
    ids = await page.values_list("id", flat=True)
    return Found(kind, total, tuple(int(str(number)) for number in ids))


async def still_there(contact_id: int) -> int | None:
    """Return the id to use for a contact by now, None where it is gone."""
    contact = await resolve(contact_id)
    return contact.id if contact is not None and contact.erased_at is None else None


async def _matches(text: str, country: str) -> tuple[str, QuerySet[Contact]]:
    living = Contact.filter(merged_into_id=None, erased_at=None)
    address = emails.parse(text) if "@" in text else None
    if address is not None and not isinstance(address, Invalid):
        owners = await EmailAddress.filter(normal=address.normal).values_list(
            "contact_id", flat=True
        )
        return "email", living.filter(id__in=[int(str(owner)) for owner in owners])
    digits = [char for char in text if char.isdigit()]
    phone = phones.parse(text, country) if len(digits) >= 7 else None
    if phone is not None and not isinstance(phone, Invalid) and phone.e164:
        owners = await Phone.filter(e164=phone.e164).values_list("contact_id", flat=True)
        return "phone", living.filter(id__in=[int(str(owner)) for owner in owners])
    words = fold(text).split() or [""]
    return "words", living.filter(Q(*(Q(search_text__contains=word) for word in words)))
