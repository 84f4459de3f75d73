"""Tortoise's SQLite engine with `BEGIN IMMEDIATE`.

A deferred BEGIN that turns into a writer half-way fails with "database is locked" at once when
another process wrote meanwhile, whatever the busy timeout; an immediate one waits its turn.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from storage.tables.finishing import finished


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock when it begins."""

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error


class WholeTransaction(SqliteTransactionContext):
    """Enters or does not: the library's own, cancelled while it enters, keeps its lock for good."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await finished(self.connection.begin())
        except BaseException:
            if self.connection._connection is not None:
                await finished(self.connection._connection.rollback())
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        entered: TransactionalDBClient = self.connection
        return entered


class ImmediateClient(SqliteClient):
    """The connection of this process; all others wait for its transactions to end."""

    def _in_transaction(self) -> TransactionContext:
        return WholeTransaction(ImmediateTransaction(self), self._lock)

    async def execute_many(self, query: str, values: Sequence[Any]) -> None:
        async with self._in_transaction() as connection:
            await connection.execute_many(query, list(values))


client_class = ImmediateClient
