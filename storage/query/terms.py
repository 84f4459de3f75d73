"""Reading one term: field, window, operator, value."""

import re

from storage.query import fields, words
from storage.query.days import DURATION, read_length, read_window
from storage.query.fields import FIELDS, Field, Kind
from storage.query.nearest import nearest
from storage.query.presence import read_is, read_presence, unknown_field
from storage.query.readers import Reader, read_one, split_list
from storage.query.scanner import PART, RAW, Piece
from storage.query.tree import (
    Anything,
    DayOfYear,
    Many,
    MonthOfYear,
    Nothing,
    Op,
    Range,
    Single,
    Term,
    Value,
    Window,
)

MAX_LIST = 100
_EQUALITY = (Op.HAS, Op.EQ, Op.NE)
_UNORDERED = (Kind.TEXT, Kind.EXACT, Kind.EMAIL, Kind.PHONE, Kind.CHOICE, Kind.RECORD)
_NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.AGE, Kind.RATIO)
_SUMS = (Kind.COUNT, Kind.MONEY)
_EMPTY = re.compile(r"-+(?=$|[\s)|,])")
_SINGLE_QUOTED = re.compile(r"'([^'\"]+)'(?=$|[\s)|,])")
_DIGIT = re.compile(r"[0-9]")
_SIGN = re.compile(r"[^\W_]")
_THOUSANDS = re.compile(r"\s(\d{3})(?!\d)")
_MOST_GROUPS = 8
_TAIL = re.compile(r"(?:^|[^\d.,])\d{1,3}(?:\s\d{3})*$")
_AFTER_NUMBER = re.compile(r"\s?([^\s\d()|,\"]+)(?=$|[\s)|])")
_LEADING_MARK = re.compile(r"([^\s\d()|,\"*.-]+)\s(?=\d)")


def read_term(reader: Reader, word: Piece) -> Term:
    """Read a term whose field word was read; its window or operator stands next."""
    if fields.key(word.text) in map(fields.key, fields.HAS.values()):
        return read_presence(reader, word, Anything())
    if fields.key(word.text) in map(fields.key, fields.MISSING.values()):
        return read_presence(reader, word, Nothing())
    if fields.key(word.text) in map(fields.key, fields.IS.values()):
        return read_is(reader, word)
    if fields.key(word.text) in fields.TWO_FIELDS:
        return _read_term(reader, word, _field_by_value(reader, word))
    field = fields.field_of(word.text)
    if field is None:
        raise unknown_field(reader, word)
    return _read_term(reader, word, field)


def _read_term(reader: Reader, word: Piece, field: Field) -> Term:
    scanner = reader.scanner
    scanner.skip_space()
    window = _read_brackets(reader, field) if scanner.peek() == "[" else None
    start = scanner.pos
    op = scanner.operator()
    op_at = Piece(scanner.text[start : scanner.pos].strip(), start, scanner.pos)
    if field.kind in _UNORDERED and op not in _EQUALITY:
        allowed = " ".join(one.value for one in _EQUALITY)
        raise scanner.error("bad_operator", start, scanner.pos, ":", op=op.value, allowed=allowed)
    value = _read_value(reader, field)
    _check_fit(reader, op, op_at, value)
    if field.kind in _SUMS:
        window = _read_window_after(reader, word, window)
    return Term(field.name, op, value, window, scanner.span(word.start, scanner.pos))


def _field_by_value(reader: Reader, word: Piece) -> Field:
    """Tell by its value which of two fields a word names, or ask."""
    scanner = reader.scanner
    first, second = (FIELDS[name] for name in fields.TWO_FIELDS[fields.key(word.text)])
    here = scanner.pos
    scanner.operator() if scanner.peek() != "[" else None
    scanner.skip_space()
    found = scanner.looking_at(PART)
    typed = found[0] if found else (scanner.quoted().text if scanner.peek() == '"' else "")
    scanner.pos = here
    if words.choice_of(first.name, typed):
        return first
    plain = typed.strip("*-")
    if plain and not nearest(plain, words.choice_words(first.name, reader.language)):
        return second
    options = " / ".join(field.word(reader.language) for field in (first, second))
    raise scanner.error("ambiguous_field", word.start, word.end, word=word.text, options=options)


def _read_brackets(reader: Reader, field: Field) -> Window:
    scanner = reader.scanner
    start = scanner.pos
    end = scanner.text.find("]", start)
    if end < 0:
        raise scanner.error("unclosed_window", start, len(scanner.text))
    if not field.windowed:
        raise scanner.error("window_not_here", start, end + 1, field=field.word(reader.language))
    inside = Piece(scanner.text[start + 1 : end], start + 1, end)
    if not inside.text.strip():
        raise scanner.error("empty_window", start, end + 1)
    window = read_window(scanner, inside, reader.language, reader.country)
    scanner.pos = end + 1
    if not scanner.operator_follows(scanner.pos):
        raise scanner.error("missing_operator", start, end + 1, word=field.word(reader.language))
    return window


def _read_window_after(reader: Reader, word: Piece, window: Window | None) -> Window | None:
    """Take the `30d` of `gasto>500 30d`."""
    scanner = reader.scanner
    here = scanner.pos
    scanner.skip_space()
    found = scanner.looking_at(DURATION)
    if not found or not words.unit_of(found[2]) or here == scanner.pos:
        scanner.pos = here
        return window
    if window is not None:
        raise scanner.error("two_windows", *found.span(), word=word.text)
    scanner.pos = found.end()
    return read_length(scanner, Piece(found[0], *found.span()), found)


