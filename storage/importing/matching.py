"""Which contact a row is about.

A row updates a contact only by the same external id or, when it has none, by the same e-mail and a
compatible name. Otherwise it is a new contact, and perhaps a duplicate for a person to look at:
different external ids are never joined by an import.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.files.drafts import Draft
from storage.tables.people import Contact, EmailAddress
from storage.values.folding import fold


@dataclass(slots=True)
class Known:
    """The contacts that the rows of a batch might be about."""

    by_external_id: dict[str, Contact] = field(default_factory=dict)
    by_email: dict[str, list[Contact]] = field(default_factory=lambda: defaultdict(list))

    def match(self, draft: Draft) -> Contact | None:
        """Return the contact that a row updates, or None for a new one."""
        if draft.external_id:
            return self.by_external_id.get(draft.external_id)
        name = fold(f"{draft.first_name} {draft.last_name}".strip())
        for email in draft.emails:
            for contact in self.by_email.get(email.normal or "", []):
                if compatible(name, contact.name_key):
                    return contact
        return None

    def add(self, contact: Contact, draft: Draft) -> None:
        """Remember a contact that this batch made."""
        if contact.external_id:
            self.by_external_id[contact.external_id] = contact
        for email in draft.emails:
            if email.normal:
                self.by_email[email.normal].append(contact)


def compatible(one: str, other: str) -> bool:
    """Tell whether two folded names can be one person's: the words of one are among the other's.

    A missing name is compatible with any; so is "ana" with "ana ruiz", but not "jose ruiz".
    """
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words


async def known_for(drafts: Sequence[Draft]) -> Known:
    """Look up everyone that these rows might be about, with two queries."""
    known = Known()
    external_ids = [draft.external_id for draft in drafts if draft.external_id]
    for contact in await Contact.filter(external_id__in=external_ids):
        known.by_external_id[str(contact.external_id)] = await _followed(contact)
    normals = [e.normal for d in drafts if not d.external_id for e in d.emails if e.normal]
    rows = EmailAddress.filter(normal__in=normals, contact__merged_into_id=None)
    for row in await rows.order_by("id").prefetch_related("contact"):
        known.by_email[row.normal].append(row.contact)
    return known


async def _followed(contact: Contact) -> Contact:
    while contact.merged_into_id is not None:
        contact = await Contact.get(id=contact.merged_into_id)
    return contact
