"""Contacts are held still in one order, so that two verbs never wait for each other."""

import asyncio
from pathlib import Path

import pytest

from storage.families import held_still, held_still_of
from storage.tables.people import Contact
from storage.tables.transactions import transaction
from tests.storage.backups.people import ANA, LUIS, Shop


@pytest.fixture
def shop(database: str, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


async def test_every_id_is_held_by_what_stands_for_it(shop: Shop) -> None:
    ana, luis = await shop.person(**ANA), await shop.person(**LUIS)
    await Contact.filter(id=luis).update(merged_into_id=ana)
    assert await held([luis, ana, 999]) == {ana: ana, luis: ana, 999: 999}
    assert await held([]) == {}


async def test_whom_one_was_merged_into_is_locked_in_the_same_order(shop: Shop) -> None:
    first, second = await shop.person(**ANA), await shop.person(**LUIS)
    merged = await shop.person(first_name="Eva", email="eva@example.net")
    await Contact.filter(id=merged).update(merged_into_id=first)
    begun = asyncio.Event()

    @transaction
    async def one_then_the_other() -> None:
        await held_still(first)
        begun.set()
        # Time for the other one to come as far as its first lock; longer changes nothing.
        await asyncio.sleep(0.3)
        await held_still(second)

    async def meanwhile() -> dict[int, int]:
        await begun.wait()
        return await held([second, merged])

    done = asyncio.gather(one_then_the_other(), meanwhile())
    assert (await asyncio.wait_for(done, 10))[1] == {second: second, merged: first}


@transaction
async def held(ids: list[int]) -> dict[int, int]:
    return await held_still_of(ids)
