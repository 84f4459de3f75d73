"""One digest a day for each colleague, at their hour."""

from dataclasses import asdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from storage import notices
from storage.digest import digest as gather
from storage.digest import readers
from storage.events import By


async def digest(by: By, zone: ZoneInfo) -> dict[str, int]:
    """Post the digest to everybody whose hour it is; a second time today posts nothing."""
    local = by.at.astimezone(zone)
    told = 0
    waiting = await readers(local.hour)
    morning = await gather(by.at - timedelta(days=1)) if waiting else None
    if morning is None or morning.empty:
        return {"told": 0}
    for staff_id in waiting:
        key = f"digest:{staff_id}:{local.date()}"
        told += await notices.post(key, "digest", asdict(morning), by.at, staff_id=staff_id)
    return {"told": told}
