"""Shared commits: the marks and settlements of all connections, a transaction for many of them.

Each mail needs two durable writes, "being sent" before its first byte and its end after the reply.
One commit each would make the disk the limit; so while one is being written, what the other
connections want gathers, and goes into the next. A connection still waits for its own.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from storage.clock import Clock
from storage.events import By
from storage.settling import Settlement, turn
from storage.tables.transactions import outside_context


@dataclass(frozen=True, slots=True)
class Mark:
    """A mail that is about to be sent."""

    delivery_id: int
    message_id: str


@dataclass(frozen=True, slots=True)
class _Entry:
    settlement: Settlement | None
    mark: Mark | None
    done: asyncio.Future[str] = field(default_factory=asyncio.Future)


class GroupCommit:
    """Takes entries from any number of tasks and writes them. Use `group_commit`."""

    def __init__(self, worker: str, clock: Clock) -> None:
        self._worker = worker
        self._clock = clock
        self._waiting: asyncio.Queue[_Entry | None] = asyncio.Queue()

    async def write(self, settlement: Settlement | None, mark: Mark | None) -> str:
        """Write the end of one mail and the start of another; return when both are on disk.

        The answer is "" where the marked mail may be sent now, else why not (see mark_sending).
        """
        if settlement is None and mark is None:
            return ""
        entry = _Entry(settlement, mark)
        self._waiting.put_nowait(entry)
        return await entry.done

    async def run(self) -> None:
        """Write until `end`."""
        while (first := await self._waiting.get()) is not None:
            entries = [first]
            while not self._waiting.empty():
                following = self._waiting.get_nowait()
                if following is None:
                    self._waiting.put_nowait(None)
                    break
                entries.append(following)
            await self._commit(entries)

    def end(self) -> None:
        """Write what waits, and no more."""
        self._waiting.put_nowait(None)

    async def _commit(self, entries: list[_Entry]) -> None:
        settlements = [entry.settlement for entry in entries if entry.settlement]
        marks = {entry.mark.delivery_id: entry.mark.message_id for entry in entries if entry.mark}
        by = By("job:send", self._clock.now())
        try:
            answers = await turn(self._worker, settlements, marks, by)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            for entry in entries:
                if not entry.done.done():
                    entry.done.set_exception(error)
            return
        for entry in entries:
            if not entry.done.done():
                entry.done.set_result(answers.get(entry.mark.delivery_id, "") if entry.mark else "")


@asynccontextmanager
async def group_commit(worker: str, clock: Clock) -> AsyncIterator[GroupCommit]:
    """Run shared commits for one worker until the context ends, and write what is left."""
    commits = GroupCommit(worker, clock)
    writer = asyncio.create_task(commits.run(), context=outside_context())
    try:
        yield commits
    finally:
        commits.end()
        await writer
