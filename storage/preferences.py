"""What a contact likes and wants, by product, service and interest; and what they have running.

The preferred channel and greeting are fields of the contact itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage import products
from storage.contacts import Refusal
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.products import Described
from storage.tables.knowing import Preference
from storage.tables.sales import Service
from storage.tables.transactions import transaction
from storage.values.folding import fold
from storage.values.secret import without_secrets

KINDS = ("product", "service", "interest")
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Running:
    """A service that began or ended; `event_id` None: nothing differed."""

    service_id: int
    contact_id: int
    event_id: int | None


@transaction
async def change(
    contact_id: int, kind: str, by: By, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> int | Refusal | None:
    """Add and take away preferences of a kind as one event; None where nothing differs.

    Two spellings that fold to one word are one. Refused with: unknown_contact, unknown_kind.
    """
    contact = await resolve_to_write(contact_id)
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    if kind not in KINDS:
        return Refusal("kind", "unknown_kind")
    rows = await Preference.filter(contact_id=contact.id, kind=kind)
    there = {row.value_key: row for row in rows}
    book = await journal(by, "preferences_changed", contact.id)
    for value in remove:
        row = there.pop(fold(value)[:LONGEST], None)
        if row is not None:
            await book.remove(row)
    for value in add:
        tidy = " ".join(without_secrets(value)[0].split())[:LONGEST]
        key = fold(tidy)[:LONGEST]
        if key and key not in there:
            there[key] = Preference(
                contact_id=contact.id, kind=kind, value=tidy, value_key=key, at=by.at
            )
            await book.create(there[key])
    return await book.record() if book.changes else None


async def of(contact_id: int) -> Sequence[Preference]:
    """Return the preferences of a contact, by kind and in the order they came."""
    return await Preference.filter(contact_id=contact_id).order_by("kind", "id")


@transaction
async def start_service(
    contact_id: int,
    name: str,
    by: By,
    *,
    since: date | None = None,
    until: date | None = None,
    reference: str = "",
) -> Running | Refusal:
    """Note a product or service that runs. Refused with: unknown_contact, no_name, ends_first."""
    contact = await resolve_to_write(contact_id)
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    if not name.strip():
        return Refusal("name", "no_name")
    if since and until and until < since:
        return Refusal("until", "ends_first")
    book = await journal(by, "service_started", contact.id)
    product = await products.use(book, Described(name, type="service"))
    row = Service(
        contact_id=contact.id,
        product_id=product.id,
        since=since,
        until=until,
        reference=without_secrets(reference)[0][:LONGEST],
    )
    await book.create(row)
    return Running(row.id, contact.id, await book.record())


@transaction
async def end_service(service_id: int, until: date, by: By) -> Running | Refusal:
    """Note the last day of a service."""
    row = await Service.get_or_none(id=service_id)
    if row is None:
        return Refusal("id", "unknown_service")
    if row.since and until < row.since:
        return Refusal("until", "ends_first")
    book = await journal(by, "service_ended", row.contact_id)
    await book.update(row, until=until)
    return Running(row.id, row.contact_id, await book.record() if book.changes else None)


async def running(contact_id: int, on: date) -> list[Service]:
    """Return what runs on a day, the longest first."""
    rows = Service.filter(contact_id=contact_id).order_by("id").prefetch_related("product")
    return [row for row in await rows if _runs(row, on)]


def _runs(row: Service, on: date) -> bool:
    return (row.since is None or row.since <= on) and (row.until is None or row.until >= on)
