"""What a person should look at before two records become one, as codes."""

from collections.abc import Sequence

from storage.consent import standings
from storage.tables.consent import Hold
from storage.tables.knowing import DuplicatePair
from storage.tables.people import Contact


async def told_apart(ids: Sequence[int]) -> tuple[int, int] | None:
    """Return the first two of whom a person said that they are not the same; None without any."""
    among = DuplicatePair.filter(a_id__in=list(ids), b_id__in=list(ids), state="apart")
    pair = await among.order_by("id").first()
    return None if pair is None else (pair.a_id, pair.b_id)


async def of(ours: Contact, theirs: Contact) -> tuple[str, ...]:
    """Return what speaks against their being one person, or binds both from then on."""
    both = {ours.id, theirs.id}
    found: list[str] = []
    one, other = ours.birth_date or "", theirs.birth_date or ""
    # One may lack the year: `1980-03-12` and `--03-12` agree.
    if one and other and not (one.endswith(other[1:]) or other.endswith(one[1:])):
        found.append("birth_date_differs")
    if ours.sex and theirs.sex and ours.sex != theirs.sex:
        found.append("sex_differs")
    if ours.external_id and theirs.external_id:
        found.append("two_external_ids")
    if (ours.retired_at is None) != (theirs.retired_at is None):
        found.append("one_is_retired")
    said = await standings(both)
    if any(str(one) in ("withdrawn", "complained") for m in said.values() for one in m.values()):
        found.append("refusal_binds")
    if await Hold.filter(contact_id__in=both, released_at__isnull=True).exists():
        found.append("hold_binds")
    return tuple(found)
