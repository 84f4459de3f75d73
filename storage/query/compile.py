"""From tree to a filter: bound conditions of the ORM, the same on SQLite and PostgreSQL.

No text of the user ever becomes SQL text: it is folded, then bound. Every condition is either
true or false of a contact, never unknown, so that a minus in front excludes exactly what the
condition finds, and who has no value at all is among the others.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.models import Model

from storage.query import bare_lookup, buying, matching, moments, standing
from storage.query.conditions import having, on
from storage.query.contacting import contacted
from storage.query.errors import QueryError
from storage.query.fields import FIELDS, Field, Kind
from storage.query.nearest import nearest
from storage.query.parser import parse
from storage.query.text_index import narrowed, narrowed_rows
from storage.query.tree import (
    And,
    Anything,
    Choice,
    Many,
    Node,
    Not,
    Nothing,
    Op,
    Or,
    Range,
    Single,
    Term,
    Text,
)
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress, Segment
from storage.tables.sales import Forecast
from storage.tables.service import Ticket
from storage.tables.work import Note, Proposal, Task
from storage.values.folding import fold

MAX_VALUES = 30_000
"""Both databases bind some 32,000 values in one statement."""
MAX_SEGMENTS = 5

_EVERYBODY = Q(id__isnull=False)
_TABLES: dict[str, type[Model]] = {
    "address": PostalAddress,
    "email": EmailAddress,
    "tag": ContactTag,
    "phone": Phone,
    "forecast": Forecast,
}
_FOLDED = {
    "contact.first_name": "first_key",
    "contact.last_name": "last_key",
    "contact.company": "company_key",
    "address.city": "city_key",
    "address.province": "province_key",
    "tag.name": "name_key",
    "email.normal": "normal",
}
_IN_SEARCH_TEXT = frozenset(
    {"first_key", "last_key", "company_key", "city_key", "normal"}  # see searching.py
)
_RECORDS: dict[str, Callable[[], Any]] = {
    "note": Note.all,
    "task": lambda: Task.filter(state="open", contact_id__isnull=False),
    "proposal": lambda: Proposal.filter(state="open"),
    "ticket": lambda: Ticket.filter(state__in=("open", "in_progress", "escalated")),
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where and when. `now` is UTC with offset, `zone` says which day that is."""

    language: str
    country: str
    now: datetime
    zone: ZoneInfo
    path: tuple[str, ...] = field(default=())
    """The segments that are being opened, to notice one inside itself."""

    @property
    def today(self) -> date:
        """The calendar day where the user is."""
        return self.now.astimezone(self.zone).date()


async def condition(node: Node, asker: Asker) -> Q:
    """Return the filter on contacts for a tree. Raises QueryError at the place of a term."""
    match node:
        case And(items):
            return Q(*[await condition(item, asker) for item in items])
        case Or(items):
            return Q(*[await condition(item, asker) for item in items], join_type=Q.OR)
        case Not(item):
            return ~await condition(item, asker)
        case Term():
            found = await _term(node, asker)
            return ~found if node.op is Op.NE else found
        case _:
            return await bare_lookup.condition(node, asker.country)


async def _term(term: Term, asker: Asker) -> Q:
    match term.value:
        case Many(items):
            each = [await _single(term, item, asker) for item in items]
            return Q(*each, join_type=Q.OR)
        case Anything():
            return await _present(term, asker)
        case Nothing():
            return ~await _present(term, asker)
        case value:
            return await _single(term, value, asker)


async def _present(term: Term, asker: Asker) -> Q:
    place = FIELDS[term.field].place
    if FIELDS[term.field].kind is Kind.AGE:
        return moments.born(moments.Stretch(None, None))
    if place in _RECORDS:
        return having(_RECORDS[place]())
    if place == "segment":
        raise QueryError("needs_name", *term.at)
    if place == "contacted":
        return contacted(moments.Stretch(None, None), asker.zone)
    if place.startswith("order."):
        return buying.present(place, term.window, asker.today)
    if place in ("status", "consent", "bounce"):
        return await _standing(place, None, asker)
    table, _, column = place.partition(".")
    known = on(f"{column}__isnull", False)
    return _in_table(table, known & ~on(column, "") if _is_text(table, column) else known)


async def _standing(place: str, value: Choice | None, asker: Asker) -> Q:
    """Return who has such a status, consent or bounce; None: any of them."""
    if place == "consent":
        return await standing.consent(value)
    if place == "bounce":
        return standing.bounce(value.name if value else None)
    return standing.status(value.name, asker.now) if value else _EVERYBODY


def _is_text(table: str, column: str) -> bool:
    model = _TABLES.get(table, Contact)
    return model._meta.fields_map[column].field_type is str


async def _single(term: Term, value: Single | Range, asker: Asker) -> Q:
    kept = FIELDS[term.field]
    if kept.place.startswith("order."):
        return buying.condition(kept.place, term, value, asker.today, asker.country)
    match kept.kind:
        case Kind.TEXT | Kind.EXACT | Kind.EMAIL if isinstance(value, Text):
            return await _text(term, kept, value.text, asker)
        case Kind.PHONE if isinstance(value, Text):
            return await bare_lookup.phone(value.text, term.op, asker.country)
        case Kind.POSTCODE:
            return _postcode(term.op, value)
        case Kind.CHOICE if isinstance(value, Choice):
            return await _choice(kept, value, asker)
        case _:
            return _time(term, kept, value, asker)


