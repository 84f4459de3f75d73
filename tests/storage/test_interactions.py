"""Interactions and the timeline, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage import interactions, notes, opportunities, orders, tickets
from storage.contacts import Refusal
from storage.events import By
from storage.interactions import Entry, Recorded
from storage.tables.service import Interaction
from storage.undo import Undone, undo
from tests.databases import NOW
from tests.storage.people import person

MARTA = By("staff:1", NOW)
LUIS = By("staff:2", NOW)


async def everything(contact_id: int, limit: int) -> list[Entry]:
    """Walk the timeline in pages of `limit`."""
    found: list[Entry] = []
    before = None
    while True:
        page = await interactions.timeline(contact_id, before=before, limit=limit)
        assert page is not None
        found += page.entries
        before = page.older
        if before is None:
            return found


async def busy(by: By) -> int:
    """Make somebody with a long story, some of it at the very same moment."""
    ana = await person(by)
    for days in range(6):
        then = replace(by, at=by.at - timedelta(days=days))
        await interactions.record(ana, "call", then, text=f"llamada {days}", next_step="oferta")
        await notes.add(ana, f"nota {days}", then)
        day = then.at.date()
        for _ in range(3):
            await orders.place(ana, then, on=day, currency="EUR", amount=1000, paid=True)
        await tickets.open_ticket(ana, f"ticket {days}", then)
        await opportunities.open_opportunity(ana, f"venta {days}", then)
    noon = datetime(2026, 7, 3, 12, tzinfo=UTC)
    await interactions.record(ana, "visit", by, at=noon)
    return ana


async def test_the_timeline_is_one_list_newest_first_whatever_the_page(
    database: str, by: By
) -> None:
    ana = await busy(by)
    whole = await everything(ana, 500)
    assert len(whole) == 6 * (1 + 1 + 3 + 3 + 1 + 1) + 1
    assert [entry.place for entry in whole] == sorted((e.place for e in whole), reverse=True)
    for limit in (1, 4, 7):
        assert await everything(ana, limit) == whole


async def test_an_interaction_is_recorded_where_it_was_and_taken_back(
    database: str, by: By
) -> None:
    ana = await person(by)
    yesterday = by.at - timedelta(days=1)
    made = await interactions.record(
        ana, "visit", by, text="vio el local; clave: 1234", at=yesterday, inbound=True
    )
    assert isinstance(made, Recorded)
    assert made.cut == ("password",)
    row = await Interaction.get(id=made.interaction_id)
    assert (row.at, row.text, row.actor) == (yesterday, "vio el local; ***", "staff:1")
    assert isinstance(await undo(made.event_id, by), Undone)
    assert await Interaction.all().count() == 0


async def test_what_cannot_have_been_is_refused(database: str, by: By) -> None:
    ana = await person(by)
    soon = by.at + timedelta(days=1)
    refused = [
        await interactions.record(999, "call", by),
        await interactions.record(ana, "seance", by),
        await interactions.record(ana, "call", by, at=soon),
    ]
    assert refused == [
        Refusal("id", "unknown_contact"),
        Refusal("kind", "unknown_kind"),
        Refusal("at", "not_yet"),
    ]
    assert await interactions.timeline(999) is None


async def test_a_colleague_is_warned_of_what_another_did_lately(database: str, by: By) -> None:
    ana = await person(by)
    long_ago = replace(MARTA, at=NOW - timedelta(days=9))
    await interactions.record(ana, "call", long_ago, text="hace mucho")
    assert await interactions.touched_lately(ana, LUIS) is None
    await interactions.record(ana, "chat", MARTA, text="pregunta por el precio")
    seen = await interactions.touched_lately(ana, LUIS)
    assert seen is not None
    assert (seen.kind, seen.actor, seen.at) == ("chat", "staff:1", NOW)
    assert await interactions.touched_lately(ana, MARTA) is None
    touch = await interactions.last_touch(ana)
    assert touch is not None
    assert touch.text == "pregunta por el precio"
