"""Refuse UPDATE and DELETE on what is only ever appended: events and consent records.

One exception: an erasure may empty the evidence of a consent record, which can hold the customer's
own words; what proves the consent (act, basis, wording, dates, event) stays as it was written.

Hand-written: triggers hold semicolons, which Tortoise's SQLite scripts are split at, so each
statement goes to the client whole. A later `AlterField` on these tables would drop them.
"""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

PROOF = (
    *("id", "contact_id", "purpose", "channel", "act", "basis", "wording"),
    *("stated_on", "at", "event_id"),
)


async def refuse_changes(_apps: Any, editor: Any) -> None:
    """Create the triggers in the dialect at hand."""
    sqlite = editor.client.capabilities.dialect == "sqlite"
    for statement in _on_sqlite() if sqlite else _on_postgres():
        await editor.client.execute_query(statement)


def _on_sqlite() -> list[str]:
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in PROOF)
    emptied = f"WHEN NOT (NEW.evidence = '' AND {same})"
    guards = (
        ("event", "UPDATE", ""),
        ("event", "DELETE", ""),
        ("consent_record", "UPDATE", emptied),
        ("consent_record", "DELETE", ""),
    )
    return [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {unless} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table, act, unless in guards
    ]


def _on_postgres() -> list[str]:
    raising = (
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation';"
    )
    emptied = (
        "IF TG_OP = 'UPDATE' AND NEW.evidence = '' THEN OLD.evidence := ''; "
        "IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF; END IF;"
    )
    functions = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {unless} {raising} END $$"
        for name, unless in (("append_only", ""), ("only_emptied", emptied))
    ]
    guards = (("event", "append_only"), ("consent_record", "only_emptied"))
    return functions + [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        for table, function in guards
    ]


class Migration(migrations.Migration):
    """Append-only tables."""

    dependencies = [("storage", "0001_initial")]
    operations = [ops.RunPython(refuse_changes, ops.RunPython.noop)]
