"""The outbox by itself: leases, marks under locks, and what is put right afterwards."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from storage import consent, outbox, settling
from storage.events import By
from storage.outbox import New, Recovered, Room
from storage.rules.subscriptions import ConsentAct
from storage.settling import Settlement
from storage.tables.campaigns import Delivery, Run
from storage.tables.events import Event
from storage.tables.transactions import transaction
from storage.waiting import waiting
from tests.databases import NOW
from tests.mail.sending import approved_run, customer, moment, queue, queued_customers

SOON = NOW + timedelta(minutes=10)
JOB = By("job:send", NOW)
ALL = Room(100, {})


async def lease(worker: str, room: Room = ALL, now: datetime = NOW) -> list[int]:
    return [row.id for row in await outbox.lease(worker, now, now + timedelta(minutes=10), room)]


def marks(ids: Sequence[int]) -> dict[int, str]:
    return {row_id: f"m{row_id}@tienda.test" for row_id in ids}


async def sending(worker: str = "a") -> Delivery:
    """A mail that a worker is sending."""
    (row,) = await queued_customers(1)
    await lease(worker)
    assert await outbox.mark_sending(worker, marks([row.id]), NOW) == {row.id: ""}
    await row.refresh_from_db()
    return row


def new(contact: int, key: str = "challenge:1") -> New:
    return New(key, "challenge", contact, "eva@example.org", "es", "updates", NOW)


async def test_a_key_is_queued_once_however_often(database: str) -> None:
    contact = await customer("eva@example.org")
    assert await outbox.enqueue([new(contact), new(contact)]) == 1
    added = await asyncio.gather(*(outbox.enqueue([new(contact, "challenge:2")]) for _ in range(3)))
    assert sum(added) >= 1
    assert await outbox.enqueue([new(contact), new(contact, "challenge:2")]) == 0
    assert await Delivery.all().count() == 2


async def test_no_row_is_leased_twice(database: str) -> None:
    rows = await queued_customers(20)
    leased = await asyncio.gather(*(lease(worker, Room(7, {})) for worker in "abc"))
    ids = [row_id for part in leased for row_id in part]
    assert len(ids) == len(set(ids))
    while more := await lease("d", Room(7, {})):
        ids += more
    assert sorted(ids) == [row.id for row in rows]
    assert await lease("e") == []


async def test_limits_by_domain_are_kept_and_others_go_first(database: str) -> None:
    run = await approved_run()
    for number in range(4):
        for domain in ("a.test", "b.test", "c.test"):
            address = f"x{number}@{domain}"
            await queue(run, await customer(address), address)
    room = Room(100, {"a.test": 1, "b.test": 0}, others=3)
    taken = await outbox.lease("w", NOW, SOON, room)
    domains = sorted(row.domain for row in taken)
    assert domains == ["a.test", "c.test", "c.test", "c.test"]


async def test_whoever_waits_for_a_mail_comes_first(database: str) -> None:
    await queued_customers(3)
    contact = await customer("eva@example.org")
    await outbox.enqueue([new(contact)])
    assert await lease("a", Room(1, {})) == [(await Delivery.get(kind="challenge")).id]
    assert await lease("a", Room(5, {}, quiet=True)) == []


async def test_a_lease_that_ran_out_is_anybodys(database: str) -> None:
    (row,) = await queued_customers(1)
    await lease("a")
    assert await outbox.recover(NOW, lambda worker: False) == Recovered(0, 0)
    assert await outbox.recover(moment(minutes=11), lambda worker: False) == Recovered(1, 0)
    assert await lease("b", now=moment(minutes=11)) == [row.id]
    assert await outbox.mark_sending("a", marks([row.id]), NOW) == {row.id: "lost"}
    assert await outbox.mark_sending("b", marks([row.id]), NOW) == {row.id: ""}


async def test_what_a_dead_worker_leased_is_queued_again_at_once(database: str) -> None:
    await queued_customers(2)
    await lease("a", Room(1, {}))
    await lease("b", Room(1, {}))
    assert await outbox.recover(NOW, lambda worker: worker == "a") == Recovered(1, 0)
    assert await Delivery.filter(state="leased").count() == 1


async def test_what_a_dead_worker_was_sending_is_uncertain_for_good(database: str) -> None:
    row = await sending("a")
    assert await outbox.recover(NOW, lambda worker: worker == "a") == Recovered(0, 1)
    assert await lease("b", now=moment(days=9)) == []
    assert [left.id for left in await settling.uncertain()] == [row.id]


async def test_a_worker_of_another_machine_is_given_time(database: str) -> None:
    await sending("a")
    assert await outbox.recover(moment(minutes=29), lambda _: False) == Recovered(0, 0)
    assert await outbox.recover(moment(minutes=31), lambda _: False) == Recovered(0, 1)


async def test_a_worker_thought_dead_may_still_say_what_it_knows(database: str) -> None:
    row = await sending("a")
    await outbox.recover(moment(minutes=31), lambda _: False)
    await settling.settle("b", [Settlement(row.id, "deferred")], JOB)
    await row.refresh_from_db()
    assert row.state == "uncertain"
    await settling.settle("a", [Settlement(row.id, "sent", 250, "ok")], JOB)
    await row.refresh_from_db()
    assert row.state == "sent"


async def test_settling_twice_is_settling_once(database: str) -> None:
    row = await sending()
    for _ in range(2):
        await settling.settle("a", [Settlement(row.id, "sent", 250, "ok")], JOB)
    assert await Event.filter(kind=settling.SENT).count() == 1


async def test_what_never_left_is_queued_as_if_nothing_had_been(database: str) -> None:
    row = await sending()
    await settling.settle("a", [Settlement(row.id, "queued", next_at=NOW)], JOB)
    await row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    assert await lease("b") == [row.id]


async def test_a_mark_waits_for_a_refusal_that_is_being_written(database: str) -> None:
    (row,) = await queued_customers(1)
    await lease("a")
    begun = asyncio.Event()

    @transaction
    async def refuse_slowly() -> None:
        await consent.refuse(row.contact_id, ConsentAct.WITHDRAWN, JOB)
        begun.set()
        await asyncio.sleep(0.2)

    refusing = asyncio.create_task(refuse_slowly())
    await begun.wait()
    assert await outbox.mark_sending("a", marks([row.id]), NOW) == {row.id: "withdrawn"}
    await refusing


async def test_marks_and_refusals_at_once_leave_no_third_way(database: str) -> None:
    rows = await queued_customers(12)
    ids = await lease("a")
    refusals = [consent.refuse(row.contact_id, ConsentAct.COMPLAINED, JOB) for row in rows]
    marked = [settling.turn("a", [], marks(ids[n : n + 3]), JOB) for n in range(0, 12, 3)]
    done = await asyncio.gather(*marked, *refusals)
    answers = {
        row_id: why for part in done if isinstance(part, dict) for row_id, why in part.items()
    }
    assert set(answers.values()) <= {"", "complained"}
    for row in await Delivery.all():
        assert row.state == ("cancelled" if answers[row.id] else "sending")


async def test_a_run_that_is_paused_takes_its_leased_mails_back(database: str) -> None:
    (row,) = await queued_customers(1)
    await lease("a")
    await Run.all().update(state="paused")
    assert await outbox.mark_sending("a", marks([row.id]), NOW) == {row.id: "stopped"}
    await row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)


async def test_a_domain_that_is_put_off_waits_and_no_other(database: str) -> None:
    await queued_customers(2)
    assert await outbox.put_off("other.test", SOON) == 0
    assert await outbox.put_off("example.org", SOON) == 2
    assert await lease("a") == []
    seen = await waiting(NOW)
    assert (seen.reasons, seen.next_due) == ({"later": 2}, SOON)


async def test_the_next_mail_may_go_when_the_quiet_hours_end(database: str) -> None:
    await queued_customers(2)
    seen = await waiting(NOW, quiet_until=SOON)
    assert (seen.reasons, seen.next_due) == ({"quiet_hours": 2}, SOON)


@pytest.mark.parametrize("state", ["sent", "refused", "cancelled", "leased", "sending"])
async def test_only_an_uncertain_mail_is_decided_by_a_person(database: str, state: str) -> None:
    (row,) = await queued_customers(1)
    await Delivery.all().update(state=state)
    assert isinstance(await settling.send_again(row.id, JOB), settling.NotLeft)
    assert isinstance(await settling.leave(row.id, JOB), settling.NotLeft)
    await row.refresh_from_db()
    assert row.state == state


async def test_a_mail_refused_through_our_own_fault_may_be_sent_again(database: str) -> None:
    (row,) = await queued_customers(1)
    await Delivery.all().update(state="refused", reason="policy")
    assert isinstance(await settling.send_again(row.id, JOB), settling.Left)
    assert await lease("a") == [row.id]
