"""Sums by month for pictures, on both databases."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from storage import sums
from storage.contacts import create
from storage.events import By
from tests.storage.test_occasions import bought, person

TODAY = date(2026, 3, 6)


async def test_sales_fall_into_their_months_and_currencies(database: str, by: By) -> None:
    ana = await person(by, "Ana")
    await bought(by, ana, date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), TODAY)
    await bought(by, ana, date(2026, 2, 3), state="cancelled")
    (sold,) = (await sums.sales(TODAY, 3)).values()
    assert sold == {date(2026, 1, 1): 2000, date(2026, 2, 1): 0, date(2026, 3, 1): 1000}


async def test_a_new_customer_counts_in_the_month_of_the_business(database: str) -> None:
    late = By("cli", datetime(2026, 1, 31, 23, 30, tzinfo=UTC))  # February in Madrid
    await create({"first_name": "Ana"}, late, country="ES")
    counts = await sums.newcomers(TODAY, 3, ZoneInfo("Europe/Madrid"))
    assert list(counts.values()) == [0, 1, 0]
