"""The migrations build what the models say, twice changes nothing, and history stays history."""

from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.exceptions import BaseORMException
from tortoise.migrations.autodetector import MigrationAutodetector

from storage import database as storage_database
from storage.events import By, journal
from storage.query.text_index import narrowed
from storage.tables.consent import ConsentRecord
from storage.tables.events import Event
from storage.tables.people import Contact
from storage.tables.transactions import transaction

NOW = datetime(2026, 7, 6, tzinfo=UTC)


@transaction
async def populate(by: By) -> None:
    """One contact with one consent."""
    contact = Contact(first_name="Ana", created_at=NOW, updated_at=NOW)
    await contact.save()
    book = await journal(by, "contact_created", contact.id)
    await ConsentRecord.create(
        contact_id=contact.id,
        purpose="updates",
        channel="email",
        act="stated",
        evidence="she said yes",
        stated_on=NOW,
        at=NOW,
        event_id=book.event_id,
    )
    await book.record()


async def test_what_is_recorded_can_be_neither_changed_nor_deleted(database: str, by: By) -> None:
    await populate(by)
    with pytest.raises(BaseORMException, match="append-only"):
        await Event.all().update(actor="somebody else")
    with pytest.raises(BaseORMException, match="append-only"):
        await Event.all().delete()
    with pytest.raises(BaseORMException, match="append-only"):
        await ConsentRecord.all().update(act="withdrawn")
    with pytest.raises(BaseORMException, match="append-only"):
        await ConsentRecord.all().update(evidence="", purpose="marketing")
    with pytest.raises(BaseORMException, match="append-only"):
        await ConsentRecord.all().delete()


async def test_an_erasure_may_empty_the_evidence_of_a_consent(database: str, by: By) -> None:
    await populate(by)
    await ConsentRecord.all().update(evidence="")
    assert (await ConsentRecord.get(act="stated")).evidence == ""


async def test_migrating_a_populated_database_again_keeps_every_row(database: str, by: By) -> None:
    await populate(by)
    before = await rows_and_parts()
    await storage_database.migrate(database)
    await storage_database.open_database(database)
    assert await rows_and_parts() == before


async def test_the_migrations_build_what_the_models_say(database: str) -> None:
    assert Tortoise.apps is not None
    detector = MigrationAutodetector(Tortoise.apps, storage_database.config(database)["apps"])
    changes = await detector.changes()
    # Descriptions are left out of the migrations: as SQL comments they would break its scripts.
    operations = [
        operation
        for writer in changes
        for operation in writer.operations
        if type(operation).__name__ != "AlterModelOptions"
    ]
    assert operations == []


async def rows_and_parts() -> dict[str, Any]:
    """Return the number of rows of each table, and of indexes and triggers."""
    apps = Tortoise.apps or {}
    counts = {m._meta.db_table: await m.all().count() for m in apps["storage"].values()}
    connection = Tortoise.get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        sql = "SELECT type, count(*) AS n FROM sqlite_master GROUP BY type"
    else:
        sql = (
            "SELECT 'index' AS type, count(*) AS n FROM pg_indexes WHERE schemaname = 'public' "
            "UNION SELECT 'trigger', count(*) FROM pg_trigger WHERE NOT tgisinternal"
        )
    parts = {row["type"]: row["n"] for row in await connection.execute_query_dict(sql)}
    return {**counts, **parts}


async def test_names_that_were_there_before_are_folded_for_searching(database: str, by: By) -> None:
    await populate(by)
    await Contact.all().update(first_name="Begoña", last_name="Gómez-Ñíguez")
    folding = import_module("storage.tables.migrations.0004_searching")
    await folding.fold_names(None, SimpleNamespace(client=Tortoise.get_connection("default")))
    contact = await Contact.get()
    assert (contact.first_key, contact.last_key) == ("begona", "gomez-niguez")


async def test_the_text_index_follows_every_change(database: str, by: By) -> None:
    await populate(by)
    await Contact.all().update(search_text="marta valdes")
    for piece, count in (("alde", 1), ("ana", 0), ('"', 0)):
        assert await Contact.filter(narrowed(piece), search_text__contains=piece).count() == count
    await Contact.all().update(search_text="")
    assert await Contact.filter(narrowed("alde")).count() == 0


async def test_only_merged_contacts_stand_in_the_index_of_the_merged(database: str) -> None:
    client = Tortoise.get_connection("default")
    sqlite = client.capabilities.dialect == "sqlite"
    where = "sqlite_master WHERE type = 'index'" if sqlite else "pg_indexes"
    name, text = ("name", "sql") if sqlite else ("indexname", "indexdef")
    rows = await client.execute_query_dict(f"SELECT {name} AS name, {text} AS text FROM {where}")  # noqa: S608 - ours
    merged = [row for row in rows if str(row["name"]).startswith("idx_contact_merged")]
    assert len(merged) == 1
    assert "IS NOT NULL" in merged[0]["text"]
