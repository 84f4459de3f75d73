"""Old numbers of a contact: whoever was merged goes on being known by its own id.

`merged_into_id` always names the contact that stands for both today, never one that was merged
itself: merging brings earlier ones along. A family is that contact and all that became part of it.
"""

from collections.abc import Collection, Iterable

from storage.tables.people import Contact


async def living(contact_id: int) -> int:
    """Return the id that stands for this one today: itself, or what it was merged into."""
    return (await living_of([contact_id]))[contact_id]


async def living_of(contact_ids: Iterable[int]) -> dict[int, int]:
    """Return, per id, the one that stands for it today; an unknown id stands for itself."""
    ids = set(contact_ids)
    rows = Contact.filter(id__in=list(ids), merged_into_id__isnull=False)
    merged = {int(old): int(new) for old, new in await rows.values_list("id", "merged_into_id")}
    return {one: merged.get(one, one) for one in ids}


async def family(contact_id: int) -> list[int]:
    """Return the ids that `contact_id` stands for, itself first."""
    return (await families([contact_id]))[contact_id]


async def families(contact_ids: Collection[int]) -> dict[int, list[int]]:
    """Return, per contact, the ids that it stands for, itself first."""
    found = {one: [one] for one in contact_ids}
    rows = Contact.filter(merged_into_id__in=list(found)).order_by("id")
    for old, new in await rows.values_list("id", "merged_into_id"):
        found[int(new)].append(int(old))
    return found


async def resolve_to_write(contact_id: int) -> Contact | None:
    """Return the contact that stands for this id, and keep it so until the transaction ends.

    Every verb that writes something down for a contact begins so: else it would be written to a
    number that is being merged meanwhile, and stay there unseen. A merge takes the same lock
    (PostgreSQL; on SQLite there is one writer at a time anyway).
    """
    found = await Contact.filter(id=contact_id).select_for_update(no_key=True).get_or_none()
    while found is not None and found.merged_into_id is not None:
        rows = Contact.filter(id=found.merged_into_id)
        found = await rows.select_for_update(no_key=True).get_or_none()
    return found


async def held_still(contact_id: int) -> int:
    """Return the id that stands for this one, kept so as above; an unknown one for itself."""
    found = await resolve_to_write(contact_id)
    return contact_id if found is None else found.id


async def held_still_of(contact_ids: Iterable[int]) -> dict[int, int]:
    """Return the same for many at once, all locked in one order: so no two wait for each other.

    What the ids were merged into is locked along with them. Only where one is merged between the
    look and the lock is a number locked late, out of that order.
    """
    ids = set(contact_ids)
    wanted = ids | set((await living_of(ids)).values())
    into = await _locked(wanted)
    while late := set(into.values()) - wanted:
        wanted |= late
        into |= await _locked(late)
    return {one: into.get(one, one) for one in sorted(ids)}


async def _locked(ids: Collection[int]) -> dict[int, int]:
    rows = Contact.filter(id__in=list(ids)).order_by("id").select_for_update(no_key=True)
    return {row.id: row.merged_into_id or row.id for row in await rows}
