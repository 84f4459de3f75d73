"""What time it is: the real time, or a rehearsed one that waits without sleeping."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where every room gets the time from; rules and verbs have it passed in."""

    def now(self) -> datetime:
        """Return the current time, UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait, in the clock's own time."""


class RealClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Return the current time, UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class RehearsedClock:
    """A time that stands still until somebody waits or moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the rehearsed time, UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Move on by `seconds` without sleeping; other tasks get their turn."""
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def move_to(self, moment: datetime) -> None:
        """Go to a later moment; never back."""
        self._now = max(self._now, moment.astimezone(UTC))
