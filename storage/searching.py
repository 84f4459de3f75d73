"""The folded columns that searching and comparing look at, kept in step with what they fold.

They are derived, so no event speaks of them: whoever changes a name, an address, a phone or a
city calls `refresh` in the same transaction.
"""

import re
from collections.abc import Iterable

from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.values.folding import fold

_JOINTS = re.compile(r"[-'’.]")
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
    numbers = [phone.e164 or phone.as_typed for phone in phones]
    values = folded(
        first_name=contact.first_name,
        last_name=contact.last_name,
        company=contact.company,
        birth_date=contact.birth_date,
        found_by=[*emails, *(fold(p.city) for p in places), *map(digits, numbers)],
    )
    for name, value in values.items():
        setattr(contact, name, value)


def folded(
    *,
    first_name: str,
    last_name: str,
    company: str,
    birth_date: str | None,
    found_by: Iterable[str],
) -> dict[str, str | None]:
    """Return the columns of `FOLDED`; `found_by` are e-mails, folded cities, digits of phones."""
    name_key, company_key = fold(f"{first_name} {last_name}".strip()), fold(company)
    # O'Neill-Ward is typed oneill on a phone, and Jean-Luc jeanluc.
    joined = _JOINTS.sub("", name_key)
    words = (name_key, company_key, *found_by, joined if joined != name_key else "")
    return {
        "first_key": fold(first_name),
        "last_key": fold(last_name),
        "name_key": name_key,
        "company_key": company_key,
        "search_text": " ".join(word for word in words if word),
        "birthday": birth_date[-5:] if birth_date else None,
    }


def digits(number: str) -> str:
    """Return a phone as it is searched for: in E.164, or the digits of what was typed."""
    return number if number.startswith("+") and number[1:].isdigit() else re.sub(r"\D", "", number)
