"""A merge and a verb in the same moment (PostgreSQL): what it writes is not left on the old number.

On SQLite there is one writer at a time, so there the verb simply comes after the merge.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from tortoise.connection import get_connections

from storage import (
    accounts,
    consent,
    contacts,
    interactions,
    merging,
    notes,
    opportunities,
    orders,
    preferences,
    proposals,
    relations,
    tags,
    tasks,
    tickets,
)
from storage.erasure import erase
from storage.events import By
from storage.merging import Merged
from storage.merging.belongings import STAYS, references
from storage.merging.returning import KINDS
from storage.rules.addresses import AddressEvent
from storage.rules.subscriptions import ConsentAct
from storage.tables.accounts import Account
from storage.tables.events import Event
from storage.tables.people import Contact
from storage.tables.transactions import dialect, transaction
from tests.storage.people import person

DAY = date(2026, 7, 1)
ADDRESS = "anna@example.org"
Verb = Callable[[int, By], Awaitable[Any]]


async def _join(one: int, by: By) -> Any:
    return await accounts.join((await Account.get(name="Joyas Sol")).id, one, by)


async def _relate(one: int, by: By) -> Any:
    return await relations.relate(one, (await Contact.get(first_name="Eva")).id, "referral", by)


VERBS: dict[str, Verb] = {
    "note": lambda one, by: notes.add(one, "Prefers mornings", by),
    "task": lambda one, by: tasks.open_task("call", one, "bounced_hard", by),
    "tag": lambda one, by: tags.change(one, by, add=["vip"]),
    "order": lambda one, by: orders.place(one, by, on=DAY, currency="EUR", amount=100),
    "payment": lambda one, by: orders.pay(one, by, on=DAY, currency="EUR", amount=100),
    "ticket": lambda one, by: tickets.open_ticket(one, "Leak", by),
    "talk": lambda one, by: interactions.record(one, "call", by, text="Hello"),
    "opportunity": lambda one, by: opportunities.open_opportunity(one, "A roof", by),
    "request": lambda one, by: opportunities.request(one, "candles", by),
    "preference": lambda one, by: preferences.change(one, "interest", by, add=["tea"]),
    "service": lambda one, by: preferences.start_service(one, "Care", by),
    "proposal": lambda one, by: proposals.propose(one, "city", "Elche", by),
    "correction": lambda one, by: contacts.correct(one, {"mobile": "699111222"}, by, country="ES"),
    "confirmation": contacts.confirm,
    "bounce": lambda one, by: contacts.address_happened(
        one, ADDRESS, AddressEvent.HARD_BOUNCED, by
    ),
    "hold": lambda one, by: consent.hold(one, "unclear", by),
    "consent": lambda one, by: consent.record(
        one, ConsentAct.GRANTED, consent.Proof("consent", "May we?", "page", by.at), by
    ),
    "affiliation": _join,
    "relation": _relate,
    "erasure": erase,
}


@pytest.mark.parametrize("verb", VERBS)
async def test_what_is_written_in_the_moment_of_a_merge_is_the_survivors(
    database: str, by: By, verb: str
) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await person(by, "Eva")
    await accounts.find_or_create("Joyas Sol", by)
    merged, go_on = asyncio.Event(), asyncio.Event()

    @transaction
    async def merge_slowly() -> None:
        assert isinstance(await merging.merge([ana, other], by), Merged)
        merged.set()
        await go_on.wait()

    merging_now = asyncio.create_task(merge_slowly())
    await merged.wait()
    writing = asyncio.ensure_future(VERBS[verb](other, by))
    await _done_or_waiting(writing)
    go_on.set()
    await merging_now
    await writing
    assert await left_with(other) == []
    last = await Event.all().order_by("-id").first()
    assert last is not None
    assert (last.contact_id, last.kind in KINDS) == (ana, False), "it was written, and to whom"
    gone = await Contact.get(id=other)
    assert (gone.merged_into_id, gone.confirmed_at) == (ana, None)
    assert (
        bool(gone.erased_at) == bool((await Contact.get(id=ana)).erased_at) == (verb == "erasure")
    )


async def left_with(contact_id: int) -> list[str]:
    """Name what belongs to a number that was merged, though it ought to have moved."""
    moving = [one for one in references() if one.name not in STAYS]
    rows = {one.name: one.model.filter(**{one.column: contact_id}) for one in moving}
    return [name for name, those in rows.items() if await those.exists()]


async def _done_or_waiting(writing: asyncio.Future[Any]) -> None:
    """Wait until the verb came to its end, or waits for what the merge has locked."""
    if dialect() == "sqlite":
        return
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
    while not writing.done():
        if await get_connections().get("default").execute_query_dict(f"{waits} current_database()"):
            return
        await asyncio.sleep(0.01)
