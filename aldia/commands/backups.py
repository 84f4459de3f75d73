"""`aldia backup`, `backups`, `restore` and `migrate`."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from aldia.helping import argument, option
from aldia.locking import alone
from aldia.program import Program, command
from aldia.stores import store_of
from jobs.backup import as_shown
from storage import backups, database
from storage.backups.restoring import Restored, restore


@command("backup", opens=False)
async def backup_command(program: Program) -> None:
    """Make a backup, verify it, and copy it to every backup place."""
    await _must_exist(program)
    made = await backups.make(store_of(program.settings), "by_hand", program.clock.now())
    program.out.one(as_shown(made))
    lost = [copy for copy in made.copies if copy.code != "ok"]
    if lost:
        raise program.out.fail("backup.not_copied", place=lost[0].place, why=lost[0].why)


@command("backups", opens=False)
async def backups_command(program: Program) -> None:
    """List the backups, oldest first, and where each is."""
    store = store_of(program.settings)
    count = program.out.many(_line(backup, places) for backup, places in backups.listed(store))
    if not count:
        program.out.say("backup.none")


@option("--yes", is_flag=True)
@option("--identity", type=click.Path(path_type=Path))
@argument("backup_id", metavar="id")
@command("restore", opens=False)
async def restore_command(
    program: Program, backup_id: str, identity: Path | None, yes: bool
) -> None:
    """Go back to a backup, and keep gone what was erased, refused or suppressed since."""
    settings, store = program.settings, store_of(program.settings)
    with alone(settings.database_url, settings.data_dir):
        backup = await asyncio.to_thread(backups.find, store, backup_id)
        if identity is not None:
            raise program.out.fail("backup.not_encrypted", id=backup_id)
        made_at = backup.manifest.made_at.astimezone(settings.zone)
        if not yes:
            _confirm(program, backup_id, f"{made_at:%Y-%m-%d %H:%M}")
        restored = await restore(store, backup_id, program.by())
    _print_restored(program, restored)


@command("migrate", opens=False)
async def migrate_command(program: Program) -> None:
    """Bring the database to this version; a backup is made first."""
    settings = program.settings
    url, backup = settings.database_url, None
    with alone(url, settings.data_dir):
        before = await _applied(url)
        todo = sorted(database.ours() - before)
        if before - database.ours():
            raise database.DatabaseError("database_newer")
        if before and todo:
            made = await backups.make(store_of(settings), "before_migrate", program.clock.now())
            backup = made.backup.manifest.id
        if todo:
            await database.migrate(url)
    program.out.one({"applied": todo, "backup": backup})
    program.out.say("migrate.done" if todo else "migrate.nothing", n=len(todo))


def _confirm(program: Program, backup_id: str, made_at: str) -> None:
    if program.out.as_json or not sys.stdin.isatty():
        raise program.out.fail("backup.needs_yes")
    if not program.out.asks("backup.really_restore", id=backup_id, at=made_at):
        raise program.out.fail("backup.not_restored")


async def _applied(url: str) -> set[str]:
    if await database.is_empty(url):
        return set()
    snapshot = await asyncio.to_thread(backups.engine(url).current)
    if snapshot is None:
        raise backups.BackupError("unreadable")
    return set(snapshot.migrations)


async def _must_exist(program: Program) -> None:
    if await database.is_empty(program.settings.database_url):
        raise program.out.fail("backup.no_database")


def _line(backup: backups.Backup, places: tuple[str, ...]) -> dict[str, Any]:
    manifest = backup.manifest
    return {
        "id": manifest.id,
        "made_at": manifest.made_at.isoformat(),
        "why": manifest.why,
        "size": manifest.size,
        "contacts": manifest.snapshot.counts.get("contact", 0),
        "program": manifest.program,
        "places": list(places),
    }


def _print_restored(program: Program, restored: Restored) -> None:
    replayed = restored.replayed
    reaches = replayed.reaches.isoformat() if replayed.reaches else None
    program.out.one(
        {
            "restored": restored.manifest.id,
            "made_at": restored.manifest.made_at.isoformat(),
            "safety_backup": restored.safety,
            "ledger_reaches": reaches,
            "ledger_entries": replayed.entries,
            "erased_again": replayed.erased,
            "refused_again": replayed.refused,
            "suppressed_again": replayed.suppressed,
            "to_look_at": replayed.to_look_at,
            "outbox_carried_over": restored.carried_over,
            "uncertain": restored.uncertain,
            "campaigns_held": True,
            "events": [*replayed.events, restored.event_id],
        }
    )
    zone = program.settings.zone
    at = f"{replayed.reaches.astimezone(zone):%Y-%m-%d %H:%M}" if replayed.reaches else "-"
    program.out.say("backup.restored", at=at)
    if not restored.carried_over:
        program.out.say("backup.not_carried_over", n=restored.uncertain)


COMMANDS = (backup_command, backups_command, restore_command, migrate_command)
