"""Sales that may come, and what customers would buy if we had it.

A stage is the business's own word; what is fixed is whether an opportunity is open, won or lost.
Amounts are whole hundredths of the currency beside them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from storage.contacts import Refusal
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.tables.service import Opportunity, ProductRequest
from storage.tables.transactions import transaction
from storage.values.folding import fold
from storage.values.money import LARGEST
from storage.values.secret import without_secrets

LONGEST = 4000
OUTCOMES = ("open", "won", "lost")


@dataclass(frozen=True, slots=True)
class Told:
    """An opportunity or request that was written down; `event_id` None: nothing differed."""

    id: int
    contact_id: int
    event_id: int | None


@transaction
async def open_opportunity(
    contact_id: int,
    title: str,
    by: By,
    *,
    stage: str = "",
    amount: int | None = None,
    currency: str = "",
    criteria: str = "",
    competitors: str = "",
    expected_on: date | None = None,
    account_id: int | None = None,
    external_id: str = "",
) -> Told | Refusal:
    """Open an opportunity. Refused with: unknown_contact, no_title, no_currency, too_large."""
    contact = await resolve_to_write(contact_id)
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    words = _without_secrets(
        {"title": title, "stage": stage, "criteria": criteria, "competitors": competitors}
    )
    fault = _fault(words["title"], amount, currency)
    if fault:
        return fault
    row = Opportunity(
        **words,
        external_id=external_id or None,
        contact_id=contact.id,
        account_id=account_id,
        amount=amount,
        currency=currency,
        expected_on=expected_on,
        opened_at=by.at,
    )
    book = await journal(by, "opportunity_opened", contact.id)
    await book.create(row)
    return Told(row.id, contact.id, await book.record())


@transaction
async def change(
    opportunity_id: int,
    by: By,
    *,
    stage: str | None = None,
    amount: int | None = None,
    currency: str | None = None,
    criteria: str | None = None,
    competitors: str | None = None,
    expected_on: date | None = None,
) -> Told | Refusal:
    """Write down what is known better now; what is None stays."""
    row = await Opportunity.get_or_none(id=opportunity_id)
    if row is None:
        return Refusal("id", "unknown_opportunity")
    told = {"stage": stage, "criteria": criteria, "competitors": competitors}
    values: dict[str, Any] = dict(
        _without_secrets({k: v for k, v in told.items() if v is not None})
    )
    more = {"amount": amount, "currency": currency, "expected_on": expected_on}
    values |= {name: value for name, value in more.items() if value is not None}
    fault = _fault(
        row.title, values.get("amount", row.amount), values.get("currency", row.currency)
    )
    if fault:
        return fault
    book = await journal(by, "opportunity_changed", row.contact_id)
    await book.update(row, **values)
    return Told(row.id, row.contact_id, await book.record() if book.changes else None)


@transaction
async def settle(opportunity_id: int, outcome: str, by: By) -> Told | Refusal:
    """Say that it was won or lost, or (`open`) that it is not over after all."""
    row = await Opportunity.get_or_none(id=opportunity_id)
    if row is None:
        return Refusal("id", "unknown_opportunity")
    if outcome not in OUTCOMES:
        return Refusal("outcome", "unknown_outcome")
    if row.outcome == outcome:
        return Told(row.id, row.contact_id, None)
    book = await journal(by, f"opportunity_{outcome}", row.contact_id)
    closed: datetime | None = None if outcome == "open" else by.at
    await book.update(row, outcome=outcome, closed_at=closed)
    return Told(row.id, row.contact_id, await book.record())


@transaction
async def request(contact_id: int, text: str, by: By) -> Told | Refusal:
    """Keep what a customer would buy if we had it."""
    contact = await resolve_to_write(contact_id)
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    words = " ".join(without_secrets(text)[0].split())[:250]
    if not words:
        return Refusal("text", "no_text")
    row = ProductRequest(contact_id=contact.id, text=words, at=by.at)
    book = await journal(by, "product_requested", contact.id)
    await book.create(row)
    return Told(row.id, contact.id, await book.record())


async def open_ones(contact_id: int | None = None, *, limit: int = 100) -> Sequence[Opportunity]:
    """Return the open opportunities of a contact, or of everybody, the oldest first."""
    rows = Opportunity.filter(outcome="open")
    if contact_id is not None:
        rows = rows.filter(contact_id=contact_id)
    return await rows.order_by("id").limit(limit)


async def requests_of(contact_id: int) -> Sequence[ProductRequest]:
    """Return what a contact would buy if we had it, the oldest first."""
    return await ProductRequest.filter(contact_id=contact_id).order_by("id")


async def wanted(*, latest: int = 500) -> list[tuple[str, int]]:
    """Return what customers would buy if we had it and how many asked, the most wanted first.

    Spellings that fold to one word are one; only the `latest` requests are read.
    """
    rows = await ProductRequest.all().order_by("-id").limit(latest)
    words = {fold(row.text): row.text for row in reversed(rows)}
    asked = Counter(key for key, _ in {(fold(row.text), row.contact_id) for row in rows})
    return [(words[key], asked[key]) for key in sorted(asked, key=lambda key: (-asked[key], key))]


def _without_secrets(told: dict[str, str]) -> dict[str, str]:
    limits = {"title": 200, "stage": 60}
    return {
        name: without_secrets(text.strip())[0][: limits.get(name, LONGEST)]
        for name, text in told.items()
    }


def _fault(title: str, amount: int | None, currency: str) -> Refusal | None:
    if not title:
        return Refusal("title", "no_title")
    if amount is not None and abs(amount) >= LARGEST * 100:
        return Refusal("amount", "too_large")
    return Refusal("currency", "no_currency") if amount is not None and not currency else None
