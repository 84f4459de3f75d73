"""Birthdays of the week and customers who went quiet, on both databases."""

from datetime import date, timedelta

from storage import occasions, orders
from storage.contacts import Corrected, create
from storage.events import By
from storage.orders import Placed

TODAY = date(2026, 7, 6)


async def person(by: By, name: str, **values: str) -> int:
    made = await create({"first_name": name, **values}, by, country="ES")
    assert isinstance(made, Corrected)
    return made.contact_id


async def bought(
    by: By, contact: int, *days: date, state: str = "ordered", amount: int = 1000
) -> None:
    for day in days:
        placed = await orders.place(contact, by, on=day, currency="EUR", amount=amount, state=state)
        assert isinstance(placed, Placed)


async def test_birthdays_come_in_the_order_of_their_days_with_the_age_then(
    database: str, by: By
) -> None:
    born = {"Today": "1980-07-06", "Noyear": "--07-09", "Last": "2000-07-13", "Gone": "1990-07-14"}
    for name, day in born.items():
        await person(by, name, birth_date=day)
    total, found = await occasions.birthdays(TODAY, 10, 0)
    assert total == 3
    assert [(one.row.first_name, one.on.day, one.age) for one in found] == [
        ("Today", 6, 46),
        ("Noyear", 9, None),
        ("Last", 13, 26),
    ]
    assert [one.row.first_name for one in (await occasions.birthdays(TODAY, 1, 1))[1]] == ["Noyear"]


async def test_a_week_over_new_year_and_a_birthday_on_29_february(database: str, by: By) -> None:
    await person(by, "January", birth_date="1980-01-02")
    await person(by, "December", birth_date="1980-12-30")
    await person(by, "Leap", birth_date="1984-02-29")
    _, over = await occasions.birthdays(date(2026, 12, 29), 10, 0)
    assert [(one.row.first_name, one.age) for one in over] == [("December", 46), ("January", 47)]
    _, leap = await occasions.birthdays(date(2026, 2, 25), 10, 0)
    assert [(one.row.first_name, one.on) for one in leap] == [("Leap", date(2026, 2, 28))]


async def test_who_used_to_order_and_stopped_is_quiet_and_nobody_else(
    database: str, by: By
) -> None:
    monthly = [TODAY - timedelta(days=days) for days in (200, 170, 140, 110)]
    await bought(by, await person(by, "Quiet"), *monthly)
    await bought(by, await person(by, "Active"), *monthly, TODAY - timedelta(days=20))
    await bought(by, await person(by, "Twice"), *monthly[:2])
    await bought(by, await person(by, "Lost"), *(day - timedelta(days=800) for day in monthly))
    yearly = [TODAY - timedelta(days=days) for days in (1200, 830, 465)]
    await bought(by, await person(by, "Yearly"), *yearly)
    await bought(by, await person(by, "Returned"), *monthly, state="returned")
    credited = await person(by, "Credited")
    await bought(by, credited, *monthly[:2])
    await bought(by, credited, *monthly[2:], amount=-1000)
    total, found = await occasions.quiet(TODAY, 10, 0)
    assert total == 1
    assert [(one.row.first_name, one.orders, one.gap, one.last) for one in found] == [
        ("Quiet", 4, 30, TODAY - timedelta(days=110))
    ]
