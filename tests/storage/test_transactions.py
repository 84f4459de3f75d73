"""Transactions are whole or absent, whatever is cancelled and however many processes write."""

import asyncio
import sys
import textwrap
from datetime import UTC, datetime

import pytest

from storage.tables.people import Segment
from storage.tables.transactions import before_commit, reserve_ids, transaction

NOW = datetime(2026, 7, 6, tzinfo=UTC)


@transaction
async def save(name: str, *, slowly: bool = False, fails: bool = False) -> None:
    await Segment.create(name=name, name_key=name, query="", created_at=NOW)
    if slowly:
        await asyncio.sleep(0.05)
    if fails:
        raise ValueError(name)


async def test_a_verb_that_fails_changes_nothing(database: str) -> None:
    with pytest.raises(ValueError, match="a"):
        await save("a", fails=True)
    assert await Segment.all().count() == 0


async def test_a_nested_verb_joins_the_outer_one(database: str) -> None:
    @transaction
    async def outer() -> None:
        await save("a")
        raise ValueError("outer")

    with pytest.raises(ValueError, match="outer"):
        await outer()
    assert await Segment.all().count() == 0


async def test_a_cancelled_writer_ends_its_transaction_first(database: str) -> None:
    for delay in (0, 0, 0.001, 0.005, 0.02, 0.04):
        task = asyncio.create_task(save(f"cancelled after {delay}", slowly=True))
        await asyncio.sleep(delay)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await asyncio.wait_for(save("later"), 5)
    assert await Segment.exists(name="later")


async def write(rows: list[Segment]) -> None:
    await Segment.bulk_create(rows, ignore_conflicts=True)


async def test_a_cancelled_bulk_write_outside_any_verb_leaves_no_lock(database: str) -> None:
    rows = [Segment(name=f"{n}", name_key=f"{n}", query="", created_at=NOW) for n in range(50)]
    for delay in (0.0, 0.0005, 0.001, 0.002, 0.004):
        for steps in range(6):
            task = asyncio.create_task(write(rows))
            for _ in range(steps):
                await asyncio.sleep(0)
            await asyncio.sleep(delay)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.wait_for(save(f"{delay}/{steps}"), 5)


async def test_a_hook_that_fails_before_the_commit_keeps_the_change_away(database: str) -> None:
    @transaction
    async def change() -> None:
        async def no() -> None:
            raise OSError("disk full")

        before_commit(no)
        await save("a")

    with pytest.raises(OSError, match="disk full"):
        await change()
    assert await Segment.all().count() == 0


async def test_reserved_ids_are_never_given_twice(database: str) -> None:
    @transaction
    async def two() -> list[int]:
        first, second = await reserve_ids(Segment, 2), await reserve_ids(Segment, 3)
        rows = [
            Segment(id=i, name=str(i), name_key=str(i), query="", created_at=NOW)
            for i in (*first, *second)
        ]
        await Segment.bulk_create(rows)
        return [row.id for row in rows]

    await save("before")
    ids = await two() + await two()
    await save("after")
    assert len(set(ids)) == 10
    assert await Segment.all().count() == 12


async def test_several_processes_write_at_once(database: str) -> None:
    program = textwrap.dedent(
        """
        import asyncio, sys
        from storage import database
        from tests.storage.test_transactions import save
        async def main(url, who):
            async with database.opened(url):
                for number in range(25):
                    await save(f"{who}/{number}")
        asyncio.run(main(*sys.argv[1:]))
        """
    )
    writers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, database, str(who))
        for who in range(3)
    ]
    assert [await writer.wait() for writer in writers] == [0, 0, 0]
    assert await Segment.all().count() == 75
