"""Where backups go: the store that settings describe."""

from importlib.metadata import version
from pathlib import Path

from aldia.settings import Settings
from storage.backups import Store


def store_of(settings: Settings) -> Store:
    """Return the store of backups for these settings."""
    return Store(
        url=settings.database_url,
        folder=settings.data_dir / "backups",
        ledger=settings.data_dir / "ledger",
        others=tuple(Path(place) for place in settings.backup_dirs),
        zone=settings.zone,
        program=version("aldia"),
        secret=settings.secret_key or "",
    )
