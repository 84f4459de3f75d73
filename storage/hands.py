"""Processes of our own for pure work that would hold up the one that writes.

They hold no connection, and what they are asked and answer is pickled. They end by themselves when
we do, however we end.
"""

import contextlib
import gc
import multiprocessing
import signal
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

_SPAWN = multiprocessing.get_context("spawn")


class Child:
    """A process in which `serve`, a module-level function, has the other end of `pipe`."""

    def __init__(self, serve: Callable[..., None], *args: object) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve, args=(theirs, *args), daemon=True)
        # Ctrl-C reaches the child too, but is meant for whoever started it: dying of it would seem
        # a mishap. It inherits what is held back here, so not even its start can be interrupted.
        held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        # Only the child holds its end now: it reads the end of the pipe when we are gone.
        theirs.close()

    @property
    def lives(self) -> bool:
        """Tell whether the process has not ended."""
        return self._process.is_alive()

    def close(self) -> None:
        """End the process, at once and whatever it is doing."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


@contextmanager
def hands(
    answer: Callable[[Asked], Answer], count: int
) -> Generator[Callable[[Asked], Future[Answer]]]:
    """Start `count` processes; give what has a question answered by the first that is free.

    Without any, and where one dies over a question, it is answered here, in a thread. `answer`
    must pickle. Leaving ends the processes, and what nobody waited for stays unanswered.
    """
    with ThreadPoolExecutor(max(count, 1)) as pool, ExitStack() as stack:
        free: SimpleQueue[Callable[[Asked], Answer]] = SimpleQueue()
        for _ in range(count):
            free.put(stack.enter_context(contextlib.closing(_Hand(answer))))
        if not count:
            free.put(answer)
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield lambda asked: pool.submit(_by_any, free, asked)


def _by_any(free: SimpleQueue[Callable[[Asked], Answer]], asked: Asked) -> Answer:
    hand = free.get()
    try:
        return hand(asked)
    finally:
        free.put(hand)


class _Hand(Generic[Asked, Answer]):
    """A process that answers one question at a time."""

    def __init__(self, answer: Callable[[Asked], Answer]) -> None:
        self._answer = answer
        self._closed = False
        self._child = Child(_serve, answer)

    def __call__(self, asked: Asked) -> Answer:
        try:
            self._child.pipe.send(asked)
            answered: Answer = self._child.pipe.recv()
        except (EOFError, OSError):
            if self._closed:
                raise
            return self._answer(asked)
        return answered

    def close(self) -> None:
        self._closed = True
        self._child.close()


def _serve(pipe: Connection, answer: Callable[[Any], object]) -> None:
    # What is loaded by now stays: looking through it for garbage, again and again, finds none.
    gc.freeze()
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send(answer(pipe.recv()))
