"""The index over the middle of words: which contacts can contain a piece of text at all.

Trigrams answer for pieces of three letters and more; shorter ones look at every row. On SQLite
the index is a table of its own, asked by the one hand-written clause of this house: the piece is
bound, and quoted for the language of MATCH. On PostgreSQL pg_trgm serves the ORM's own LIKE.
"""

from pypika_tortoise.context import SqlContext
from pypika_tortoise.terms import Term, ValueWrapper
from tortoise import Tortoise
from tortoise.expressions import Q

from storage.query.conditions import on

SHORTEST = 3


class _Containing(Term):
    """The ids of the contacts whose searched text contains a piece."""

    def __init__(self, piece: str) -> None:
        super().__init__()
        quoted = piece.replace('"', '""')
        self.pattern = ValueWrapper(f'"{quoted}"')

    def get_sql(self, ctx: SqlContext) -> str:
        bound = self.pattern.get_sql(ctx)
        return f"(SELECT rowid FROM contact_text WHERE contact_text MATCH {bound})"  # noqa: S608 - a placeholder, not text


def narrowed(piece: str) -> Q:
    """Return a condition, quick to answer, that all who contain the folded piece fulfil."""
    return _narrowed(piece, "id", "search_text__contains")


def narrowed_rows(piece: str) -> Q:
    """Return the same for rows that belong to a contact: those of all who contain the piece."""
    return _narrowed(piece, "contact_id", "contact__search_text__contains")


def _narrowed(piece: str, key: str, text: str) -> Q:
    if len(piece) < SHORTEST:
        return Q()
    if Tortoise.get_connection("default").capabilities.dialect == "sqlite":
        return on(f"{key}__in", _Containing(piece))
    return on(text, piece)
