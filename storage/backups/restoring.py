"""Going back to a backup without bringing back what must stay gone.

1. The ledger copies of every place are gathered; the backup's bytes are checked.
2. A safety copy is made of the database that is to be replaced.
3. The backup is laid out (SQLite: in a file beside the live one; PostgreSQL: in its place, in one
   transaction) with all campaigns on hold, and brought to this version.
4. No number is given twice: ids go on from where the replaced database was, because signed
   addresses and ledger lines that name them are out in the world.
5. What has been mailed since is carried over, where the replaced database grew from this backup;
   otherwise every open delivery becomes *uncertain*.
6. The ledger is replayed: erasures, suppressions, withdrawals and complaints since.
7. SQLite: the result becomes the live file in one step.

Whoever is killed on the way leaves the old database, or (PostgreSQL, after 3) one on which all
campaigns are held and which says that its restore is unfinished: the same restore again ends it.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import backups, database, holding
from storage.backups import places
from storage.backups.manifest import Backup, BackupError, Manifest
from storage.events import By, journal
from storage.ledger import Ledger, bring_key, open_ledger
from storage.replaying import Replayed, replay
from storage.tables.campaigns import Delivery, Run
from storage.tables.clock import Fact
from storage.tables.transactions import transaction

UNFINISHED = "restore_unfinished"
LEAVES_THE_HOUSE = ("contact", "event", "delivery", "proposal", "run", "recipient")
MARGIN = 1_000_000
"""How far ids jump where nobody knows which were given since; a token has room for 67 million."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `safety`: the backup of what was replaced, None where nothing could be read.

    `carried_over`: what was mailed since is known; otherwise `uncertain` deliveries were marked.
    """

    manifest: Manifest
    safety: str | None
    carried_over: bool
    uncertain: int
    replayed: Replayed
    event_id: int


async def restore(store: backups.Store, backup_id: str, by: By) -> Restored:
    """Go back to a backup. The caller has the database to itself. Raises BackupError."""
    backup = await asyncio.to_thread(backups.find, store, backup_id)
    live = backups.engine(store.url)
    _must_fit(backup.manifest, live.dialect)
    _gather_ledger(store, backup)
    holders = await asyncio.to_thread(live.holders)
    if holders:
        raise database.DatabaseError("in_use", holder=", ".join(holders))
    safety = await _safety_copy(store, live, by.at)
    grown = await asyncio.to_thread(_grew_from, live, backup.manifest)
    floors = await asyncio.to_thread(_floors, live, backup.manifest, grown)
    url = await asyncio.to_thread(live.stage, backup.database, _facts(backup.manifest, by), by.at)
    await database.migrate(url)
    await asyncio.to_thread(live.raise_sequences, floors)
    if grown:
        await asyncio.to_thread(live.carry_over)
    async with database.opened(url):
        open_ledger(store.ledger)
        uncertain = 0 if grown else await _leave_open_mail_uncertain(by)
        replayed = await replay(by)
        event_id = await _finish(backup.manifest, by)
    await asyncio.to_thread(live.publish)
    return Restored(backup.manifest, safety, grown, uncertain, replayed, event_id)


def _must_fit(manifest: Manifest, dialect: str) -> None:
    if manifest.dialect != dialect:
        raise BackupError("other_database", id=manifest.id, dialect=manifest.dialect)
    if set(manifest.snapshot.migrations) - database.ours():
        raise BackupError("newer", id=manifest.id, program=manifest.program)


def _gather_ledger(store: backups.Store, backup: Backup) -> None:
    """Bring every known copy of the ledger together, under the key of the backup's hashes."""
    for place in (backup.folder.parent, *store.others):
        key = places.key_in(place, store.secret)
        if key is not None and bring_key(store.ledger, key):
            break
    ledger = Ledger(store.ledger)
    if ledger.fingerprint != backup.manifest.ledger_key:
        raise BackupError("ledger_key_missing", id=backup.manifest.id, path=str(store.ledger))
    for path in _ledger_copies(store, backup):
        ledger.take_over(path)


def _ledger_copies(store: backups.Store, backup: Backup) -> list[Path]:
    beside = [place / places.LEDGER for place in store.others]
    every = [each.folder / places.LEDGER for each, _ in backups.listed(store)]
    return [*beside, *every, backup.folder / places.LEDGER]


async def _safety_copy(store: backups.Store, live: backups.Engine, at: datetime) -> str | None:
    if await asyncio.to_thread(live.current) is None:
        return None
    made = await backups.make(store, "before_restore", at, tidy_up=False)
    return made.backup.manifest.id


def _grew_from(live: backups.Engine, manifest: Manifest) -> bool:
    """Tell whether the live database holds the backup's last event, and so all it grew from."""
    current = live.current()
    if current is None or not manifest.snapshot.last_event:
        return False
    return live.last_digest(manifest.snapshot.last_event) == manifest.snapshot.last_digest


def _floors(live: backups.Engine, manifest: Manifest, grown: bool) -> dict[str, int]:
    floors = live.sequences() if live.current() is not None else {}
    if grown:
        return floors
    known = {table: max(floors.get(table, 0), n) for table, n in manifest.snapshot.counts.items()}
    last = manifest.snapshot.last_event
    return floors | {t: max(known.get(t, 0), last) + MARGIN for t in LEAVES_THE_HOUSE}


def _facts(manifest: Manifest, by: By) -> Mapping[str, str]:
    return {
        holding.FACT: json.dumps(holding.value_of(by.at, manifest.made_at)),
        UNFINISHED: json.dumps({"id": manifest.id, "since": by.at.isoformat()}),
    }


@transaction
async def _leave_open_mail_uncertain(by: By) -> int:
    """Nobody knows which of these have gone out since: a person says "send again" or "leave"."""
    await Run.filter(state__in=("planned", "sending")).update(unattended=False)
    await Run.filter(state="sending").update(
        state="paused", paused_at=by.at, pause_reason="restored"
    )
    waiting = Delivery.filter(state__in=("queued", "leased", "sending", "deferred"))
    return await waiting.update(state="uncertain", reason="restored", settled_at=by.at)


@transaction
async def _finish(manifest: Manifest, by: By) -> int:
    await Fact.filter(name=UNFINISHED).delete()
    book = await journal(by, "restored")
    return await book.record(evidence=manifest.id)
