"""What is known around a customer, for the card: what may be sold, what runs, whom they know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from storage import opportunities, preferences, relations
from storage.tables.people import Contact
from storage.tables.service import Opportunity


@dataclass(frozen=True, slots=True)
class Prospect:
    """A sale that may come. `amount` in hundredths of `currency`; `outcome`: open · won · lost."""

    id: int
    contact_id: int
    title: str
    outcome: str
    stage: str
    amount: int | None
    currency: str
    criteria: str
    competitors: str
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class Runs:
    """A service that runs; a day that nobody told is None."""

    id: int
    name: str
    since: date | None
    until: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody related. `kind` is one of `relations.KINDS`, or `brought_by`."""

    kind: str
    contact_id: int
    first_name: str
    last_name: str
    company: str


@dataclass(frozen=True, slots=True)
class Around:
    """All of it. `likes`: their interests; `wishes`: what they would buy if we had it."""

    prospects: tuple[Prospect, ...] = ()
    services: tuple[Runs, ...] = ()
    ties: tuple[Known, ...] = ()
    likes: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


async def around(contact_id: int, there: Collection[str], on: date) -> Around:
    """Return what is known around a contact; `there` are the tables that know it (glance.py)."""
    return Around(
        await prospects_of(contact_id) if "opportunity" in there else (),
        await _services(contact_id, on) if "service" in there else (),
        await _ties(contact_id) if "relation" in there else (),
        await _likes(contact_id) if "preference" in there else (),
        await _wishes(contact_id) if "product_request" in there else (),
    )


async def prospects_of(contact_id: int | None = None) -> tuple[Prospect, ...]:
    """Return the open opportunities of a contact, or of everybody."""
    return tuple(_prospect(row) for row in await opportunities.open_ones(contact_id))


async def prospect(opportunity_id: int) -> Prospect | None:
    """Return an opportunity, settled or not."""
    row = await Opportunity.get_or_none(id=opportunity_id)
    return _prospect(row) if row else None


def _prospect(row: Opportunity) -> Prospect:
    return Prospect(
        row.id,
        row.contact_id,
        row.title,
        row.outcome,
        row.stage,
        row.amount,
        row.currency,
        row.criteria,
        row.competitors,
        row.expected_on,
    )


async def _services(contact_id: int, on: date) -> tuple[Runs, ...]:
    rows = await preferences.running(contact_id, on)
    return tuple(Runs(r.id, r.product.name, r.since, r.until, r.reference) for r in rows)


async def _ties(contact_id: int) -> tuple[Known, ...]:
    ties = await relations.of(contact_id)
    people = await _people([tie.other_id for tie in ties])
    return tuple(
        Known(tie.kind, one.id, one.first_name, one.last_name, one.company)
        for tie in ties
        if (one := people.get(tie.other_id)) is not None
    )


async def _people(ids: Sequence[int]) -> dict[int, Contact]:
    return {row.id: row for row in await Contact.filter(id__in=list(ids), erased_at=None)}


async def _likes(contact_id: int) -> tuple[str, ...]:
    return tuple(row.value for row in await preferences.of(contact_id))


async def _wishes(contact_id: int) -> tuple[str, ...]:
    return tuple(row.text for row in await opportunities.requests_of(contact_id))
