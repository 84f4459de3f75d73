"""Queue the reminders that are due."""

from storage import following_up
from storage.events import By


async def remind(by: By) -> dict[str, int]:
    """Queue reminders after 7 and 21 days to the silent; `send` sends them."""
    return {"queued": await following_up.remind(by)}
