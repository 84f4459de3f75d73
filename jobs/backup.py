"""Make and verify the daily backup."""

from typing import Any

from storage import backups, notices
from storage.backups import BackupError, Store
from storage.events import By


async def backup(store: Store, by: By) -> dict[str, Any]:
    """Make, verify and copy a backup; admins hear of it only when something was not right."""
    day = by.at.date().isoformat()
    try:
        made = await backups.make(store, "daily", by.at)
    except BackupError as error:
        params = {"code": error.code, **{name: str(v) for name, v in error.params.items()}}
        await notices.post(f"backup_failed:{day}", "backup_failed", params, by.at)
        raise
    for copy in made.copies:
        if copy.code != "ok":
            params = {"place": copy.place, "why": copy.why}
            key = f"backup_not_copied:{day}:{copy.place}"[:120]
            await notices.post(key, "backup_not_copied", params, by.at)
    return as_shown(made)


def as_shown(made: backups.Made) -> dict[str, Any]:
    """Return what a backup came to, in the shape of the command line."""
    manifest = made.backup.manifest
    return {
        "backup": manifest.id,
        "path": str(made.backup.folder),
        "size": manifest.size,
        "contacts": manifest.snapshot.counts.get("contact", 0),
        "verified": True,
        "copies": [{"place": c.place, "result": c.code, "why": c.why or None} for c in made.copies],
        "removed": list(made.removed),
    }
