"""The folded columns that searching and comparing look at, kept in step with what they fold.

They are derived, so no event speaks of them: whoever changes a name, an address, a phone or a
city calls `refresh` in the same transaction.
"""

import re

from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.values.folding import fold

FOLDED = ("first_key", "last_key", "name_key", "company_key", "search_text", "birthday")


async def refresh(contact_id: int) -> None:
    """Recompute the folded columns of a contact."""
    contact = await Contact.get_or_none(id=contact_id)
    if contact is None:
        return
    emails = await EmailAddress.filter(contact_id=contact_id).values_list("normal", flat=True)
    phones = await Phone.filter(contact_id=contact_id)
    places = await PostalAddress.filter(contact_id=contact_id)
    for place in places:
        fold_place(place)
        await place.save(update_fields=["city_key", "province_key"])
    fold_contact(contact, [str(email) for email in emails], phones, places)
    await contact.save(update_fields=list(FOLDED))


def fold_place(place: PostalAddress) -> None:
    """Fill the folded columns of a postal address."""
    place.city_key = fold(place.city)
    place.province_key = fold(place.province)


def fold_contact(
    contact: Contact, emails: list[str], phones: list[Phone], places: list[PostalAddress]
) -> None:
    """Fill the folded columns of a contact from itself and its children."""
    contact.first_key, contact.last_key = fold(contact.first_name), fold(contact.last_name)
    contact.name_key = fold(f"{contact.first_name} {contact.last_name}".strip())
    contact.company_key = fold(contact.company)
    contact.birthday = contact.birth_date[-5:] if contact.birth_date else None
    words = [contact.name_key, contact.company_key, *emails, *(fold(p.city) for p in places)]
    words += [phone.e164 or re.sub(r"\D", "", phone.as_typed) for phone in phones]
    contact.search_text = " ".join(word for word in words if word)
