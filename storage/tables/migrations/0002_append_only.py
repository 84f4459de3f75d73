"""Refuse UPDATE and DELETE on what is only ever appended: events and consent records.

Hand-written: triggers hold semicolons, which Tortoise's SQLite scripts are split at, so each
statement goes to the client whole. A later `AlterField` on these tables would drop them.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

TABLES = ("event", "consent_record")


async def refuse_changes(_apps: Any, editor: Any) -> None:
    """Create the triggers in the dialect at hand."""
    for statement in _statements(editor.client.capabilities.dialect):
        await editor.client.execute_query(statement)


def _statements(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in TABLES
            for act in ("update", "delete")
        ]
    function = (
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only()"
        for table in TABLES
    ]


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("storage", "0001_initial")]
    operations = [ops.RunPython(refuse_changes, ops.RunPython.noop)]
