"""Take silence for an answer."""

from dataclasses import asdict

from storage import following_up
from storage.events import By


async def sweep(by: By) -> dict[str, int]:
    """Mark stale and dormant whoever stayed silent for 30 days, and close finished runs."""
    return asdict(await following_up.sweep(by))
