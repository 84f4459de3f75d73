"""Characters: what phones and keyboards put in, and where each stood in the text as typed.

Telegram turns `"` into “ ” « » and `--` into a dash; pasted text brings marks of no width. Here
they are one quote, one minus and nothing, and every place still counts the text as typed.
"""

import re
from dataclasses import dataclass

from storage.query.errors import QueryError
from storage.query.tree import Op, Span

_QUOTES = dict.fromkeys("“”„‟«»″〝〞＂", '"')
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-")
_APOSTROPHES = dict.fromkeys("‘’‛ʼ´", "'")
_SAME = _QUOTES | _DASHES | _APOSTROPHES
_NO_WIDTH = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufe0e\ufe0f")

WORD = re.compile(r'(?:(?!!=)[^\s()|",;\[\]:=<>≤≥≠])+')
RAW = re.compile(r'[^\s()|"]+')
PART = re.compile(r'[^\s()|",]+')
_OP = re.compile(r"\s*(>=|<=|!=|≥|≤|≠|[:=<>])")
_WRONG_OP = re.compile(r"\s*(=>|=<|<>|==|:=|>>|<<|::|:>=?|:<=?)")
_OPS = {"≥": Op.GE, "≤": Op.LE, "≠": Op.NE} | {op.value: op for op in Op}
_RIGHT_OPS = {"=>": ">=", "=<": "<=", "<>": "!=", ":>": ">", ":<": "<", ":>=": ">=", ":<=": "<=",
              "==": "=", ":=": "=", ">>": ">", "<<": "<", "::": ":"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a value as it was written; `start` and `end` count the cleaned text."""

    text: str
    start: int
    end: int
    quoted: bool = False

    def part(self, start: int, end: int) -> "Piece":
        """Return a part of this piece, keeping its place."""
        return Piece(self.text[start:end], self.start + start, self.start + end)


class Scanner:
    """A place in a cleaned text, and the way back to the text as typed.

    Raises QueryError(odd_character) for characters that no database takes.
    """

    def __init__(self, typed: str) -> None:
        kept = [(i, char) for i, char in enumerate(typed) if char not in _NO_WIDTH]
        self._places = [i for i, _ in kept] + [len(typed)]
        self.text = "".join(_SAME.get(char, char) for _, char in kept)
        self.pos = 0
        for i, char in enumerate(self.text):
            if (
                (char < " " and not char.isspace())
                or char == "\x7f"
                or "\ud800" <= char <= "\udfff"
            ):
                raise self.error("odd_character", i, i + 1)

    def span(self, start: int, end: int) -> Span:
        """Return the place in the text as typed."""
        last = self._places[end - 1] + 1 if end > start else self._places[end]
        return self._places[start], last

    def error(
        self, code: str, start: int, end: int, suggestion: str | None = None, **params: object
    ) -> QueryError:
        """Return the error for a place in the cleaned text."""
        return QueryError(code, *self.span(start, end), params, suggestion)

    def wrong(
        self, code: str, piece: Piece, suggestion: str | None = None, **params: object
    ) -> QueryError:
        """Return the error for a piece."""
        return self.error(code, piece.start, piece.end, suggestion, **params)

    def peek(self) -> str:
        """Return the character here, "" at the end."""
        return self.text[self.pos : self.pos + 1]

    def skip_space(self) -> None:
        """Go to the next character that is not white space."""
        while self.peek().isspace():
            self.pos += 1

    def skip_gap(self) -> None:
        """Go past what parts words: white space, commas and semicolons."""
        while self.peek().isspace() or self.peek() in (",", ";"):
            self.pos += 1

    def at_boundary(self, pos: int | None = None) -> bool:
        """Tell whether a word cannot go on here: space, closing bracket, bar or end."""
        pos = self.pos if pos is None else pos
        char = self.text[pos : pos + 1]
        return char == "" or char.isspace() or char in ")|"

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match here and go past the match."""
        found = pattern.match(self.text, self.pos)
        if found:
            self.pos = found.end()
        return found

    def looking_at(self, pattern: re.Pattern[str], pos: int | None = None) -> re.Match[str] | None:
        """Match here, or at `pos`, without going there."""
        return pattern.match(self.text, self.pos if pos is None else pos)

    def operator_follows(self, pos: int) -> bool:
        """Tell whether an operator or a window opens at `pos`, space allowed."""
        return bool(re.compile(r"\s*(?:[:=<>≤≥≠\[]|!=)").match(self.text, pos))

    def operator(self) -> Op:
        """Read the operator that stands here. Raises QueryError(unknown_operator)."""
        wrong = self.looking_at(_WRONG_OP)
        if wrong:
            typed = wrong[1]
            raise self.error("unknown_operator", *wrong.span(1), _RIGHT_OPS[typed], op=typed)
        found = self.take(_OP)
        if not found:
            raise self.error("missing_operator", max(0, self.pos - 1), self.pos)
        return _OPS[found[1]]

    def quoted(self) -> Piece:
        """Read what stands in quotes, which open here; `\\"` and `\\\\` stand for themselves."""
        start = self.pos
        chars: list[str] = []
        i = start + 1
        while i < len(self.text):
            char = self.text[i]
            if char == '"':
                self.pos = i + 1
                return Piece(" ".join("".join(chars).split()), start, self.pos, quoted=True)
            if char == "\\" and self.text[i + 1 : i + 2] in ('"', "\\"):
                i += 1
            chars.append(self.text[i])
            i += 1
        raise self.error("unclosed_quote", start, len(self.text))
