"""Notices: each to each person once, whatever happens on the way."""

from datetime import timedelta

from aldia.sandbox.bot_api.errors import bad_gateway
from storage import notice_delivery, notices, staff
from storage.rules.roles import Role
from storage.tables.work import Notice
from tests.bot.office import BY, Office

PAUSED = {"run": 1, "reason": "hard_bounces"}


async def test_every_admin_is_told_once_and_nobody_else(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    olga = await closed_office.colleague(2, "Ольга", Role.ADMIN, "ru")
    lucia = await closed_office.colleague(7, "Lucía")
    await notices.post("run_paused:1", "run_paused", PAUSED, BY.at)
    await notices.post("run_paused:1", "run_paused", PAUSED, BY.at)
    for _ in range(2):
        async with closed_office.running():
            await closed_office.api.world.updates.bell.until(lambda: False, 0.2)
    assert "rebotan" in (await rosa.hears()).text
    assert "возвратов" in (await olga.hears()).text
    for person in (rosa, olga, lucia):
        await person.hears_nothing(0.01)


async def test_one_for_a_colleague_goes_to_them_alone(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    lucia = await closed_office.colleague(7, "Lucía")
    await notices.post("x", "invitation_used", {"name": "<Eve>"}, BY.at, staff_id=2)
    async with closed_office.running():
        assert "<Eve>" in (await lucia.hears()).text
    await rosa.hears_nothing(0.01)


async def test_one_for_a_colleague_who_has_left_is_done_with(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    lucia = await closed_office.colleague(7, "Lucía")
    await notices.post("x", "run_paused", PAUSED, BY.at, staff_id=2)
    await notices.post("y", "run_paused", PAUSED, BY.at, staff_id=1)
    await staff.dismiss(2, BY)
    async with closed_office.running():
        assert "rebotan" in (await rosa.hears()).text
    await lucia.hears_nothing(0.01)
    assert await Notice.filter(sent_at=None).count() == 0


async def test_a_network_that_stumbles_loses_no_notice(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    await notices.post("x", "run_paused", PAUSED, BY.at)
    closed_office.api.fail(bad_gateway(), method="sendMessage")
    async with closed_office.running():
        assert "rebotan" in (await rosa.hears()).text


async def test_one_who_blocked_the_bot_is_tried_again_later(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    await rosa.blocks_bot()
    await notices.post("x", "run_paused", PAUSED, BY.at)
    async with closed_office.running():
        await closed_office.api.world.updates.bell.until(lambda: False, 0.5)
    (waiting,) = await Notice.filter(sent_at=None)
    assert (waiting.attempts, waiting.next_at) == (1, BY.at + timedelta(minutes=1))
    assert await notice_delivery.due(BY.at) == []
    await rosa.unblocks_bot()
    closed_office.clock.move_to(BY.at + timedelta(minutes=2))
    async with closed_office.running():
        assert "rebotan" in (await rosa.hears()).text


async def test_a_code_that_has_no_words_yet_is_told_all_the_same(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    await notices.post("x", "something_new", {}, BY.at)
    async with closed_office.running():
        assert "something_new" in (await rosa.hears()).text


async def test_a_notice_that_cannot_be_worded_holds_up_no_other(closed_office: Office) -> None:
    rosa = await closed_office.colleague(1, "Rosa", Role.ADMIN)
    await notices.post("broken", "run_planned", {}, BY.at)
    await notices.post("good", "run_paused", PAUSED, BY.at)
    async with closed_office.running():
        assert "rebotan" in (await rosa.hears()).text
