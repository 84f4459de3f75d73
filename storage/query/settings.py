"""`orden:cp,-gasto` and `max:50`: how the answer is listed, not what matches."""

import re

from storage.query import fields
from storage.query.fields import Kind
from storage.query.nearest import nearest_field
from storage.query.readers import Reader
from storage.query.scanner import PART, RAW, Piece
from storage.query.tree import Op, OrderKey

MAX_LIMIT = 100_000
_UNSORTED = (Kind.RECORD, Kind.PHONE)
_UNSORTED_FIELDS = frozenset(
    {"segment", "tag", "consent", "bounce", "product", "status", "lastcontact"}
)


def read_order(reader: Reader) -> tuple[OrderKey, ...]:
    """Read the fields to sort by; the operator stands next."""
    scanner = reader.scanner
    _colon(reader)
    keys: list[OrderKey] = []
    while True:
        scanner.skip_space()
        found = scanner.take(PART)
        if not found:
            raise scanner.error("missing_value", max(0, scanner.pos - 1), scanner.pos)
        key = _order_key(reader, Piece(found[0], *found.span()))
        if any(other.field == key.field for other in keys):
            raise scanner.error("said_twice", *found.span(), word=found[0].lstrip("-"))
        keys.append(key)
        if scanner.peek() != ",":
            return tuple(keys)
        scanner.pos += 1


def read_limit(reader: Reader) -> int:
    """Read how many to show at most; the operator stands next."""
    scanner = reader.scanner
    _colon(reader)
    scanner.skip_space()
    found = scanner.take(RAW)
    if not found:
        raise scanner.error("missing_value", max(0, scanner.pos - 1), scanner.pos)
    good = re.fullmatch(r"[0-9]{1,6}", found[0])
    if not good or not 1 <= int(found[0]) <= MAX_LIMIT:
        raise scanner.error("bad_limit", *found.span(), word=found[0], limit=MAX_LIMIT)
    return int(found[0])


def _colon(reader: Reader) -> None:
    start = reader.scanner.pos
    if reader.scanner.peek() == "[":
        raise reader.scanner.error("window_not_here", start, start + 1, field="")
    op = reader.scanner.operator()
    if op not in (Op.HAS, Op.EQ):
        raise reader.scanner.error(
            "bad_operator", start, reader.scanner.pos, ":", op=op.value, allowed=":"
        )


def _order_key(reader: Reader, piece: Piece) -> OrderKey:
    word = piece.text.lstrip("+-")
    start = piece.end - len(word)
    field = fields.field_of(word)
    if fields.key(word) in fields.TWO_FIELDS:
        field = fields.FIELDS[fields.TWO_FIELDS[fields.key(word)][1]]
    if field is None:
        near = nearest_field(word, reader.language)
        raise reader.scanner.error("unknown_field", start, piece.end, near, word=word)
    if field.kind in _UNSORTED or field.name in _UNSORTED_FIELDS:
        raise reader.scanner.error(
            "cannot_sort", start, piece.end, field=field.word(reader.language)
        )
    descending = piece.text.startswith("-")
    return OrderKey(field.name, descending, reader.scanner.span(start, piece.end))
