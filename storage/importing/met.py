"""Which rows an import met so far, in bounded memory."""

import sqlite3
from collections.abc import Iterable


class Met:
    """A set of digests that spills to a temporary file: a dry run of a million rows stays small."""

    def __init__(self) -> None:
        # An empty name is a private database that SQLite removes by itself when it is closed.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("CREATE TABLE met (digest BLOB PRIMARY KEY) WITHOUT ROWID")

    def new(self, digests: Iterable[str]) -> list[bool]:
        """Take digests in; tell of each whether it is the first time that it is met."""
        insert = "INSERT OR IGNORE INTO met VALUES (?)"
        return [
            self._database.execute(insert, [bytes.fromhex(digest)]).rowcount > 0
            for digest in digests
        ]

    def close(self) -> None:
        """Forget all of them."""
        self._database.close()
