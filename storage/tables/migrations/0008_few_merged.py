"""Index only those contacts that were merged: they are few, and nearly all others are NULL.

Without statistics SQLite takes the whole index for a narrow one, and reads everybody by it.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

WHOLE = "idx_contact_merged__482a59"


async def index_few(_apps: Any, editor: Any) -> None:
    """Put the narrow index in the place of the whole one, in either dialect."""
    await editor.client.execute_query(f'DROP INDEX IF EXISTS "{WHOLE}"')
    await editor.client.execute_query(
        'CREATE INDEX "idx_contact_merged" ON "contact" ("merged_into_id") '
        'WHERE "merged_into_id" IS NOT NULL'
    )


class Migration(migrations.Migration):
    """A narrow index on merged contacts."""

    dependencies = [("storage", "0007_merged_parts")]
    operations = [ops.RunPython(index_few, ops.RunPython.noop)]