def _time(term: Term, kept: Field, value: Single | Range, asker: Asker) -> Q:
    if kept.kind is Kind.RATIO:
        return _in_table("forecast", moments.measured("risk", term.op, value))
    if kept.kind is Kind.AGE:
        return moments.aged(term.op, value, asker.today)
    if kept.kind is Kind.BIRTHDAY:
        return moments.birth(term.op, value, asker.today)
    stretch = moments.stretch_of(term.op, value, asker.today, ahead=kept.ahead)
    if kept.place == "contacted":
        return contacted(stretch, asker.zone)
    table, _, column = kept.place.partition(".")
    if table == "forecast":
        return _in_table(table, moments.on_days(column, stretch))
    return moments.within(column, stretch, asker.zone)


async def _choice(kept: Field, value: Choice, asker: Asker) -> Q:
    if kept.place in ("status", "consent", "bounce"):
        return await _standing(kept.place, value, asker)
    table, _, column = kept.place.partition(".")
    return _in_table(table, on(column, value.name) & on(f"{column}__isnull", False))


def _postcode(op: Op, value: Single | Range) -> Q:
    """`cp:46` is every postcode that begins so; ranges compare as text."""
    if isinstance(value, Range):
        low = value.low.text if isinstance(value.low, Text) else ""
        high = value.high.text if isinstance(value.high, Text) else ""
        within = ~Q(postcode="") & Q(postcode__gte=low)
        return _in_table("address", within & Q(postcode__lte=high) if high else within)
    text = value.text.upper() if isinstance(value, Text) else ""
    compared = {Op.GT: "gt", Op.GE: "gte", Op.LT: "lt", Op.LE: "lte"}.get(op)
    if compared:
        return _in_table("address", ~Q(postcode="") & on(f"postcode__{compared}", text))
    exact = op in (Op.EQ, Op.NE) and "*" not in text
    found = Q(postcode=text) if exact else Q(postcode__startswith=text.strip("*"))
    if text.startswith("*"):
        found = Q(postcode__endswith=text.strip("*"))
    return _in_table("address", found)


def _in_table(table: str, found: Q) -> Q:
    """Return the contacts with such a row; of the contact's own table the condition itself."""
    if table == "contact":
        return found
    return having(_TABLES[table].filter(found))


async def _text(term: Term, kept: Field, typed: str, asker: Asker) -> Q:
    if kept.place == "segment":
        return await _segment(term, typed, asker)
    table, _, column = kept.place.partition(".")
    op = Op.EQ if kept.kind is Kind.EXACT and term.op is Op.HAS else term.op
    folded = _FOLDED.get(kept.place)
    piece = matching.longest_piece(typed) if folded in _IN_SEARCH_TEXT else ""
    near = narrowed(piece) if table == "contact" else narrowed_rows(piece)
    # In a name words also end at a hyphen, which only `_matching_values` knows.
    simple = "*" not in typed if folded in ("first_key", "last_key") else matching.simple(typed)
    if folded and simple:
        return _in_table(table, Q(near, matching.column(folded, typed, op)))
    if kept.place == "contact.external_id" and "*" not in typed:
        return Q(external_id__isnull=False, external_id=typed)
    values = await _matching_values(term, table, column, typed, op)
    known = on(f"{column}__in", values) & on(f"{column}__isnull", False)
    return _in_table(table, Q(near, known))


async def _matching_values(term: Term, table: str, column: str, typed: str, op: Op) -> list[str]:
    """Return the values of a column that match once folded."""
    model = _TABLES.get(table, Contact)
    rows: Any = model.all()
    folded = _FOLDED.get(f"{table}.{column}")
    piece = matching.longest_piece(typed)
    if folded and piece:
        rows = rows.filter(**{f"{folded}__contains": piece})
    pattern = matching.pattern_of(typed, op)
    found: list[str] = []
    async for (value,) in rows.distinct().values_list(column):
        if value and pattern.search(fold(value)):
            found.append(value)
    if len(found) > MAX_VALUES:
        raise QueryError("too_broad", *term.at)
    return found


async def _segment(term: Term, name: str, asker: Asker) -> Q:
    key = fold(name)
    if key in asker.path or len(asker.path) >= MAX_SEGMENTS:
        raise QueryError("segment_loop", *term.at, {"word": name})
    segment = await Segment.get_or_none(name_key=key)
    if segment is None:
        names = [str(one) for one in await Segment.all().values_list("name", flat=True)]
        raise QueryError("unknown_segment", *term.at, {"word": name}, _instead(name, names))
    inside = Asker(asker.language, asker.country, asker.now, asker.zone, (*asker.path, key))
    try:
        query = parse(segment.query, language="en", country=asker.country)
        return _EVERYBODY if query.where is None else await condition(query.where, inside)
    except QueryError as error:
        if error.code in ("segment_loop", "segment_wrong"):
            raise QueryError(error.code, *term.at, error.params) from error
        params = {"word": segment.name, "query": segment.query}
        raise QueryError("segment_wrong", *term.at, params) from error


def _instead(name: str, names: list[str]) -> str | None:
    near = nearest(name, names)
    return None if near is None else f'seg:"{near}"'
