"""A process for work on hostile input, killed and replaced when it takes too long.

Reading is bounded by limits, yet a limit that nobody thought of must not stop the mailbox: so mail
is read in a worker. It holds no connection and no secret, and answers with plain frozen values.
"""

import contextlib
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from storage.hands import Child

Given = TypeVar("Given")
Answer = TypeVar("Answer")

_START_SECONDS = 60.0
_MEMORY = 2 << 30


class TooSlowError(Exception):
    """The work did not end in time; its process was killed."""


class CrashedError(Exception):
    """The process died over the work, or the work raised: the message says what."""


class Worker(Generic[Given, Answer]):
    """One process that does one kind of work on one thing at a time.

    `work` is a module-level function; what it takes and gives must pickle. `prepare`, another, is
    called once when the process starts, in time of its own. `run` blocks, so call it from a thread
    where there is an event loop (`asyncio.to_thread`). Not for use by two threads at once. Close
    it, or use it as a context manager.

    >>> with Worker(len, seconds=5) as worker:  # doctest: +SKIP
    ...     worker.run(b"four")
    4
    """

    def __init__(
        self,
        work: Callable[[Given], Answer],
        *,
        seconds: float = 10.0,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._work = work
        self._prepare = prepare
        self._seconds = seconds
        self._child: Child | None = None

    def run(self, given: Given) -> Answer:
        """Do the work. Raises TooSlowError after `seconds`, and CrashedError when it cannot be
        done; after either, the next call finds a living process."""
        pipe = self._ready()
        try:
            pipe.send(given)
            if not pipe.poll(self._seconds):
                self.close()
                raise TooSlowError(f"not done within {self._seconds:g} s")
            done, answer = pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise CrashedError("the process ended over it") from error
        if not done:
            raise CrashedError(str(answer))
        result: Answer = answer
        return result

    def _ready(self) -> Connection:
        if self._child is None or not self._child.lives:
            self.close()
            self._child = Child(_serve, self._work, self._prepare)
            # Its start counts apart from the work, or a slow machine would seem a hostile message.
            pipe = self._child.pipe
            if not pipe.poll(_START_SECONDS) or pipe.recv() != "ready":
                self.close()
                raise CrashedError("the process did not start")
        return self._child.pipe

    def close(self) -> None:
        """End the process, at once and whatever it is doing."""
        if self._child is not None:
            self._child.close()
        self._child = None

    def __enter__(self) -> "Worker[Given, Answer]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _serve(
    pipe: Connection, work: Callable[[Given], Answer], prepare: Callable[[], None] | None
) -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with contextlib.suppress(EOFError, OSError):
        if prepare:
            prepare()
        pipe.send("ready")
        while True:
            given = pipe.recv()
            try:
                answer: tuple[bool, object] = (True, work(given))
            # Whatever the work trips over belongs to this one message: it is told, and the next
            # message finds the process waiting.
            except Exception as error:  # noqa: BLE001
                answer = (False, f"{type(error).__name__}: {error}")
            pipe.send(answer)
