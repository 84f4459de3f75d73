"""What a restore takes along from the database it replaces: the mails that have gone out since.

A mail cannot be taken back, so a restored database must know of it: otherwise the same run would
mail everybody again, and the answers in the mailbox would belong to nobody.
"""

from collections.abc import Callable, Iterator

_TABLES = {
    "campaign": "TRUE",
    "run": "TRUE",
    "recipient": "contact_id IN (SELECT id FROM contact)",
    "delivery": "contact_id IN (SELECT id FROM contact)",
    "outcome": "recipient_id IN (SELECT id FROM recipient)",
}
"""In the order in which they point at each other, and which rows can still be pointed at."""
_ASKED = ("asked_at", "reminded_at")


def statements(schema: str, columns_of: Callable[[str, str], list[str]]) -> Iterator[str]:
    """Yield the SQL that copies the outbox from `schema`, for both databases.

    `columns_of(schema, table)` tells the columns; "" is the restored database. All names come
    from the database's own schema, none from a user.
    """
    for table, where in _TABLES.items():
        theirs = columns_of(schema, table)
        names = [f'"{name}"' for name in columns_of("", table) if name in theirs]
        listed = ", ".join(names)
        new = ", ".join(f"{name} = excluded.{name}" for name in names if name != '"id"')
        yield (
            f'INSERT INTO "{table}" ({listed}) SELECT {listed} FROM {schema}."{table}" '  # noqa: S608 - see above
            f"WHERE {where} ON CONFLICT (id) DO UPDATE SET {new}"
        )
    for name in _ASKED:
        same = f"FROM {schema}.contact b WHERE b.id = contact.id"
        yield f"UPDATE contact SET {name} = (SELECT b.{name} {same}) WHERE EXISTS (SELECT 1 {same})"  # noqa: S608 - see above
