"""One digest a day for each colleague, once their hour has come; a missed hour is caught up."""

from zoneinfo import ZoneInfo

from storage.digest import readers, tell
from storage.events import By


async def digest(by: By, zone: ZoneInfo) -> dict[str, int]:
    """Post the digest to everybody who waits for it; a second time today posts nothing."""
    told = [await tell(staff_id, by.at, zone) for staff_id in await readers(by.at, zone)]
    return {"told": sum(told)}
