"""The MIME tree of a message (RFC 2045, 2046), read leniently and within limits.

The standard library's parser asks every open boundary about every line, which a hostile message
turns into minutes; this one searches for each boundary once, so its time is bounded by
size x depth, and it never recurses deeper than `Limits.depth`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from mail.reading.decoding import decode_text, decode_transfer
from mail.reading.headers import Headers, parse_parameters
from mail.reading.limits import Limits

ENCLOSING = frozenset({"message/rfc822", "message/global", "message/news"})
_NAME = re.compile(rb"[!-9;-~]+")
_UNFOLDED = re.compile(rb"\n(?![ \t])")
_BARE_MULTIPART = re.compile(
    rb"(?:^|\n)--([^\n]{1,200}?)[ \t]*\n(?=Content-[A-Za-z-]{1,40}:)", re.I
)


class Part(NamedTuple):
    """One node of the tree. `body` is still transfer-encoded; ask `payload()` or `text()`.

    An enclosed message (message/rfc822) has exactly one child: the root part of that message.
    """

    headers: Headers
    kind: str = "text/plain"
    parameters: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    children: tuple["Part", ...] = ()

    @property
    def disposition(self) -> str:
        """ "inline", "attachment", … in lower case; "" when the part does not say."""
        return self.headers.first("content-disposition").partition(";")[0].strip().lower()

    @property
    def filename(self) -> str:
        """The name offered for saving, from either header that may carry it."""
        stated = self.headers.raw("content-disposition")
        named = parse_parameters(stated)[1].get("filename") if stated else None
        return named or self.parameters.get("name", "")

    def payload(self, limit: int | None = None) -> bytes:
        """The decoded bytes; with a limit, of no more than about that many."""
        encoding = self.headers.first("content-transfer-encoding").partition(";")[0].strip().lower()
        if limit is None:
            return decode_transfer(self.body, encoding)
        # Quoted-printable takes three bytes for one, uuencode and base64 less than two.
        long = limit * 3 if encoding == "quoted-printable" else limit * 2
        return decode_transfer(self.body[:long], encoding)[:limit]

    def text(self, limit: int = 200_000) -> str:
        """The decoded text, at most `limit` characters."""
        # Three bytes are what a character takes at most in the text that mail is made of.
        return decode_text(self.payload(limit * 3), self.parameters.get("charset"))[:limit]

    def walk(self) -> Iterator["Part"]:
        """This part and those below it, in order, without entering enclosed messages."""
        yield self
        if self.kind in ENCLOSING:
            return
        for child in self.children:
            yield from child.walk()


class Budget:
    """What is left of the limits while one message is read, and which were met."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parts = limits.parts
        self.met: dict[str, None] = {}

    def meet(self, name: str) -> None:
        """Note that a limit cut something off."""
        self.met[name] = None


def parse_entity(data: bytes, budget: Budget, depth: int = 0, default: str = "text/plain") -> Part:
    """The tree of one entity: its header block, a blank line, its body. Lines end with LF."""
    headers, body = split_headers(data, budget)
    stated = headers.raw("content-type")
    kind, parameters = parse_parameters(stated) if stated else (default, {})
    if "/" not in kind:
        kind = default
    part = Part(headers, kind, parameters, body)
    if kind.startswith("multipart/"):
        return _with_children(part, budget, depth, parameters.get("boundary", ""))
    if kind in ENCLOSING:
        return _with_enclosed(part, budget, depth)
    if not stated and depth == 0:
        return _undeclared_multipart(part, budget, depth)
    return part


def split_headers(data: bytes, budget: Budget) -> tuple[Headers, bytes]:
    """The header block and the body after it. A line that is no field ends the block."""
    limits = budget.limits
    end = data.find(b"\n\n")
    if data.startswith(b"\n"):
        return Headers(), data[1:]
    block = data if end < 0 else data[:end]
    body = b"" if end < 0 else data[end + 2 :]
    if len(block) > limits.header:
        budget.meet("header")
        block = block[: limits.header]
    return _fields(block, body, budget)


