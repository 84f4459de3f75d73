"""Writing many rows with one statement: for the few places where speed counts.

The ORM's bulk_update builds a CASE over all rows, anew each time; with a dozen rows a transaction
that costs more than everything else. Its bulk_create builds an object a row, which for an import
costs more than the database does.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from storage.tables.transactions import dialect


async def write_each(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Save `fields` of each row. Call inside a transaction."""
    if not rows:
        return
    meta = rows[0]._meta
    marks = ["?" if dialect() == "sqlite" else f"${n}" for n in range(1, len(fields) + 2)]
    columns = [meta.fields_db_projection[name] for name in fields]
    changes = ", ".join(
        f'"{column}" = {mark}' for column, mark in zip(columns, marks, strict=False)
    )
    values = [
        [*(meta.fields_map[name].to_db_value(getattr(row, name), row) for name in fields), row.pk]
        for row in rows
    ]
    # Table and columns are names of our own models; what comes from outside is a parameter.
    sql = f'UPDATE "{meta.db_table}" SET {changes} WHERE "id" = {marks[-1]}'  # noqa: S608
    await get_connections().get("default").execute_many(sql, values)


async def insert_rows(model: type[Model], columns: Sequence[str], rows: Sequence[Any]) -> None:
    """Insert rows of `columns`, in values the database takes: JSON as text. In a transaction.

    Columns left out take what the database gives (ids), so name all that must not be null. Raises
    IntegrityError.
    """
    if not rows:
        return
    table, opened = model._meta.db_table, get_connections().get("default")
    if dialect() == "sqlite":
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        # Names of our own models; what comes from outside is a parameter.
        await opened.execute_many(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))  # noqa: S608
        return
    async with opened.acquire_connection() as connection:
        try:
            await connection.copy_records_to_table(table, records=rows, columns=list(columns))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise IntegrityError(str(error)) from error


def whole_row(model: type[Model]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Return the columns of a model and what stands in each where nothing is said, for inserting.

    A column whose default is made anew each time (JSON) has None here.
    """
    fields = [model._meta.fields_map[name] for name in model._meta.fields_db_projection]
    columns = tuple(model._meta.fields_db_projection.values())
    return columns, tuple(None if callable(f.default) else f.default for f in fields)
