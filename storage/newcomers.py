"""Who might be the same person already: asked before a contact is added by hand."""

from collections.abc import Mapping

from tortoise.expressions import Q

from storage.tables.people import Contact
from storage.values import Invalid, emails, phones
from storage.values.folding import fold

FEW = 5


async def alike(values: Mapping[str, str], country: str) -> list[int]:
    """Return contacts with this e-mail, this phone or this very name; at most FEW."""
    same = Q(join_type=Q.OR)
    address = emails.parse(values.get("email", ""))
    if not isinstance(address, Invalid):
        same |= Q(emails__normal=address.normal)
    number = values.get("mobile") or values.get("phone") or ""
    phone = phones.parse(number, country) if number else None
    if phone is not None and not isinstance(phone, Invalid) and phone.e164:
        same |= Q(phones__e164=phone.e164)
    name = fold(f"{values.get('first_name', '')} {values.get('last_name', '')}".strip())
    if name:
        same |= Q(name_key=name)
    living = Contact.filter(same, merged_into_id=None, erased_at=None)
    ids = await living.distinct().order_by("id").limit(FEW).values_list("id", flat=True)
    return [int(str(contact_id)) for contact_id in ids]
