"""The call queue and its outcomes, on both databases."""

import asyncio

import pytest

from storage import calls, consent, contacts, tasks
from storage.calls import Moot, Settled
from storage.contacts import Corrected, Refusal
from storage.events import By
from storage.rules.subscriptions import ConsentAct
from storage.tables.people import EmailAddress
from storage.tables.service import Interaction
from storage.tables.work import Task

OTHER = "staff:2"


async def to_call(by: By, name: str = "Ana", **values: str) -> tuple[int, int]:
    fields = {"first_name": name, "email": f"{name.lower()}@example.org", "mobile": "612345678"}
    made = await contacts.create({**fields, **values}, by, country="ES")
    assert isinstance(made, Corrected)
    task, _ = await tasks.open_task("call", made.contact_id, "bounced_hard", by)
    return made.contact_id, task


@pytest.mark.parametrize("channel", ["email", "phone"])
@pytest.mark.parametrize("act", [ConsentAct.WITHDRAWN, ConsentAct.COMPLAINED])
async def test_nobody_who_refused_on_any_channel_is_ever_listed_or_taken(
    database: str, by: By, channel: str, act: ConsentAct
) -> None:
    contact, task = await to_call(by)
    assert (await calls.queue("staff:1", by.at)).next_task == task
    await consent.refuse(contact, act, by, channel=channel)
    assert await calls.queue("staff:1", by.at) == calls.Queue(0, None)
    assert await calls.take(task, by) == Moot("may_not_call")


async def test_an_opt_out_of_one_purpose_is_enough(database: str, by: By) -> None:
    contact, _ = await to_call(by)
    await consent.refuse(contact, ConsentAct.WITHDRAWN, by, purposes=["marketing"])
    assert (await calls.queue("staff:1", by.at)).waiting == 0


async def test_of_many_who_take_a_call_at_once_one_gets_it(database: str, by: By) -> None:
    _, task = await to_call(by)
    takers = [By(f"staff:{number}", by.at) for number in range(1, 6)]
    results = await asyncio.gather(*(calls.take(task, taker) for taker in takers))
    assert sum(isinstance(result, Task) for result in results) == 1


async def test_a_claim_runs_out(database: str, by: By) -> None:
    _, task = await to_call(by)
    await calls.take(task, by)
    assert (await calls.queue(OTHER, by.at)).next_task is None
    assert (await calls.queue(OTHER, by.at + calls.CLAIM * 2)).next_task == task


async def test_the_queue_goes_on_after_a_task_and_round(database: str, by: By) -> None:
    first = (await to_call(by, "Ana"))[1]
    second = (await to_call(by, "Eva"))[1]
    assert (await calls.queue("staff:1", by.at, after=first)).next_task == second
    assert (await calls.queue("staff:1", by.at, after=second)).next_task == first


async def test_an_outcome_settles_the_task_and_its_contact_together(database: str, by: By) -> None:
    contact, task = await to_call(by)
    done = await calls.new_address(task, "new@example.org", by, country="ES")
    assert isinstance(done, Settled)
    assert len(done.events) == 3
    (talk,) = await Interaction.filter(contact_id=contact)
    assert (talk.kind, talk.result, talk.actor) == ("call", "new_address", by.actor)
    assert (await EmailAddress.get(contact_id=contact, primary=True)).normal == "new@example.org"
    assert await calls.all_is_right(task, by) == Moot("closed")


async def test_a_bad_address_changes_nothing(database: str, by: By) -> None:
    _, task = await to_call(by)
    assert isinstance(await calls.new_address(task, "no", by, country="ES"), Refusal)
    assert (await Task.get(id=task)).state == "open"


async def test_being_taken_off_by_phone_binds_mail_and_phone(database: str, by: By) -> None:
    contact, task = await to_call(by)
    assert isinstance(await calls.take_off(task, by), Settled)
    standing = (await consent.standings([contact]))[contact]
    assert set(standing) == {
        f"{purpose}/{channel}" for purpose in ("updates", "marketing") for channel in calls.CHANNELS
    }
    assert set(standing.values()) == {"withdrawn"}