def _read_value(reader: Reader, field: Field) -> Value:
    scanner = reader.scanner
    after_op = scanner.pos
    scanner.skip_space()
    empty = scanner.take(_EMPTY)
    if empty:
        return Nothing()
    pieces = _read_pieces(reader, field, after_op)
    if len(pieces) > MAX_LIST:
        raise scanner.error("list_too_long", pieces[MAX_LIST].start, pieces[-1].end, limit=MAX_LIST)
    if len(pieces) == 1:
        return _read_alone(reader, field, pieces[0])
    items: list[Single | Range] = []
    for piece in pieces:
        value = _read_alone(reader, field, piece)
        if isinstance(value, Anything | Nothing | Many):
            raise scanner.wrong("not_in_list", piece, word=piece.text)
        items.append(value)
    return Many(tuple(items))


def _read_alone(reader: Reader, field: Field, piece: Piece) -> Value:
    scanner = reader.scanner
    text = piece.text.strip()
    if piece.quoted and not text:
        return Nothing()
    if text and set(text) == {"*"}:
        return Anything()
    if not text:
        raise scanner.error("missing_value", piece.start, max(piece.end, piece.start + 1))
    if text.startswith("-") and not piece.quoted and not _is_day_of_year(field, text):
        raise scanner.wrong("minus_in_value", piece, text.lstrip("-"))
    if field.kind is Kind.RECORD:
        raise scanner.wrong("only_presence", piece, "*", field=field.word(reader.language))
    if field.kind in (Kind.TEXT, Kind.EXACT, Kind.EMAIL, Kind.PHONE, Kind.POSTCODE):
        _refuse_nothing(reader, field, piece)
    return read_one(reader, field, piece)


def _is_day_of_year(field: Field, text: str) -> bool:
    return field.kind is Kind.BIRTHDAY and bool(re.match(r"--?\d\d-\d\d(?!\d)", text))


def _refuse_nothing(reader: Reader, field: Field, piece: Piece) -> None:
    wanted = _DIGIT if field.kind is Kind.PHONE else _SIGN
    if not wanted.search(piece.text):
        raise reader.scanner.wrong("nothing_to_search", piece)


def _read_pieces(reader: Reader, field: Field, after_op: int) -> list[Piece]:
    """Read the comma-separated pieces of a value; a space after a comma is a phone's doing."""
    scanner = reader.scanner
    pieces: list[Piece] = []
    while True:
        piece = _read_piece(reader, field)
        if piece is None:
            start = min(after_op, scanner.pos - 1) if not pieces else scanner.pos - 1
            raise scanner.error("missing_value", max(0, start), max(scanner.pos, 1))
        pieces += split_list(field, piece)
        ends_in_comma = not piece.quoted and not pieces[-1].text and len(pieces) > 1
        if ends_in_comma:
            pieces.pop()
        elif scanner.peek() == ",":
            scanner.pos += 1
        else:
            return pieces
        if _another_term_follows(reader):
            return pieces
        scanner.skip_space()


def _another_term_follows(reader: Reader) -> bool:
    """Tell whether the comma just read only parted two terms: `ciudad:Vigo, edad>30`."""
    scanner = reader.scanner
    found = re.compile(r"\s+-?([^\W\d]+)").match(scanner.text, scanner.pos)
    return bool(found and scanner.operator_follows(found.end()))


def _read_piece(reader: Reader, field: Field) -> Piece | None:
    scanner = reader.scanner
    if scanner.peek() == '"':
        return scanner.quoted()
    single = scanner.take(_SINGLE_QUOTED)
    if single:
        return Piece(single[1].strip(), *single.span(), quoted=True)
    if field.kind in _NUMBERS or field.kind is Kind.POSTCODE:
        return _read_number(reader, field)
    found = scanner.take(RAW if field.kind in (Kind.DATE, Kind.BIRTHDAY) else PART)
    return Piece(found[0], *found.span()) if found else None


def _read_number(reader: Reader, field: Field) -> Piece | None:
    """Read digits with the blanks that group them, and the currency that may stand apart."""
    scanner = reader.scanner
    start = scanner.pos
    if field.kind is Kind.MONEY:
        mark = scanner.looking_at(_LEADING_MARK)
        if mark and words.currency_of(mark[1]):
            scanner.pos = mark.end()
    if not scanner.take(RAW):
        return None
    for _ in range(_MOST_GROUPS):
        if not _TAIL.search(scanner.text[start : scanner.pos]):
            break
        group = scanner.looking_at(_THOUSANDS)
        if not group or _is_length(reader, group.start(1)):
            break
        scanner.pos = group.end()
        scanner.take(re.compile(r"[^\s()|\"]+"))
    sign = scanner.looking_at(_AFTER_NUMBER)
    if sign and field.kind is Kind.MONEY and words.currency_of(sign[1]):
        scanner.pos = sign.end()
    return Piece(scanner.text[start : scanner.pos], start, scanner.pos)


def _is_length(reader: Reader, pos: int) -> bool:
    found = reader.scanner.looking_at(DURATION, pos)
    return bool(found and words.unit_of(found[2]))


def _check_fit(reader: Reader, op: Op, op_at: Piece, value: Value) -> None:
    """Refuse `gasto>*`, `edad>20..30`, `cumple<mayo`: they say nothing, or two things."""
    if op in _EQUALITY:
        return
    moving = isinstance(value, DayOfYear | MonthOfYear | Anything | Nothing | Range | Many)
    if moving:
        allowed = " ".join(one.value for one in _EQUALITY)
        raise reader.scanner.error(
            "bad_operator", op_at.start, op_at.end, ":", op=op.value, allowed=allowed
        )
