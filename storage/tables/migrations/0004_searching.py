"""An index over the middle of words, and the folded names of the contacts there are.

SQLite: an FTS5 table of trigrams over `contact.search_text` that triggers keep in step; on
PostgreSQL an index of pg_trgm on the expression that the ORM compares. Where that extension is
not to be had, searching goes on without: slower, with the same answers.

Hand-written: triggers hold semicolons, which Tortoise's SQLite scripts are split at, and
`AddField` makes no index.
"""

import itertools
import re
from typing import Any

from tortoise import migrations
from tortoise.exceptions import BaseORMException
from tortoise.migrations import operations as ops

from storage.values.folding import fold

PEOPLE = "SELECT id, first_name, last_name FROM contact WHERE id > ? ORDER BY id LIMIT 2000"
FOLDED = "UPDATE contact SET first_key = ?, last_key = ? WHERE id = ?"
NAMES = (
    'CREATE INDEX "idx_contact_first_key" ON "contact" ("first_key")',
    'CREATE INDEX "idx_contact_last_key" ON "contact" ("last_key")',
)
SQLITE = (
    "CREATE VIRTUAL TABLE contact_text USING fts5(search_text, content='contact', "
    "content_rowid='id', tokenize='trigram')",
    "INSERT INTO contact_text(contact_text) VALUES ('rebuild')",
    "CREATE TRIGGER contact_text_in AFTER INSERT ON contact BEGIN "
    "INSERT INTO contact_text(rowid, search_text) VALUES (NEW.id, NEW.search_text); END",
    "CREATE TRIGGER contact_text_out AFTER DELETE ON contact BEGIN "
    "INSERT INTO contact_text(contact_text, rowid, search_text) "
    "VALUES ('delete', OLD.id, OLD.search_text); END",
    "CREATE TRIGGER contact_text_anew AFTER UPDATE OF search_text ON contact "
    "WHEN NEW.search_text IS NOT OLD.search_text BEGIN "
    "INSERT INTO contact_text(contact_text, rowid, search_text) "
    "VALUES ('delete', OLD.id, OLD.search_text); "
    "INSERT INTO contact_text(rowid, search_text) VALUES (NEW.id, NEW.search_text); END",
)
POSTGRES_EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
POSTGRES = (
    'CREATE INDEX contact_text ON "contact" USING gin '
    '((CAST("search_text" AS VARCHAR)) gin_trgm_ops)'
)


async def index_text(_apps: Any, editor: Any) -> None:
    """Create the index in the dialect at hand."""
    client = editor.client
    for statement in NAMES:
        await client.execute_query(statement)
    if client.capabilities.dialect == "sqlite":
        for statement in SQLITE:
            await client.execute_query(statement)
        return
    (available,) = await client.execute_query_dict(
        "SELECT count(*) AS known FROM pg_available_extensions WHERE name = 'pg_trgm'"
    )
    if available["known"]:
        await _index_postgres(client)


async def _index_postgres(client: Any) -> None:
    await client.execute_query("SAVEPOINT pg_trgm")
    try:
        await client.execute_query(POSTGRES_EXTENSION)
        await client.execute_query(POSTGRES)
    except BaseORMException:
        # No right to create an extension: the same answers, by looking at every row.
        await client.execute_query("ROLLBACK TO SAVEPOINT pg_trgm")
    await client.execute_query("RELEASE SAVEPOINT pg_trgm")


async def fold_names(_apps: Any, editor: Any) -> None:
    """Fill the folded first and last names."""
    client, last = editor.client, 0
    sqlite = client.capabilities.dialect == "sqlite"
    while rows := await client.execute_query_dict(PEOPLE if sqlite else _numbered(PEOPLE), [last]):
        for row in rows:
            folded = [fold(row["first_name"]), fold(row["last_name"]), row["id"]]
            await client.execute_query(FOLDED if sqlite else _numbered(FOLDED), folded)
        last = int(rows[-1]["id"])


def _numbered(statement: str) -> str:
    """Return a statement with PostgreSQL's placeholders."""
    places = itertools.count(1)
    return re.sub(r"\?", lambda _: f"${next(places)}", statement)


class Migration(migrations.Migration):
    """Searching in the middle of words, and sorting by folded names."""

    dependencies = [("storage", "0003_the_whole_record")]
    operations = [
        ops.RunPython(fold_names, ops.RunPython.noop),
        ops.RunPython(index_text, ops.RunPython.noop),
    ]
