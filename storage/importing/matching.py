"""Which contact a row is about.

A row updates a contact only by the same external id or, when it has none, by the same e-mail and a
compatible name; and a row that came in before is about whom it was about then. Otherwise it is a
new contact, and perhaps a duplicate for a person to look at: different external ids are never
joined by an import.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from storage.importing.drafting import Ready
from storage.tables.people import Contact, EmailAddress


@dataclass(slots=True)
class Known:
    """The contacts that the rows of a batch might be about, by their ids."""

    by_external_id: dict[str, int] = field(default_factory=dict)
    by_email: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def match(self, ready: Ready) -> int | None:
        """Return the contact that a row updates, or None for a new one."""
        if ready.external_id:
            return self.by_external_id.get(ready.external_id)
        for normal in ready.normals:
            for contact_id, name_key in self.by_email.get(normal, ()):
                if compatible(ready.name_key, name_key):
                    return contact_id
        return None

    def add(self, contact_id: int, ready: Ready) -> None:
        """Remember a contact that this batch made."""
        if ready.external_id:
            self.by_external_id[ready.external_id] = contact_id
        for normal in ready.normals:
            self.by_email[normal].append((contact_id, ready.name_key))


def compatible(one: str, other: str) -> bool:
    """Tell whether two folded names can be one person's: the words of one are among the other's.

    A missing name is compatible with any; so is "ana" with "ana ruiz", but not "jose ruiz".
    """
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words


async def known_for(readies: Iterable[Ready]) -> Known:
    """Look up everyone that these rows might be about, with a few queries."""
    known = Known()
    listed = list(readies)
    external_ids = [ready.external_id for ready in listed if ready.external_id]
    found: Any = await Contact.filter(external_id__in=external_ids).values_list("external_id", "id")
    now = await living([contact_id for _, contact_id in found])
    for external_id, contact_id in found:
        known.by_external_id[external_id] = now.get(contact_id, contact_id)
    normals = [normal for ready in listed if not ready.external_id for normal in ready.normals]
    rows: Any = (
        await EmailAddress.filter(normal__in=normals, contact__merged_into_id=None)
        .order_by("id")
        .values_list("normal", "contact_id", "contact__name_key")
    )
    for normal, contact_id, name_key in rows:
        known.by_email[normal].append((contact_id, name_key))
    return known


async def living(contact_ids: Collection[int]) -> dict[int, int]:
    """Return what each contact became: itself, or the one it was merged into.

    Who was erased is missing, and so is who is no more.
    """
    became = {contact_id: contact_id for contact_id in contact_ids}
    found: dict[int, tuple[int | None, bool]] = {}
    while asked := set(became.values()) - found.keys():
        rows: Any = await Contact.filter(id__in=list(asked)).values_list(
            "id", "merged_into_id", "erased_at"
        )
        found |= dict.fromkeys(asked, (None, True))
        found |= {row[0]: (row[1], row[2] is not None) for row in rows}
        became = {one: found[now][0] or now for one, now in became.items()}
    return {one: now for one, now in became.items() if not found[now][1]}
