"""Settings, database, backups and disk."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta

from aldia.doctor.findings import Finding, fault, fine, warning
from aldia.doctor.options import Examination
from aldia.settings import variable
from aldia.stores import store_of
from storage import backups, holding
from storage import database as customers
from storage.backups import BackupError
from storage.backups.restoring import UNFINISHED
from storage.database import DatabaseError
from storage.tables.clock import Fact

NEEDED = ("smtp_url", "imap_url", "mail_from", "secret_key", "telegram_token", "admins")
OLDEST_BACKUP = timedelta(hours=36)
ROOM = 1_000_000_000
"""Bytes that should be free: mails and backups grow by themselves."""


def settings(exam: Examination) -> Finding:
    """Is everything set that the whole program needs?"""
    missing = [name for name in NEEDED if not getattr(exam.settings, name)]
    if missing:
        return fault("settings", "missing", names=", ".join(variable(n) for n in missing))
    return fine("settings")


async def database(exam: Examination) -> AsyncIterator[Finding]:
    """Can it be opened, is it of this version, is it whole, did a restore end?"""
    url = exam.settings.database_url
    try:
        if await customers.is_empty(url):
            yield fault("database", "empty")
            return
        async with customers.opened(url):
            await customers.must_be_current()
            unfinished = await Fact.get_or_none(name=UNFINISHED)
            held = await holding.held()
        snapshot = await asyncio.to_thread(backups.engine(url).current)
    except DatabaseError as error:
        yield Finding("database", "fault", f"database.{error.code}", error.params)
        return
    if snapshot is None:
        yield fault("database", "damaged")
        return
    yield fine("database", contacts=snapshot.counts.get("contact", 0))
    if unfinished is not None:
        yield fault("database", "restore_unfinished", id=unfinished.value["id"])
    elif held is not None:
        yield warning("database", "campaigns_held", since=f"{held.mailbox_from:%Y-%m-%d %H:%M}")


async def backups_age(exam: Examination) -> Finding:
    """Is there a recent backup, and somewhere else as well?"""
    store = store_of(exam.settings)
    try:
        newest = await asyncio.to_thread(backups.newest, store)
    except (OSError, BackupError) as error:
        return fault("backups", "unreadable", why=str(error))
    if newest is None:
        return fault("backups", "none")
    age = exam.clock.now() - newest.manifest.made_at
    if age > OLDEST_BACKUP:
        return fault("backups", "old", hours=int(age.total_seconds() // 3600))
    if not store.others:
        return warning("backups", "one_place", id=newest.manifest.id)
    lacking = [str(p) for p in store.others if not (p / newest.manifest.id).is_dir()]
    if lacking:
        return fault("backups", "not_copied", place=", ".join(lacking))
    return fine("backups", id=newest.manifest.id)


def disk(exam: Examination) -> Finding:
    """Is there room for the next mails and backups?"""
    folder = exam.settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    megabytes = free // 1_000_000
    if free < ROOM:
        return fault("disk", "full", free=megabytes, path=str(folder))
    return fine("disk", free=megabytes)
