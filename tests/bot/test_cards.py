"""A card's small words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.wording import View

VIEW = View("es", ZoneInfo("Europe/Madrid"), "ES", datetime(2026, 7, 6, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kept", "shown"),
    {
        "1980-07-08": "8 jul (45 años)",
        "1980-07-06": "6 jul (46 años)",
        "--02-29": "29 feb",
        "2027-01-01": "1 ene",
        "2025-07-06": "6 jul (1 año)",
    }.items(),
)
def test_a_birthday_is_told_with_the_age_of_today(kept: str, shown: str) -> None:
    assert VIEW.born(kept) == shown
