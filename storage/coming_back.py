"""How things stand between us and somebody who would come back: every refusal that stands."""

from datetime import datetime

from storage import consent, suppressions
from storage.rules.coming_back import Door, door


async def door_of(address: str, contact_id: int | None, asked_at: datetime) -> Door:
    """Return whether a wish of `asked_at` (UTC), for a normalised address, may be asked about."""
    of_address = await suppressions.against(address)
    of_contact = await consent.refusals(contact_id) if contact_id is not None else []
    return door([*of_address, *of_contact], asked_at)
