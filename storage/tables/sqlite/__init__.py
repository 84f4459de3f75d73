"""Tortoise's SQLite engine with `BEGIN IMMEDIATE`.

A deferred BEGIN that turns into a writer half-way fails with "database is locked" at once when
another process wrote meanwhile, whatever the busy timeout; an immediate one waits its turn.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.exceptions import TransactionManagementError


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock when it begins."""

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error


class ImmediateClient(SqliteClient):
    """The connection of this process; all others wait for its transactions to end."""

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(ImmediateTransaction(self), self._lock)

    async def execute_many(self, query: str, values: Sequence[Any]) -> None:
        async with self._in_transaction() as connection:
            await connection.execute_many(query, list(values))


client_class = ImmediateClient
