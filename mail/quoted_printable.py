"""Quoted-printable text with gaps (RFC 2045 section 6.7), encoded once and filled many times.

A value goes in encoded, with soft line breaks where a line would grow over 76 characters; so no
value can end a line, close a part or begin one with a dot.
"""

import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MAX_LINE = 76
_SHORT = 60
_SOFT = b"=\r\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """Encoded text between two gaps: the lengths of its first and last line, and if it has two."""

    data: bytes
    first: int
    last: int
    lines: bool


def encode(text: str) -> bytes:
    """Encode text whose line breaks are `\n`; lone surrogates become question marks.

    The last line has room for the mark of a soft break.
    """
    if len(text) < _SHORT and text.isalnum() and text.isascii():
        return text.encode("ascii")
    raw = text.encode("utf-8", "replace")
    data = binascii.b2a_qp(raw, istext=True).replace(b"\n", b"\r\n")
    last = data[data.rfind(b"\n") + 1 :]
    if len(last) < _MAX_LINE:
        return data
    cut = len(last) - 12
    cut -= next((back for back in (1, 2) if last[cut - back : cut - back + 1] == b"="), 0)
    return data[: len(data) - len(last)] + last[:cut] + _SOFT + last[cut:]


def piece(text: str) -> Piece:
    """Encode a text between gaps."""
    data = encode(text)
    lines = data.split(b"\r\n")
    return Piece(data, len(lines[0]), len(lines[-1]), len(lines) > 1)


def fill(pieces: Sequence[Piece], values: Iterable[str]) -> bytes:
    """Put values (of one line each) between the pieces: one fewer than there are pieces."""
    out = [pieces[0].data]
    column = pieces[0].last
    for value, after in zip(values, pieces[1:], strict=True):
        data = encode(value)
        if column + len(data) >= _MAX_LINE:
            out.append(_SOFT)
            column = 0
        out.append(data)
        broken = data.rfind(b"\n")
        column = len(data) - broken - 1 if broken >= 0 else column + len(data)
        if column + after.first >= _MAX_LINE:
            out.append(_SOFT)
            column = 0
        out.append(after.data)
        column = after.last if after.lines else column + after.last
    return b"".join(out)
