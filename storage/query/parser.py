"""From text to tree. Any text gives a `Query` or raises QueryError; nothing is guessed.

    query  := or            or  := and (("O" | "OR" | "ИЛИ" | "|") and)*       and := not+
    not    := ("-" | "!" | "NO" | "NOT" | "НЕ")? atom
    atom   := "(" or ")" | term | bare
    term   := field op value | field "[" window "]" op value | ("es" | "con" | "sin") ":" word
    bare   := word | "phrase" | phone | e-mail | postcode

`orden:` and `max:` may stand anywhere outside brackets. Limits: 500 characters, 10 levels,
50 terms, 100 values in a list.
"""

import re
from collections.abc import Callable

from storage.query import fields, words
from storage.query.bare import read_bare, take_phone, take_postcode
from storage.query.days import DURATION
from storage.query.errors import QueryError
from storage.query.fields import Kind
from storage.query.readers import Reader
from storage.query.scanner import WORD, Piece, Scanner
from storage.query.settings import read_limit, read_order
from storage.query.terms import read_term
from storage.query.tree import Node, Not, OrderKey, Phrase, Query, all_of, any_of

MAX_LENGTH = 500
MAX_DEPTH = 10
MAX_TERMS = 50

_DASHES = re.compile(r"-+")
_BANG = re.compile(r"!(?!=)")
_NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.AGE, Kind.RATIO)


