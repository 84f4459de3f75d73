"""A list is judged alike by one process and by several, whatever becomes of these."""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess

import pytest

from storage.likeness.finding import Finder, Found, finding, workers_for
from storage.likeness.person import ready
from storage.likeness.pile import Pile
from tests.storage.likeness.people import described, make


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    """Return what judges a list of some dozens of people, some of them twice in it."""
    pile = Pile(tmp_path_factory.mktemp("pile"))
    for number, record in enumerate(make(0, times=2, others=40)):
        pile.add(ready(described(number, record)))
    return pile.learn()


@pytest.fixture
def others() -> set[BaseProcess]:
    """Return the processes that other tests have left."""
    return set(multiprocessing.active_children())


def found(finder: Finder, workers: int) -> list[Found]:
    """Return the pairs of all shares."""
    with finding(finder, workers) as shares:
        return [pair for share in shares for pair in share.result()]


def test_several_processes_find_what_one_finds(finder: Finder, others: set[BaseProcess]) -> None:
    alone = found(finder, 0)
    assert len(alone) > 20
    assert found(finder, 2) == alone
    assert set(multiprocessing.active_children()) <= others


@pytest.mark.parametrize("killed", [1, 2])
def test_a_process_that_dies_loses_no_pair(
    finder: Finder, others: set[BaseProcess], killed: int
) -> None:
    with finding(finder, 2) as shares:
        for child in [*(set(multiprocessing.active_children()) - others)][:killed]:
            child.kill()
        kept = [pair for share in shares for pair in share.result()]
    assert kept == found(finder, 0)


def test_ctrl_c_is_left_to_who_started_the_processes(
    finder: Finder, others: set[BaseProcess]
) -> None:
    with finding(finder, 2) as shares:
        first = next(shares).result()
        started = set(multiprocessing.active_children()) - others
        for child in started:
            os.kill(child.pid or 0, signal.SIGINT)
        rest = [pair for share in shares for pair in share.result()]
        assert all(child.is_alive() for child in started)
    assert first + rest == found(finder, 0)


def interrupted(finder: Finder) -> None:
    """Look at one share, and be told to stop."""
    with finding(finder, 2) as shares:
        next(shares).result()
        raise KeyboardInterrupt


def test_leaving_early_ends_the_processes(finder: Finder, others: set[BaseProcess]) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(finder)
    assert set(multiprocessing.active_children()) <= others


def test_a_short_list_needs_no_other_process() -> None:
    assert workers_for(0) == workers_for(5_000) == 0
    assert workers_for(1_000_000) >= 1
