"""Questions are answered by other processes, whatever becomes of these, and none outlives us."""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess

import pytest

from storage.hands import hands


def who(asked: int) -> tuple[int, int]:
    """Say which process answers."""
    return os.getpid(), asked * asked


def fatal(asked: tuple[int, int]) -> int:
    """End the process over the question, unless it is the one that asks."""
    home, number = asked
    if os.getpid() != home:
        os._exit(1)
    return number


def refuse(asked: int) -> int:
    """Fail over any question."""
    raise ValueError(f"not {asked}")


@pytest.fixture
def others() -> set[BaseProcess]:
    """Return the processes that other tests have left."""
    return set(multiprocessing.active_children())


@pytest.mark.parametrize("count", [0, 2])
def test_each_question_gets_its_answer(others: set[BaseProcess], count: int) -> None:
    with hands(who, count) as ask:
        answers = [future.result() for future in [ask(number) for number in range(20)]]
        started = {child.pid for child in set(multiprocessing.active_children()) - others}
    assert [square for _, square in answers] == [number * number for number in range(20)]
    assert {pid for pid, _ in answers} <= (started or {os.getpid()})
    assert set(multiprocessing.active_children()) <= others


def test_where_a_process_dies_over_a_question_it_is_answered_here() -> None:
    home = os.getpid()
    with hands(fatal, 2) as ask:
        assert [ask((home, number)).result() for number in range(5)] == [*range(5)]


@pytest.mark.parametrize("count", [0, 1])
def test_a_question_that_cannot_be_answered_says_so(count: int) -> None:
    with hands(refuse, count) as ask, pytest.raises(ValueError, match="not 7"):
        ask(7).result()


def test_ctrl_c_is_left_to_who_started_the_process() -> None:
    with hands(who, 1) as ask:
        pid, _ = ask(1).result()
        os.kill(pid, signal.SIGINT)
        assert ask(2).result() == (pid, 4)


def test_what_nobody_waited_for_stays_unanswered() -> None:
    with hands(who, 1) as ask:
        asked = [ask(number) for number in range(2_000)]
        asked[0].result()
    assert asked[-1].cancelled()
