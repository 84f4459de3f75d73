"""A worker's name tells whether it still lives, also where every program is number 1."""

import asyncio
import os
import sys

from storage.processes import is_dead, named, new_worker, process_of


def test_no_two_workers_have_one_name_and_all_fit_their_column() -> None:
    workers = {new_worker() for _ in range(1000)}
    assert len(workers) == 1000
    assert max(map(len, workers)) <= 60
    assert not any(map(is_dead, workers))
    assert {process_of(worker) for worker in workers} == {named(os.getpid())}


def test_one_that_had_our_number_before_us_is_dead() -> None:
    assert is_dead(f"{named(os.getpid())}:0000:1")
    assert is_dead(named(os.getpid()))


async def test_one_of_a_process_that_ended_is_dead_and_of_one_that_lives_is_not() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    worker = f"{named(child.pid)}:mark:1"
    assert not is_dead(worker)
    await child.communicate(b"\n")
    assert is_dead(worker)


def test_of_other_machines_and_of_nonsense_nothing_is_known() -> None:
    for name in ("another-host:1:mark:1", "", ":", "another-host", named(0).partition(":")[0]):
        assert not is_dead(name)
