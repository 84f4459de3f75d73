"""The nearest name to one that nobody has, on both databases."""

import pytest

from storage import contacts, near_names
from storage.events import By

PEOPLE = (("Carmen", "López Martínez"), ("Ольга", "Белова"), ("Emma", "Smith"), ("José", "García"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    {
        "lopes": "lopez",
        "martines": "martinez",
        "carmne": "carmen",
        "carrmen": "carmen",
        "олга": "ольга",
        "беллова": "белова",
        "simth": "smith",
        "garzia": "garcia",
        "xyzzy": None,
        "ana": None,
    }.items(),
)
async def test_the_name_that_was_meant(
    database: str, by: By, typed: str, meant: str | None
) -> None:
    for first, last in PEOPLE:
        await contacts.create({"first_name": first, "last_name": last}, by, country="ES")
    assert await near_names.nearest_name(typed) == meant


def test_only_plain_words_are_looked_at() -> None:
    assert near_names.words_of("Cármen López") == ["carmen", "lopez"]
    for text in ("612 345 678", "ciudad:valencia", "a b c d e f", "ana@example.org"):
        assert near_names.words_of(text) == []
