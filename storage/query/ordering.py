"""Sorting what was found: as asked, else by how well a name matches.

Who has no value comes last, whichever way it is sorted; the id settles the rest, so that pages
never overlap.
"""

from typing import Any

from tortoise.expressions import Case, Q, When
from tortoise.functions import Min
from tortoise.queryset import QuerySet

from storage.query.conditions import on
from storage.query.errors import QueryError
from storage.query.fields import FIELDS, NOT_YET
from storage.query.tree import And, Node, OrderKey, Phrase, Query, Word
from storage.tables.people import Contact
from storage.values.folding import fold

_COLUMNS = {
    "contact.first_name": "first_key",
    "contact.last_name": "last_key",
    "contact.company": "company_key",
    "address.city": "addresses__city_key",
    "address.province": "addresses__province_key",
    "address.postcode": "addresses__postcode",
    "address.country": "addresses__country",
    "email.normal": "emails__normal",
}


def ordered(rows: QuerySet[Contact], query: Query, language: str) -> QuerySet[Contact]:
    """Return the query set in the order asked for. Raises QueryError(not_recorded_yet)."""
    if not query.order:
        return _by_name(rows, _first_word(query.where))
    names: list[str] = []
    for number, key in enumerate(query.order):
        column = _column(key, language)
        shown, empty = f"sort_{number}", f"empty_{number}"
        emptiness: Any = _emptiness(column)
        if "__" in column:
            rows = rows.annotate(**{shown: Min(column)})
            emptiness = Min(emptiness)
            # Else the ORM groups by every column of the contact.
            rows = rows.group_by("id")
        rows = rows.annotate(**{empty: emptiness})
        # The youngest have the latest birth date.
        descending = key.descending != (key.field == "age")
        name = shown if "__" in column else column
        names += [empty, f"-{name}" if descending else name]
    return rows.order_by(*names, "id")


def _column(key: OrderKey, language: str) -> str:
    field = FIELDS[key.field]
    if field.place == NOT_YET:
        raise QueryError("not_recorded_yet", *key.at, {"field": field.word(language)})
    if key.field == "birthday":
        return "birthday"
    return _COLUMNS.get(field.place, field.place.partition(".")[2])


def _emptiness(column: str) -> Case:
    """Return 0 for rows with a value and 1 for the others."""
    known = on(f"{column}__isnull", False)
    if column == "birth_date":
        known &= ~Q(birth_date__startswith="-")
    elif not column.endswith("_at"):
        known &= ~on(column, "")
    return Case(When(known, then="0"), default="1")


def _by_name(rows: QuerySet[Contact], word: str | None) -> QuerySet[Contact]:
    """Put first whose name begins with the word, then whose other names do."""
    if not word:
        return rows.order_by("id")
    # Texts, because PostgreSQL takes a bound value of a CASE for one.
    steps: list[Any] = [
        When(Q(name_key__startswith=word), then="0"),
        When(Q(name_key__contains=f" {word}"), then="1"),
    ]
    return rows.annotate(nearness=Case(*steps, default="2")).order_by("nearness", "id")


def _first_word(where: Node | None) -> str | None:
    items = where.items if isinstance(where, And) else (where,)
    for item in items:
        if isinstance(item, Word | Phrase):
            return fold(item.text).strip("*")
    return None
