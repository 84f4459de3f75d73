"""Letting database work end even where its caller is cancelled: half of it would lock SQLite."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end; only then pass on a cancellation that came meanwhile."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        # The work has ended either way; its own error gives way to the cancelling.
        if not task.cancelled():
            task.exception()
        raise cancelled
    return task.result()
