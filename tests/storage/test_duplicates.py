"""The whole list is searched, what was found is kept, and what was told apart stays apart."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from storage import duplicates, likely, merging
from storage.erasure import erase
from storage.events import By
from storage.likeness.finding import Found
from storage.likeness.person import Described
from storage.likeness.scoring import Scored
from storage.tables.knowing import DuplicatePair
from storage.tables.people import Contact
from storage.undo import Undone, undo
from tests.storage.people import person


async def two_records_of_one(by: By) -> tuple[int, int]:
    one = await person(
        by,
        "José Luis",
        last_name="García Pérez",
        phone="612 345 678",
        email="jose.luis@example.org",
    )
    other = await person(
        by, "Pepe", last_name="Garcia", phone="+34612345678", email="jlgarcia@example.org"
    )
    return one, other


async def test_one_person_written_twice_is_found_and_explained(database: str, by: By) -> None:
    one, other = await two_records_of_one(by)
    await person(by, "Zoraida", last_name="Quiñones Ibarra", phone="699 111 222")
    searched = await duplicates.search(by, language="es")
    (alike,) = await duplicates.alike()
    assert searched.contacts == 3
    assert alike.contacts == (one, other)
    codes = {code for code, _ in alike.why}
    assert {"given_short", "surname_one_missing", "phone_same_mobile"} <= codes


async def test_a_couple_with_one_phone_and_one_address_is_not_offered(
    database: str, by: By
) -> None:
    for name, surnames in (("Andrés", "Ruiz Soler"), ("Carmen", "Vidal Roig")):
        await person(
            by,
            name,
            last_name=surnames,
            email="casa@example.org",
            phone="961 234 567",
            street="Calle Mayor 3, 2º",
            city="Valencia",
        )
    await duplicates.search(by, language="es")
    assert await duplicates.alike() == []


async def test_told_apart_is_never_offered_again_until_undone(database: str, by: By) -> None:
    pair = await two_records_of_one(by)
    await duplicates.search(by, language="es")
    event = await duplicates.tell_apart(pair, by)
    assert event is not None
    await duplicates.search(by, language="es")
    assert await duplicates.alike() == []
    assert isinstance(await undo(event, by), Undone)
    assert [one.contacts for one in await duplicates.alike()] == [pair]


async def test_contacts_never_compared_can_be_told_apart(database: str, by: By) -> None:
    one = await person(by, "Ivan")
    other = await person(by, "Olga")
    event = await duplicates.tell_apart([other, one], by)
    row = await DuplicatePair.get(a_id=one, b_id=other)
    assert event is not None
    assert (row.state, row.decided_by) == ("apart", by.actor)
    assert await duplicates.tell_apart([one, 999_999], by) is None


async def test_a_pair_that_no_longer_looks_alike_is_taken_back(database: str, by: By) -> None:
    one, _ = await two_records_of_one(by)
    await duplicates.search(by, language="es")
    await Contact.filter(id=one).update(erased_at=by.at)
    await duplicates.search(by, language="es")
    assert await duplicates.alike() == []
    assert (await DuplicatePair.get()).state == "gone"


@pytest.mark.parametrize("gone", ["erased", "merged", "no more"])
async def test_who_went_while_the_search_ran_is_not_listed(
    database: str, by: By, gone: str
) -> None:
    one, other = await two_records_of_one(by)
    third = await person(by, "Pepa", last_name="Garcia", phone="+34612345678", agrees=False)
    judged = [Found(*pair, Scored(0.9, "same", ())) for pair in ((one, other), (one, third))]
    if gone == "erased":
        await erase(third, by)
    elif gone == "merged":
        await merging.merge([one, third], by)
    else:
        third = 999_999
        judged[1] = judged[1]._replace(b=third)
    assert await duplicates.keep(judged, by) == 1
    assert [like.contacts for like in await duplicates.alike()] == [(one, other)]
    assert await duplicates.count_about([third]) == 0


async def test_a_pair_kept_in_the_moment_of_an_erasure_is_not_listed(database: str, by: By) -> None:
    one, other = await two_records_of_one(by)
    await duplicates.search(by, language="es")
    await Contact.filter(id=other).update(erased_at=by.at)
    assert await duplicates.alike() == []
    assert await duplicates.count_about([one]) == 0


class Slow(ThreadPoolExecutor):
    """A thread that holds what it is given until it may begin, and counts what has not ended."""

    def __init__(self) -> None:
        super().__init__(1)
        self.may = threading.Event()
        self.holds = asyncio.Event()
        self.at_work = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.at_work += 1
        if not self.may.is_set():
            self.holds.set()

        def slowly() -> Any:
            self.may.wait()
            try:
                return fn(*args, **kwargs)
            finally:
                self.at_work -= 1

        return super().submit(slowly)


@pytest.mark.parametrize("during", ["reading", "learning"])
async def test_a_search_that_is_cancelled_waits_for_its_thread_and_leaves_nothing(
    database: str, by: By, tmp_path: Path, during: str
) -> None:
    await two_records_of_one(by)
    slow, room = Slow(), tmp_path / "scratch"
    room.mkdir()
    asyncio.get_running_loop().set_default_executor(slow)
    if during == "learning":
        slow.may.set()

    def all_read(done: int, total: int) -> None:
        slow.may.clear()

    work = duplicates.search(by, language="es", progress=all_read, folder=room)
    search = asyncio.create_task(work)
    await slow.holds.wait()
    for _ in range(2):
        search.cancel()
        await asyncio.wait({search}, timeout=0)
    assert not search.done()
    slow.may.set()
    with pytest.raises(asyncio.CancelledError):
        await search
    assert slow.at_work == 0
    assert [*room.iterdir()] == []


async def test_searching_again_changes_nothing(database: str, by: By) -> None:
    await two_records_of_one(by)
    await duplicates.search(by, language="es")
    before = await DuplicatePair.all().values()
    await duplicates.search(by, language="es")
    assert await DuplicatePair.all().values() == before


async def test_who_is_entered_again_is_recognised_at_once(database: str, by: By) -> None:
    one, other = await two_records_of_one(by)
    typed = Described(0, "José Luis", "García", phones=("+34612345678",))
    found = await likely.likely(typed, language="es")
    assert {like.contact_id for like in found} == {one, other}
    stranger = Described(0, "Rosa", "Benítez", phones=("+34699000111",))
    assert await likely.likely(stranger, language="es") == []


async def test_a_batch_of_new_contacts_is_held_against_the_list(database: str, by: By) -> None:
    one, other = await two_records_of_one(by)
    assert await likely.keep_likely([other], by, language="es") == 1
    assert await likely.keep_likely([other], by, language="es") == 0
    (pair,) = await duplicates.undecided()
    assert {pair.a_id, pair.b_id} == {one, other}
    assert "phone_same_mobile" in {code["code"] for code in pair.why}
