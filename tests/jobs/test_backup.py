"""The nightly backup, as the clock runs it."""

from pathlib import Path

import pytest

from jobs.backup import backup
from storage.backups import BackupError
from storage.tables.work import Notice
from tests.storage.backups.people import ANA, Shop


@pytest.fixture
def shop(database: str, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


async def test_the_nightly_backup_is_verified_and_copied(shop: Shop) -> None:
    await shop.person(**ANA)
    result = await backup(shop.store, shop.by())
    assert (result["verified"], result["contacts"]) == (True, 1)
    assert (Path(str(shop.folder)) / "usb" / str(result["backup"]) / "manifest.json").exists()
    assert not await Notice.all().exists()


async def test_a_place_that_is_not_there_is_told_once(shop: Shop) -> None:
    (shop.folder / "usb").write_text("not a folder")
    for _ in range(2):
        result = await backup(shop.store, shop.by())
        assert result["copies"][0]["result"] == "place_unreachable"
    assert await Notice.filter(code="backup_not_copied").count() == 1


async def test_a_backup_that_failed_is_told(shop: Shop) -> None:
    (shop.folder / "backups").write_text("not a folder")
    with pytest.raises(BackupError, match="folder_unusable"):
        await backup(shop.store, shop.by())
    assert await Notice.filter(code="backup_failed").exists()
