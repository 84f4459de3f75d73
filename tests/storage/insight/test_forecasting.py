"""The forecast over the database, on both databases."""

from datetime import date, timedelta

from storage import orders
from storage.events import By
from storage.insight.forecasting import shown, write_forecasts
from storage.tables.sales import Forecast
from tests.storage.people import person

AS_OF = date(2026, 6, 30)


async def buys(by: By, name: str, *days_ago: int, state: str = "ordered") -> int:
    contact = await person(by, name, agrees=False)
    for days in days_ago:
        on = AS_OF - timedelta(days=days)
        await orders.place(contact, by, on=on, currency="EUR", amount=1000, state=state)
    return contact


async def test_everyone_who_ordered_is_told_of(database: str, by: By) -> None:
    assert [row async for row in shown(AS_OF)] == []
    often = await buys(by, "Ana", 100, 70, 40, 10)
    once = await buys(by, "Eva", 400)
    twice_a_day = await buys(by, "Luis", 20, 20)
    await buys(by, "Sol")
    await buys(by, "Returned", 5, state="cancelled")
    rows = {row["id"]: row async for row in shown(AS_OF)}
    assert set(rows) == {often, once, twice_a_day}
    assert (rows[often]["orders"], rows[often]["median_gap_days"]) == (4, 30.0)
    assert (rows[often]["last_order"], rows[once]["median_gap_days"]) == ("2026-06-20", None)
    assert (rows[twice_a_day]["orders"], rows[twice_a_day]["median_gap_days"]) == (2, None)
    assert rows[often]["risk"] < rows[once]["risk"]
    assert rows[often]["expected_orders"] > rows[once]["expected_orders"]
    assert date.fromisoformat(rows[often]["expected_next"]) > AS_OF


async def test_what_came_after_the_day_is_not_looked_at(database: str, by: By) -> None:
    ana = await buys(by, "Ana", 100, 70, 40)
    before = [row async for row in shown(AS_OF)]
    after = AS_OF + timedelta(days=3)
    await orders.place(ana, by, on=after, currency="EUR", amount=1000)
    assert [row async for row in shown(AS_OF)] == before


async def test_the_kept_forecast_is_the_last_one(database: str, by: By) -> None:
    ana = await buys(by, "Ana", 100, 70, 40)
    assert await write_forecasts(AS_OF) == 1
    assert await write_forecasts(AS_OF + timedelta(days=1)) == 1
    (row,) = await Forecast.all()
    assert (row.contact_id, row.computed_on) == (ana, AS_OF + timedelta(days=1))
    assert row.risk is not None