def parse(text: str, *, language: str, country: str) -> Query:
    """Read a query as somebody typed it. Empty text, and `*` alone, mean everybody.

    `language` (es, en, ru) decides between `1.500` and `1,500` and words the errors; `country`
    (ISO 3166-1 alpha-2) what a phone or postcode looks like. Raises QueryError.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError("too_long", MAX_LENGTH, len(text), {"limit": MAX_LENGTH})
    scanner = Scanner(text)
    if scanner.text.strip() == "*":
        return Query()
    return _Parser(Reader(scanner, language, country)).query()


class _Parser:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.scanner = reader.scanner
        self.depth = 0
        self.terms = 0
        self.order: tuple[OrderKey, ...] | None = None
        self.limit: int | None = None

    def query(self) -> Query:
        where = self._any()
        self.scanner.skip_space()
        if self.scanner.peek() == ")":
            raise self.scanner.error("unexpected_close", self.scanner.pos, self.scanner.pos + 1)
        settings = self.order is not None or self.limit is not None
        if where is None and self.scanner.text.strip() and not settings:
            raise self.scanner.error("nothing_to_search", 0, len(self.scanner.text))
        return Query(where, self.order or (), self.limit)

    def _any(self) -> Node | None:
        parts: list[Node] = []
        operator = None
        while True:
            part = self._all()
            here = self._take_or()
            if part is None:
                if operator or here:
                    raise self._no_operand(operator or here)
                return None
            parts.append(part)
            if here is None:
                return any_of(parts)
            operator = here

    def _all(self) -> Node | None:
        parts: list[Node] = []
        joined: Piece | None = None
        while not self._ends():
            start = self.scanner.pos
            if self._operator("and"):
                piece = Piece(self.scanner.text[start : self.scanner.pos], start, self.scanner.pos)
                if joined or not parts:
                    raise self._no_operand(piece)
                joined = piece
                continue
            part = self._negated()
            if part is not None:
                parts.append(part)
                joined = None
        if joined:
            raise self._no_operand(joined)
        return all_of(parts) if parts else None

    def _ends(self) -> bool:
        self.scanner.skip_gap()
        return self.scanner.peek() in ("", ")", "|") or self._operator("or", take=False)

    def _take_or(self) -> Piece | None:
        self.scanner.skip_space()
        start = self.scanner.pos
        if self.scanner.peek() == "|":
            self.scanner.pos += 1
        elif not self._operator("or"):
            return None
        return Piece(self.scanner.text[start : self.scanner.pos], start, self.scanner.pos)

    def _operator(self, name: str, *, take: bool = True) -> bool:
        found = self.scanner.looking_at(WORD)
        if not found or self.scanner.operator_follows(found.end()):
            return False
        if words.operator_of(found[0]) != name:
            return False
        if take:
            self.scanner.pos = found.end()
        return True

    def _negated(self) -> Node | None:
        start = self.scanner.pos
        sign = self.scanner.take(_DASHES) or self.scanner.take(_BANG)
        if sign and self.scanner.at_boundary():
            return None  # a dash between words, as in "García - López"
        if not sign and not self._operator("not"):
            return self._atom()
        self.scanner.skip_space()
        piece = Piece(self.scanner.text[start : self.scanner.pos].rstrip(), start, self.scanner.pos)
        if self._ends():
            raise self._no_operand(piece)
        item = self._deeper(self._negated)
        if item is None:
            raise self._no_operand(piece)
        return Not(item)

    def _deeper(self, read: Callable[[], Node | None]) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.scanner.error(
                "too_deep", self.scanner.pos, self.scanner.pos + 1, limit=MAX_DEPTH
            )
        node = read()
        self.depth -= 1
        return node

    def _atom(self) -> Node | None:
        start = self.scanner.pos
        node = self._read_atom()
        if node is not None and not isinstance(node, Not):
            self.terms += self.scanner.text[start] != "("
            if self.terms > MAX_TERMS:
                raise self.scanner.error("too_many_terms", start, self.scanner.pos, limit=MAX_TERMS)
        return node

    def _read_atom(self) -> Node | None:
        scanner, country = self.scanner, self.reader.country
        phone = take_phone(scanner, country)
        if phone:
            return phone
        if scanner.peek() == "(":
            return self._group()
        if scanner.peek() == '"':
            return self._phrase()
        found = scanner.looking_at(WORD)
        if not found:
            raise self._stray()
        if scanner.operator_follows(found.end()):
            scanner.pos = found.end()
            return self._named(Piece(found[0], found.start(), found.end()))
        return take_postcode(scanner, country) or self._bare()

    def _group(self) -> Node | None:
        start = self.scanner.pos
        self.scanner.pos += 1
        inside = self._deeper(self._any)
        self.scanner.skip_space()
        if self.scanner.peek() != ")":
            raise self.scanner.error("unclosed_group", start, start + 1)
        self.scanner.pos += 1
        if inside is None:
            raise self.scanner.error("empty_group", start, self.scanner.pos)
        return inside

    def _phrase(self) -> Node | None:
        piece = self.scanner.quoted()
        if not any(char.isalnum() for char in piece.text):
            raise self.scanner.wrong("nothing_to_search", piece)
        if self.scanner.operator_follows(self.scanner.pos):
            raise self._unknown_field(piece)
        return Phrase(piece.text, self.scanner.span(piece.start, piece.end))

    def _stray(self) -> QueryError:
        return self.scanner.error(
            "stray_character", self.scanner.pos, self.scanner.pos + 1, word=self.scanner.peek()
        )

    def _bare(self) -> Node | None:
        scanner = self.scanner
        found = scanner.take(WORD)
        assert found  # noqa: S101 - the caller looked at it
        start, end = found.span()
        if fields.key(found[0]) == words.LOOKALIKE_OR:
            raise scanner.error(
                "lookalike_or", start, end, words.OR[self.reader.language][0].upper(), word=found[0]
            )
        self._refuse_stray_length(start)
        self._refuse_forgotten_operator(found[0], start, end)
        return read_bare(scanner, found[0], start, self.reader.country)

    def _refuse_stray_length(self, start: int) -> None:
        length = self.scanner.looking_at(DURATION, start)
        whole = self.scanner.text.strip()
        if not length or not words.unit_of(length[2]) or length[0] == whole or " " in length[0]:
            return
        raise self.scanner.error("stray_length", *length.span(), f'"{length[0]}"', word=length[0])

    def _refuse_forgotten_operator(self, word: str, start: int, end: int) -> None:
        """`edad 30` is not a search for two words."""
        field = fields.field_of(word)
        number = re.compile(r"\s+(\d[\d.,]*)(?=$|[\s)|])").match(self.scanner.text, end)
        if field and field.kind in _NUMBERS and number:
            raise self.scanner.error(
                "missing_operator", start, number.end(), f"{word}:{number[1]}", word=word
            )

    def _named(self, word: Piece) -> Node | None:
        """Read what follows a word before an operator: a term or a setting."""
        if fields.is_word_of(word.text, fields.ORDER):
            self._setting(word, "order", read_order(self.reader))
            return None
        if fields.is_word_of(word.text, fields.LIMIT):
            self._setting(word, "limit", read_limit(self.reader))
            return None
        return read_term(self.reader, word)

    def _setting(self, word: Piece, name: str, value: object) -> None:
        if self.depth:
            raise self.scanner.error("setting_inside", word.start, self.scanner.pos)
        if getattr(self, name) is not None:
            raise self.scanner.error("said_twice", word.start, self.scanner.pos, word=word.text)
        setattr(self, name, value)

    def _unknown_field(self, piece: Piece) -> QueryError:
        return self.scanner.wrong("unknown_field", piece, word=piece.text)

    def _no_operand(self, piece: Piece | None) -> QueryError:
        assert piece  # noqa: S101 - an operator was read before
        return self.scanner.wrong("missing_operand", piece, word=piece.text.strip())
