"""Invented people for tests: one call makes somebody who may be written to."""

from storage import consent, contacts
from storage.consent import Proof
from storage.contacts import Corrected
from storage.events import By
from storage.rules.subscriptions import ConsentAct


async def person(by: By, name: str = "Ana", *, agrees: bool = True, **values: str) -> int:
    """Make a contact with an address of their own; return the id."""
    fields = {"first_name": name, "email": f"{name.lower()}@example.org", **values}
    made = await contacts.create(fields, by, country="ES")
    assert isinstance(made, Corrected)
    if agrees:
        proof = Proof("consent", "May we write to you?", "form", by.at)
        await consent.record(made.contact_id, ConsentAct.STATED, proof, by)
    return made.contact_id
