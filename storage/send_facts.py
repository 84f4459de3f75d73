"""The facts that sending asks, for many contacts with a handful of queries.

What is asked of them is in `rules/sending.py`. Whoever was merged is one person: a suppression of
any of their addresses binds all, and what one of the records agreed to covers the addresses of that
record alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage import suppressions
from storage.consent import standings, standings_of_each
from storage.families import families
from storage.rules.addresses import AddressStanding
from storage.rules.sending import SendFacts
from storage.rules.subscriptions import SubscriptionStanding
from storage.tables.consent import Hold
from storage.tables.people import Contact, EmailAddress

Kin = Mapping[int, Sequence[int]]
"""The numbers of each contact that others were merged into, its own first."""


async def send_facts(
    contact_ids: Collection[int],
    purpose: str,
    *,
    channel: str = "email",
    addresses: dict[int, str] | None = None,
) -> dict[int, SendFacts]:
    """Load what may_send asks.

    `addresses` names the normalised address to use per contact; without it the primary one is.
    """
    known = await _load(list(contact_ids), f"{purpose}/{channel}", addresses)
    return {contact_id: known.facts(contact_id) for contact_id in contact_ids}


@dataclass(frozen=True, slots=True)
class _Known:
    """What was loaded for many contacts, by contact, but `sharers` and `suppressed` by address."""

    key: str
    chosen: Mapping[int, EmailAddress]
    sharers: Mapping[str, Sequence[int]]
    standings: Mapping[int, Mapping[str, SubscriptionStanding]]
    held: Mapping[int, str]
    suppressed: Mapping[str, str]
    gone: Collection[int]
    kin: Kin
    uncovered: Collection[int]
    named: Mapping[int, str]

    def facts(self, contact_id: int) -> SendFacts:
        """Return what may_send asks of one."""
        row = self.chosen.get(contact_id)
        others = self.sharers.get(row.normal, ()) if row else ()
        holds = (self.held.get(other) for other in (contact_id, *others))
        return SendFacts(
            address=row.normal if row else None,
            standing=AddressStanding(row.standing) if row else None,
            subscription=self._subscription(contact_id),
            sharers=tuple(self._standing(other) for other in others),
            suppressed=self._suppression(contact_id, row),
            held=next((reason for reason in holds if reason), None),
            retired=contact_id in self.gone,
        )

    def _standing(self, contact_id: int) -> SubscriptionStanding:
        return self.standings.get(contact_id, {}).get(self.key, SubscriptionStanding.NONE)

    def _subscription(self, contact_id: int) -> SubscriptionStanding:
        said = self._standing(contact_id)
        granted = said is SubscriptionStanding.GRANTED
        return SubscriptionStanding.NONE if granted and contact_id in self.uncovered else said

    def _suppression(self, contact_id: int, row: EmailAddress | None) -> str | None:
        of_family = (self.named.get(one) for one in self.kin.get(contact_id, ()))
        of_address = self.suppressed.get(row.normal) if row else None
        return of_address or next((reason for reason in of_family if reason), None)


async def _load(ids: list[int], key: str, addresses: dict[int, str] | None) -> _Known:
    chosen = await _chosen_addresses(ids, addresses)
    sharers = await _sharers([row.normal for row in chosen.values() if row.normal])
    everyone = {*ids, *(other for others in sharers.values() for other in others)}
    kin = {one: members for one, members in (await families(ids)).items() if len(members) > 1}
    return _Known(
        key=key,
        chosen=chosen,
        sharers=sharers,
        standings=await standings(everyone),
        held=await _held(everyone),
        suppressed=await suppressions.reasons([row.normal for row in chosen.values()]),
        gone=await _gone(ids),
        kin=kin,
        uncovered=await _uncovered(chosen, kin, key) if key.endswith("/email") else (),
        named=await suppressions.naming({one for members in kin.values() for one in members}),
    )


async def _held(contact_ids: Collection[int]) -> dict[int, str]:
    rows = Hold.filter(contact_id__in=list(contact_ids), released_at=None)
    return dict(await rows.values_list("contact_id", "reason"))


async def _gone(ids: list[int]) -> set[int]:
    columns = ("retired_at", "erased_at", "merged_into_id")
    rows: Any = await Contact.filter(id__in=ids).values_list("id", *columns)
    return {number for number, *ends in rows if any(ends)}


async def _uncovered(chosen: dict[int, EmailAddress], kin: Kin, key: str) -> frozenset[int]:
    """Return who may not be written to at the chosen address: it came from a record without basis.

    An address counts as every record's that had it, and as the whole person's where it was named
    after the merge.
    """
    came = {one: chosen[one] for one in kin if one in chosen and chosen[one].consent_of_id}
    owners = {one: {row.consent_of_id or one} for one, row in came.items()}
    normals = {row.normal for row in came.values()}
    members = {one for contact_id in came for one in kin[contact_id]}
    whose = {one: contact_id for contact_id in came for one in kin[contact_id]}
    left_behind = EmailAddress.filter(contact_id__in=list(members), normal__in=list(normals))
    for row in await left_behind if came else []:
        if row.normal == came[whose[row.contact_id]].normal and row.contact_id not in came:
            owners[whose[row.contact_id]].add(row.contact_id)
    each = await standings_of_each(members)
    granted = {m for m in members if each.get(m, {}).get(key) is SubscriptionStanding.GRANTED}
    return frozenset(one for one, having in owners.items() if not having & granted)


async def _chosen_addresses(
    ids: list[int], addresses: dict[int, str] | None
) -> dict[int, EmailAddress]:
    rows = await EmailAddress.filter(contact_id__in=ids).order_by("contact_id", "id")
    chosen: dict[int, EmailAddress] = {}
    for row in rows:
        if addresses is not None:
            if row.normal == addresses.get(row.contact_id):
                chosen[row.contact_id] = row
        elif row.primary or row.contact_id not in chosen:
            chosen[row.contact_id] = row
    return chosen


async def _sharers(normals: list[str]) -> dict[str, list[int]]:
    shared: dict[str, list[int]] = defaultdict(list)
    rows = await EmailAddress.filter(normal__in=normals, contact__merged_into_id=None).values_list(
        "normal", "contact_id"
    )
    for normal, contact_id in rows:
        shared[normal].append(contact_id)
    return shared
