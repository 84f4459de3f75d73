"""Waiting for something to change, without polling."""

import asyncio
from collections.abc import Callable


class Bell:
    """Wakes everybody who waits for it whenever it is rung."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake those who wait now."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until `ready`, asked again at each ring; False when the seconds ran out first."""
        try:
            async with asyncio.timeout(seconds):
                while not ready():
                    await self._rung.wait()
        except TimeoutError:
            return False
        return True
