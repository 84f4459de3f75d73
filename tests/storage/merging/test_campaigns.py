"""Merging while a campaign runs: one person has one part in it, and gets its mail once."""

from datetime import timedelta

import pytest

from storage import campaigns, following_up, merging, outbox, senders
from storage.audience import Asked
from storage.contacts import confirm, correct, record_of
from storage.events import By
from storage.merging import Merged
from storage.outbox import Room
from storage.settling import Settlement, settle
from storage.tables.campaigns import Delivery, Recipient, Run
from storage.tables.people import Contact
from storage.undo import Undone, undo
from tests.storage.people import person

pytestmark = pytest.mark.usefixtures("database")

ASKED = Asked("es", "ES", "Europe/Madrid")
ALL = Room(100, {})
DAY = timedelta(days=1)


async def _run(by: By) -> int:
    run = await campaigns.plan("reconfirm", by, ASKED, waves=False)
    await campaigns.approve(run.run_id, by)
    return run.run_id


async def _send(by: By) -> list[str]:
    """Send everything that may go out; return to where."""
    rows = await outbox.lease("w", by.at, by.at + DAY, ALL)
    marked = await outbox.mark_sending("w", {row.id: f"m{row.id}@x" for row in rows}, by.at)
    gone = [row for row in rows if marked[row.id] == ""]
    await settle("w", [Settlement(row.id, "sent") for row in gone], by)
    return [row.address for row in gone]


async def _merged(by: By, *ids: int) -> Merged:
    done = await merging.merge(ids, by)
    assert isinstance(done, Merged)
    return done


async def test_of_two_mails_that_wait_for_one_person_one_goes_out(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await _run(by)
    done = await _merged(by, ana, other)
    assert await _send(by) == ["ana@example.org"]
    cancelled = await Delivery.get(address="anna@example.org")
    assert (cancelled.state, cancelled.reason) == ("cancelled", "merged")
    assert isinstance(await undo(done.events[0], by), Undone)
    assert await _send(by) == ["anna@example.org"]


async def test_the_mail_of_the_other_goes_on_where_the_survivor_was_only_skipped(by: By) -> None:
    ana = await person(by, "Ana", agrees=False)
    other = await person(by, "Anna")
    run_id = await _run(by)
    done = await _merged(by, ana, other)
    assert await _send(by) == ["anna@example.org"]
    part = await Recipient.get(run_id=run_id)
    assert (part.contact_id, part.asked_at) == (ana, by.at)
    assert (await Contact.get(id=ana)).asked_at == by.at
    assert isinstance(await undo(done.events[0], by), Undone)
    assert {row.contact_id: row.skipped for row in await Recipient.all()} == {
        ana: "no_basis",
        other: None,
    }
    assert (await Contact.get(id=other)).asked_at == by.at, "they were asked: not again this season"


async def test_whoever_was_asked_through_the_other_is_not_asked_again(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    run_id = await _run(by)
    await Delivery.filter(contact_id=ana).update(next_at=by.at + 2 * DAY)
    assert await _send(by) == ["anna@example.org"]
    await _merged(by, ana, other)
    assert await _send(By("job:send", by.at + 3 * DAY)) == []
    assert (await Run.get(id=run_id)).state == "sending"


async def test_who_answers_one_of_two_mails_is_not_silent_on_the_other(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await _run(by)
    assert len(await _send(by)) == 2
    await _merged(by, ana, other)
    await following_up.remind(By("job", by.at + 8 * DAY))
    reminder = await Delivery.get(kind="reminder_1")
    assert reminder.address == "ana@example.org", "one reminder, not two"
    await confirm(other, By("contact:2", by.at + 9 * DAY))
    swept = await following_up.sweep(By("job:sweep", by.at + 31 * DAY))
    assert (swept.stale, swept.closed_runs) == (0, 0)
    assert (await Contact.get(id=ana)).silent_runs == 0


async def test_an_old_mail_leads_to_who_they_are_now_and_shows_what_they_were(by: By) -> None:
    ana = await person(by, "Ana", city="Madrid")
    other = await person(by, "Anna", city="Sevilla", mobile="+34600111222")
    await _run(by)
    await _send(by)
    shown = await record_of(await Contact.get(id=other))
    later = By("staff:1", by.at + DAY)
    done = await _merged(later, ana, other)
    await correct(ana, {"city": "Cádiz", "mobile": "+34600333444"}, later, country="ES")
    mail = await Delivery.get(address="anna@example.org")
    who = await senders.of_delivery(mail.id)
    assert who is not None
    assert who.contact_id == ana
    assert who.shown == shown
    assert who.filed == {"ana@example.org", "anna@example.org"}
    by_address = await senders.of_address("anna@example.org")
    assert by_address is not None
    assert by_address.contact_id == ana
    assert isinstance(await undo(done.events[0], later), Undone)
    who = await senders.of_delivery(mail.id)
    assert who is not None
    assert who.contact_id == other
