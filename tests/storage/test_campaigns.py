"""Runs: planned once, walked by everyone once, watched, and followed up."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import campaigns, consent, following_up, outcomes
from storage.audience import Asked, dates_of
from storage.bounces import Bounce, take
from storage.campaigns import Moved, NotMoved, Planned
from storage.events import By
from storage.query import QueryError
from storage.rules.freshness import Freshness, freshness
from storage.rules.subscriptions import ConsentAct
from storage.rules.waves import PILOT, WATCH
from storage.run_status import status
from storage.showing import show
from storage.tables.campaigns import Delivery, Recipient, Run
from storage.tables.people import Contact
from storage.tables.work import Notice, Task
from storage.waiting import waiting
from tests.databases import NOW
from tests.storage.people import person

ASKED = Asked("es", "ES", "Europe/Madrid")
DAY = timedelta(days=1)


async def planned(by: By, **how: Any) -> Planned:
    return await campaigns.plan("reconfirm", by, ASKED, **how)


async def sent(run_id: int, at: Any) -> None:
    """Say that every mail of a run that may go out has gone out."""
    run = await Run.get(id=run_id)
    rows = Delivery.filter(run_id=run_id, wave__lte=run.wave, state="queued")
    for row in await rows:
        await Recipient.filter(id=row.recipient_id, asked_at=None).update(asked_at=at)
        await Contact.filter(id=row.contact_id).update(asked_at=at)
    await rows.update(state="sent", settled_at=at)


async def test_everyone_is_asked_or_skipped_with_a_reason(database: str, by: By) -> None:
    await person(by, "Ana")
    await person(by, "Luis", email="ana@example.org")
    await person(by, "Eva", agrees=False)
    await person(by, "Sin", email="")
    out = await person(by, "Out")
    await consent.refuse(out, ConsentAct.WITHDRAWN, by)
    fresh = await person(by, "Bea")
    await Contact.filter(id=fresh).update(confirmed_at=by.at - 10 * DAY)
    plan = await planned(by)
    assert plan.audience == 6
    assert plan.skipped == {
        "no_address": 1,
        "no_basis": 1,
        "not_due": 1,
        "shared_address": 1,
        "withdrawn": 1,
    }
    assert [row.address for row in await Delivery.all()] == ["ana@example.org"]


async def test_planning_twice_in_a_half_year_is_the_same_run(database: str, by: By) -> None:
    await person(by)
    first = await planned(by)
    again = await planned(By("cli", by.at + 40 * DAY))
    assert again == first
    assert await Delivery.all().count() == 1
    wanted = await planned(by, again=True)
    assert wanted.run_id != first.run_id
    next_half = await planned(By("cli", by.at + 190 * DAY))
    assert next_half.run_id not in {first.run_id, wanted.run_id}


async def test_a_plan_for_some_asks_only_them(database: str, by: By) -> None:
    await person(by, "Ana", city="Valencia")
    await person(by, "Luis", city="Alicante")
    some = await planned(by, query="ciudad:Valencia")
    assert some.audience == 1
    assert await planned(by, query=" ciudad:Valencia ") == some
    with pytest.raises(QueryError):
        await planned(by, query="ciudad:(")


async def test_two_runs_of_a_half_year_never_ask_the_same_person(database: str, by: By) -> None:
    await person(by, "Ana", city="Valencia")
    await person(by, "Luis", city="Elche")
    some = await planned(by, query="ciudad:Valencia")
    everyone = await planned(by)
    assert (some.to_send, everyone.to_send, everyone.skipped) == (1, 1, {"not_due": 1})
    await campaigns.approve(everyone.run_id, by)
    await sent(everyone.run_id, by.at)
    late = await planned(By("cli", by.at + 5 * DAY), query="ciudad:Elche")
    assert late.skipped == {"not_due": 1}
    assert (await planned(By("cli", by.at + 5 * DAY), again=True)).to_send == 2


async def test_nothing_moves_out_of_turn(database: str, by: By) -> None:
    await person(by)
    run = (await planned(by)).run_id
    assert await campaigns.pause(run, "by_hand", by) == NotMoved("not_running")
    assert await campaigns.resume(run, by) == NotMoved("not_paused")
    assert isinstance(await campaigns.approve(run, by), Moved)
    assert await campaigns.approve(run, by) == NotMoved("not_planned")
    assert isinstance(await campaigns.pause(run, "by_hand", by), Moved)
    assert isinstance(await campaigns.cancel(run, by), Moved)
    assert await campaigns.cancel(run, by) == NotMoved("not_running")
    assert await campaigns.approve(999, by) == NotMoved("unknown_run")
    assert (await Delivery.all().first()).state == "cancelled"  # type: ignore[union-attr]


async def test_waves_wait_until_the_one_before_was_watched(database: str, by: By) -> None:
    for number in range(PILOT + 5):
        await person(by, f"P{number}")
    run = (await planned(by)).run_id
    await campaigns.approve(run, by)
    assert await Delivery.filter(wave=1).count() == PILOT
    later = By("job:send", by.at + WATCH)
    assert await campaigns.advance(later) == [], "the pilot is still to be sent"
    await sent(run, by.at)
    assert await campaigns.advance(By("job:send", by.at + WATCH / 2)) == []
    assert [moved.state for moved in await campaigns.advance(later)] == ["sending"]
    assert (await Run.get(id=run)).wave == 2
    assert await campaigns.advance(later) == [], "a second tick changes nothing"


async def test_a_run_with_too_many_dead_addresses_pauses_and_says_so(database: str, by: By) -> None:
    for number in range(PILOT):
        await person(by, f"P{number}")
    run = (await planned(by)).run_id
    await campaigns.approve(run, by)
    await sent(run, by.at)
    for row in await Delivery.all().limit(3):
        await take(Bounce(row.contact_id, row.address, row.id, "failed", "user_unknown", True), by)
    (moved,) = await campaigns.advance(by)
    assert moved.state == "paused"
    assert (await Notice.get(code="run_paused")).params["reason"] == "hard_bounces"
    await campaigns.resume(run, by)
    assert [m.state for m in await campaigns.advance(by)] == ["paused"], "the limit still holds"
    await campaigns.resume(run, by, hard_limit=0.2)
    assert await campaigns.advance(by) == []


async def test_a_cluster_of_our_own_faults_pauses_and_marks_nobody(database: str, by: By) -> None:
    for number in range(6):
        await person(by, f"P{number}")
    run = (await planned(by)).run_id
    await campaigns.approve(run, by)
    await sent(run, by.at)
    for row in await Delivery.all():
        await take(Bounce(row.contact_id, row.address, row.id, "failed", "policy", True), by)
    assert [moved.state for moved in await campaigns.advance(by)] == ["paused"]
    shown = await show(1, by.at)
    assert shown is not None
    assert shown["emails"][0]["standing"] == "unverified"
    assert await Task.all().count() == 0


async def test_the_silent_are_reminded_twice_then_stale_and_in_two_runs_dormant(
    database: str, by: By
) -> None:
    ana = await person(by, "Ana", mobile="612345678")
    await person(by, "Luis")
    start = by.at
    for half_year in (0, 1):
        at = start + half_year * 184 * DAY
        now = By("job:x", at)
        run = (await planned(now)).run_id
        await campaigns.approve(run, now)
        await sent(run, at)
        luis = await Recipient.get(run_id=run, contact__first_name="Luis")
        await outcomes.note(luis.id, "confirmed", at)
        await Contact.filter(id=luis.contact_id).update(confirmed_at=at + timedelta(minutes=1))
        for days, queued in ((6, 0), (7, 1), (8, 0), (21, 1), (22, 0)):
            assert await following_up.remind(By("job:remind", at + days * DAY)) == queued
            await Delivery.filter(state="queued").update(state="sent", settled_at=at)
        assert (await following_up.sweep(By("job:sweep", at + 29 * DAY))).stale == 0
        swept = await following_up.sweep(By("job:sweep", at + 30 * DAY))
        assert (swept.stale, swept.dormant, swept.closed_runs) == (1, half_year, 1)
        again = await following_up.sweep(By("job:sweep", at + 31 * DAY))
        assert (again.stale, again.closed_runs) == (0, 0), "a second sweep changes nothing"
        counts = await status(run, at)
        assert counts is not None
        assert (counts["silent"], counts["stale"], counts["confirmed"]) == (1, 1, 1)
    contact = await Contact.get(id=ana)
    dates = dates_of(contact)
    assert freshness(dates, start + 230 * DAY) is Freshness.DORMANT
    assert [task.reason for task in await Task.filter(contact_id=ana)] == ["dormant"]
    third = await planned(By("cli", NOW + 370 * DAY))
    assert third.skipped["not_due"] >= 1, "the dormant get no more campaigns"


async def test_whoever_opted_out_meanwhile_is_not_reminded(database: str, by: By) -> None:
    ana = await person(by)
    run = (await planned(by)).run_id
    await campaigns.approve(run, by)
    await sent(run, by.at)
    await consent.refuse(ana, ConsentAct.WITHDRAWN, by)
    await following_up.remind(By("job:remind", by.at + 8 * DAY))
    assert await Delivery.filter(kind__startswith="reminder").count() == 0


async def test_the_next_due_is_the_soonest_of_all_who_are_silent(database: str, by: By) -> None:
    await person(by, "Ana")
    await person(by, "Luis")
    run = (await planned(by)).run_id
    await campaigns.approve(run, by)
    await sent(run, by.at)
    await Recipient.filter(contact__first_name="Luis").update(asked_at=by.at + DAY)
    seen = []
    for _ in range(6):
        counts = await status(run, by.at)
        assert counts is not None
        now = datetime.fromisoformat(counts["next_due"])
        seen.append((now - by.at).days)
        await following_up.remind(By("job:remind", now))
        await Delivery.filter(state="queued").update(state="sent", settled_at=now)
        await following_up.sweep(By("job:sweep", now))
    assert seen == [7, 8, 21, 22, 30, 31]
    assert (await Run.get(id=run)).state == "closed"


async def test_the_next_due_of_a_run_is_nobody_elses_wave(database: str, by: By) -> None:
    await person(by, "Ana", city="Valencia")
    for number in range(PILOT + 1):
        await person(by, f"P{number}", city="Elche")
    small = (await planned(by, query="ciudad:Valencia")).run_id
    large = (await planned(by, query="ciudad:Elche")).run_id
    for run in (small, large):
        await campaigns.approve(run, by)
        await sent(run, by.at)
    due = {}
    for run in (small, large):
        counts = await status(run, by.at)
        assert counts is not None
        due[run] = datetime.fromisoformat(counts["next_due"])
    assert due == {small: by.at + 7 * DAY, large: by.at + WATCH}
    assert (await waiting(by.at)).next_due == by.at + WATCH


async def test_reminders_missed_while_nothing_ran_are_one(database: str, by: By) -> None:
    await person(by)
    run = (await planned(by)).run_id
    await campaigns.approve(run, by)
    await sent(run, by.at)
    for days in (22, 23):
        await following_up.remind(By("job:remind", by.at + days * DAY))
    kinds = [row.kind for row in await Delivery.filter(kind__startswith="reminder")]
    assert kinds == ["reminder_2"]
