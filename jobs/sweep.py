"""Take silence for an answer."""

from dataclasses import asdict

from storage import following_up, sign_ups
from storage.events import By


async def sweep(by: By) -> dict[str, int]:
    """Mark stale and dormant whoever stayed silent for 30 days, and close finished runs.

    Sign-ups that nobody confirmed end as well.
    """
    swept = asdict(await following_up.sweep(by))
    return {**swept, "sign_ups_ended": await sign_ups.expire(by)}
