"""Sorting what was found: as asked, else by how well a name matches.

Who has no value comes last, whichever way it is sorted; the id settles the rest, so that pages
never overlap.
"""

from typing import Any

from tortoise.expressions import Case, Q, When
from tortoise.functions import Min
from tortoise.queryset import QuerySet

from storage.query.buying import TOTALS, Missing, Total
from storage.query.conditions import on
from storage.query.fields import FIELDS
from storage.query.tree import And, Node, OrderKey, Phrase, Query, Word
from storage.tables.people import Contact
from storage.values import money
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
    "forecast.risk": "forecasts__risk",
    "forecast.expected_on": "forecasts__expected_on",
}


def ordered(rows: QuerySet[Contact], query: Query, country: str) -> QuerySet[Contact]:
    """Return the query set in the order asked for; money is summed in the country's currency."""
    if not query.order:
        return _by_name(rows, _first_word(query.where))
    names: list[str] = []
    for number, key in enumerate(query.order):
        rows, name = _keyed(rows, key, number, country)
        # The youngest have the latest birth date.
        descending = key.descending != (key.field == "age")
        names += [f"empty_{number}", f"-{name}" if descending else name]
    return rows.order_by(*names, "id")


def _keyed(
    rows: QuerySet[Contact], key: OrderKey, number: int, country: str
) -> tuple[QuerySet[Contact], str]:
    """Return the rows with `empty_N`, and the name of what to sort by."""
    place = FIELDS[key.field].place
    shown, empty = f"sort_{number}", f"empty_{number}"
    if place in TOTALS:
        currency = money.currency_of(country) if key.field == "spent" else ""
        total = Total(place, currency)
        return rows.annotate(**{shown: total, empty: Missing(total)}), shown
    column = "birthday" if key.field == "birthday" else _COLUMNS.get(place)
    column = column or place.partition(".")[2]
    if "__" not in column:
        return rows.annotate(**{empty: _emptiness(column)}), column
    emptiness: Any = _emptiness(column)
    rows = rows.annotate(**{shown: Min(column), empty: Min(emptiness)})
    # Else the ORM groups by every column of the contact.
    return rows.group_by("id"), shown


def _emptiness(column: str) -> Case:
    """Return 0 for rows with a value and 1 for the others."""
    known = on(f"{column}__isnull", False)
    if column == "birth_date":
        known &= ~Q(birth_date__startswith="-")
    elif not column.endswith(("_at", "_on", "__risk")):
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
