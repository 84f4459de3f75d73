"""E-mail addresses, phones and streets of both: all are kept; which one stands first is settled."""

from collections.abc import Mapping

from storage import suppressions
from storage.consent import standings, standings_of_each
from storage.events import Journal
from storage.families import family
from storage.merging.own import keep_beside
from storage.provenance import UNKNOWN
from storage.rules.merging import Reach, Said, primary, worse
from storage.rules.provenance import Source
from storage.rules.subscriptions import SubscriptionStanding
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress

_LABELS = (("mobile",), ("landline", "work", "other"))
"""The kinds of phone of which a record shows the first each."""


async def settle(book: Journal, ours: Contact, theirs: Contact, chosen: int | None) -> None:
    """Say which address and phones stand first, before anything moves."""
    await _keep_consent_apart(book, ours, theirs)
    await _emails(book, ours, theirs, chosen)
    await _phones(book, ours, theirs)
    await _places(book, ours, theirs)


async def _keep_consent_apart(book: Journal, ours: Contact, theirs: Contact) -> None:
    """Where only one has agreed, their addresses alone may be written to: mark whose each is."""
    agreed = {one.id: _granted((await standings([one.id])).get(one.id)) for one in (ours, theirs)}
    if agreed[ours.id] == agreed[theirs.id]:
        return
    for contact in (ours, theirs):
        members = await family(contact.id)
        each = await standings_of_each(members)
        owner = max(members, key=lambda one: (len(_granted(each.get(one))), one == contact.id))
        for row in await EmailAddress.filter(contact_id=contact.id, consent_of_id=None):
            await book.update(row, consent_of_id=owner)


def _granted(standing: Mapping[str, SubscriptionStanding] | None) -> frozenset[str]:
    granted = SubscriptionStanding.GRANTED
    of_mail = (key for key in standing or {} if key.endswith("/email"))
    return frozenset(key for key in of_mail if standing and standing[key] is granted)


async def _emails(book: Journal, ours: Contact, theirs: Contact, chosen: int | None) -> None:
    own = await EmailAddress.filter(contact_id=ours.id).order_by("-primary", "id")
    other = await EmailAddress.filter(contact_id=theirs.id).order_by("-primary", "id")
    known = {row.normal: row for row in own}
    for row in other:
        twin = known.get(row.normal)
        if twin is not None:
            await _learn(book, twin, row)
    first = await _first(ours, theirs, own, other, chosen)
    for row in (*own, *(one for one in other if one.normal not in known)):
        await book.update(row, primary=first is not None and row.id == first)


async def _learn(book: Journal, kept: EmailAddress, other: EmailAddress) -> None:
    """The same mailbox twice: what was learnt of it through either record holds."""
    await book.update(
        kept,
        standing=worse(kept.standing, other.standing),
        soft_bounces=max(kept.soft_bounces, other.soft_bounces),
        full_runs=max(kept.full_runs, other.full_runs),
    )
    if not kept.normal and kept.address != other.address:
        said = Said(other.contact_id, other.address, Source(UNKNOWN, book.by.at))
        await keep_beside(book, kept.contact_id, "email", said)


async def _first(
    ours: Contact,
    theirs: Contact,
    own: list[EmailAddress],
    other: list[EmailAddress],
    chosen: int | None,
) -> int | None:
    """Return the row to write to from now on; a same address counts as ours."""
    if not own or not other:
        return next((row.id for row in (*own, *other)), None)
    known = {row.normal: row for row in own}
    second = known.get(other[0].normal, other[0])
    if chosen is not None:
        return second.id if chosen == theirs.id else own[0].id
    refused = await suppressions.reasons([own[0].normal, second.normal])
    granted = await standings([ours.id, theirs.id])

    def reach(row: EmailAddress, contact: Contact) -> Reach:
        allowed = granted.get(contact.id, {}).get("updates/email")
        return Reach(
            id=row.id,
            refused=row.normal in refused or not row.normal,
            granted=allowed is SubscriptionStanding.GRANTED,
            standing=row.standing,
            confirmed_at=contact.confirmed_at,
            ours=contact is ours,
        )

    best = primary(reach(own[0], ours), reach(second, theirs))
    return best.id if best else None


async def _phones(book: Journal, ours: Contact, theirs: Contact) -> None:
    """Keep ours first, unless only the other record was confirmed by the customer."""
    mine = await Phone.filter(contact_id=ours.id).order_by("-primary", "id")
    other = await Phone.filter(contact_id=theirs.id).order_by("-primary", "id")
    for labels in _LABELS:
        own = [row for row in mine if row.label in labels]
        coming = [row for row in other if row.label in labels]
        if not own or not coming:
            continue
        turned = _later(theirs, ours)
        same = next((row for row in own if row.e164 and row.e164 == coming[0].e164), coming[0])
        first, rest = (same, own) if turned else (own[0], coming)
        await book.update(first, primary=True)
        for row in rest:
            await book.update(row, primary=row is first)


async def _places(book: Journal, ours: Contact, theirs: Contact) -> None:
    """Keep our street first as well; the other's is kept beside it."""
    own = await PostalAddress.filter(contact_id=ours.id).order_by("-primary", "id")
    coming = await PostalAddress.filter(contact_id=theirs.id).order_by("-primary", "id")
    if not own or not coming:
        return
    first = (coming if _later(theirs, ours) else own)[0]
    for row in (*own, *coming):
        await book.update(row, primary=row is first)


def _later(one: Contact, other: Contact) -> bool:
    if one.confirmed_at is None:
        return False
    return other.confirmed_at is None or one.confirmed_at > other.confirmed_at