def _fields(block: bytes, body: bytes, budget: Budget) -> tuple[Headers, bytes]:
    fields: list[tuple[str, bytes]] = []
    lines = _UNFOLDED.split(block)
    most = budget.limits.fields
    for at, line in enumerate(lines):
        start, colon, value = line.partition(b":")
        if colon and (name := _field_name(start[:200])):
            fields.append((name, value.strip()))
            if len(fields) >= most:
                budget.meet("header")
                break
        elif not line.startswith((b"From ", b">From ")):
            body = b"\n".join((*lines[at:], b"", body))
            break
    return Headers(tuple(fields)), body


@lru_cache(maxsize=2048)
def _field_name(start: bytes) -> str:
    """The name before a colon in lower case; "" where it is no name, but a line of text."""
    name = start.strip()
    return name.decode("ascii").lower() if _NAME.fullmatch(name) else ""


def _with_children(part: Part, budget: Budget, depth: int, boundary: str) -> Part:
    if depth >= budget.limits.depth:
        budget.meet("depth")
        return Part(part.headers, "text/plain", part.parameters, part.body)
    pieces = _split(part.body, boundary.rstrip().encode("utf-8", "replace"), budget)
    if not pieces and (guess := _BARE_MULTIPART.search(part.body[:20_000])):
        pieces = _split(part.body, guess[1], budget)
    if not pieces:
        return Part(part.headers, "text/plain", part.parameters, part.body)
    default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
    children = []
    for piece in pieces:
        if budget.parts <= 0:
            budget.meet("parts")
            break
        budget.parts -= 1
        children.append(parse_entity(piece, budget, depth + 1, default))
    return Part(part.headers, part.kind, part.parameters, part.body, tuple(children))


def _split(body: bytes, boundary: bytes, budget: Budget) -> list[bytes]:
    """The pieces between the boundary's lines; the last may lack its closing line."""
    if not boundary:
        return []
    mark = b"--" + boundary
    pieces: list[bytes] = []
    start = -1
    at = 0 if body.startswith(mark) else _next_mark(body, mark, 0)
    tries = budget.limits.parts * 20
    while at >= 0 and (tries := tries - 1):
        line_end = body.find(b"\n", at + len(mark))
        rest = body[at + len(mark) : line_end if line_end >= 0 else len(body)].strip()
        if rest in (b"", b"--"):
            if start >= 0:
                pieces.append(body[start : max(start, at - 1)])
            start = -1 if rest or line_end < 0 else line_end + 1
            if rest or line_end < 0 or len(pieces) > budget.limits.parts:
                return pieces
        at = _next_mark(body, mark, at + len(mark))
    if start >= 0:
        pieces.append(body[start:])
    return pieces


def _next_mark(body: bytes, mark: bytes, start: int) -> int:
    found = body.find(b"\n" + mark, start)
    return found + 1 if found >= 0 else -1


def _with_enclosed(part: Part, budget: Budget, depth: int) -> Part:
    if depth >= budget.limits.depth or budget.parts <= 0:
        budget.meet("depth" if depth >= budget.limits.depth else "parts")
        return part
    budget.parts -= 1
    # RFC 2046 forbids encoding an enclosed message, and several gateways do it all the same.
    enclosed = normalise_lines(part.payload()).lstrip(b"\n")
    child = parse_entity(enclosed, budget, depth + 1)
    return Part(part.headers, part.kind, part.parameters, b"", (child,))


def _undeclared_multipart(part: Part, budget: Budget, depth: int) -> Part:
    """A body that is plainly MIME below a header that lost its Content-Type on the way."""
    head = part.body[:500]
    guess = _BARE_MULTIPART.search(head) if b"\n--" in head or head[:2] == b"--" else None
    if not guess:
        return part
    bare = Part(part.headers, "multipart/mixed", part.parameters, part.body)
    return _with_children(bare, budget, depth, guess[1].decode("utf-8", "replace"))


def normalise_lines(data: bytes) -> bytes:
    """CRLF, and CR alone where there is no LF at all, as LF."""
    if b"\r" not in data:
        return data
    data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
    return data if b"\n" in data else data.replace(b"\r", b"\n")
