"""Colleagues and their invitations, on both databases."""

import asyncio
from datetime import timedelta

from storage import staff
from storage.events import By
from storage.rules.roles import Deed, Denied, Granted, Role, may
from storage.staff import Colleague, Newcomer, NotInvited
from storage.tables.events import Event
from storage.tables.staff import Invitation

LUCIA = Newcomer(7, "Lucía", "es")
EVE = Newcomer(666, "Eve", "en")


async def test_an_invitation_works_once(database: str, by: By) -> None:
    token = (await staff.invite(Role.EDITOR, by, by.at + timedelta(days=1))).token
    lucia = await staff.accept(token, LUCIA, by)
    assert isinstance(lucia, Colleague)
    assert (lucia.role, lucia.language) == (Role.EDITOR, "es")
    refused = await staff.accept(token, EVE, by)
    assert isinstance(refused, NotInvited)
    assert refused.reason == "used"
    assert await staff.by_telegram(666) is None


async def test_of_many_who_come_at_once_one_gets_in(database: str, by: By) -> None:
    token = (await staff.invite(Role.EDITOR, by, by.at + timedelta(days=1))).token
    people = [Newcomer(number, "X", "es") for number in range(1, 7)]
    answers = await asyncio.gather(*(staff.accept(token, one, by) for one in people))
    assert sum(isinstance(answer, Colleague) for answer in answers) == 1
    assert len(await staff.active()) == 1


async def test_an_invitation_expires(database: str, by: By) -> None:
    token = (await staff.invite(Role.EDITOR, by, by.at + timedelta(days=1))).token
    late = By("x", by.at + timedelta(days=1))
    refused = await staff.accept(token, LUCIA, late)
    assert isinstance(refused, NotInvited)
    assert (refused.reason, refused.created_by) == ("expired", "staff:1")


async def test_a_copy_of_the_database_lets_nobody_in(database: str, by: By) -> None:
    token = (await staff.invite(Role.EDITOR, by, by.at + timedelta(days=1))).token
    assert token not in str(await Invitation.all().values())


async def test_who_left_is_out_and_may_come_back(database: str, by: By) -> None:
    lucia = await staff.welcome(LUCIA, Role.EDITOR, by)
    assert await staff.dismiss(lucia.id, by) is not None
    assert await staff.dismiss(lucia.id, by) is None
    assert await staff.by_telegram(7) is None
    again = await staff.welcome(LUCIA, Role.VIEWER, by)
    assert (again.id, again.role) == (lucia.id, Role.VIEWER)


async def test_a_change_is_one_event_and_none_where_nothing_differs(database: str, by: By) -> None:
    lucia = await staff.welcome(LUCIA, Role.EDITOR, by)
    events = await Event.all().count()
    assert await staff.change(lucia.id, by, language="ru") is not None
    assert await staff.change(lucia.id, by, language="ru") is None
    assert await Event.all().count() == events + 1
    assert await staff.names(["staff:1", "cli", "staff:99"]) == {"staff:1": "Lucía"}


def test_the_table_of_roles_is_total() -> None:
    for role in Role:
        for deed in Deed:
            assert isinstance(may(role, deed), Granted | Denied)
    assert may(Role.VIEWER, Deed.WRITE) == Denied("needs_editor")
    assert may(Role.EDITOR, Deed.RULE) == Denied("needs_admin")
