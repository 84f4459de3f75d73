"""Work out anew who is expected to buy again and when, for queries and cards."""

from zoneinfo import ZoneInfo

from storage.events import By
from storage.insight.forecasting import write_forecasts


async def forecast(by: By, zone: ZoneInfo) -> dict[str, int]:
    """Put today's forecast in the place of the last one; return for how many customers."""
    return {"forecast": await write_forecasts(by.at.astimezone(zone).date())}
