"""Cutting a long message into parts that Telegram takes, without breaking its markup.

Telegram counts UTF-16 code units after the markup is taken out; counting the markup as well is
the safe side. https://core.telegram.org/bots/api#sendmessage
"""

import re

LIMIT = 4096
_PIECE = re.compile(r"<[^>]*>|&[a-z#0-9]+;|\n|[^<&\n]+|.", re.DOTALL)
_NAME = re.compile(r"</?([a-z-]+)")


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Cut HTML at line breaks where there are any; open tags are closed and opened again.

    `limit` is in UTF-16 code units and must leave room for the tags. Nothing visible is lost
    except the line breaks at the cuts.
    """
    if _units(text) <= limit:
        return [text]
    parts: list[str] = []
    open_tags: list[str] = []
    part = _Part(open_tags)
    for piece in _pieces(text, limit):
        if part.size + _units(piece) + _closing_units(open_tags) + 16 > limit and part.visible:
            parts.append(part.closed())
            part = _Part(open_tags)
            if piece == "\n":
                continue
        part.add(piece)
    return [*parts, part.closed()] if part.visible else parts


class _Part:
    def __init__(self, open_tags: list[str]) -> None:
        self.open_tags = open_tags
        self.text = "".join(open_tags)
        self.size = _units(self.text)
        self.visible = False

    def add(self, piece: str) -> None:
        self.text += piece
        self.size += _units(piece)
        if piece.startswith("</"):
            if self.open_tags:
                self.open_tags.pop()
        elif piece.startswith("<"):
            self.open_tags.append(piece)
        elif not piece.isspace():
            self.visible = True

    def closed(self) -> str:
        return self.text.rstrip("\n") + "".join(_close(tag) for tag in reversed(self.open_tags))


def _pieces(text: str, limit: int) -> list[str]:
    pieces: list[str] = []
    room = max(limit // 8, 1)
    for piece in _PIECE.findall(text):
        if piece.startswith("<") or _units(piece) <= room:
            pieces.append(piece)
        else:
            pieces += [piece[start : start + room] for start in range(0, len(piece), room)]
    return pieces


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _close(tag: str) -> str:
    match = _NAME.match(tag)
    return f"</{match.group(1)}>" if match else ""


def _closing_units(tags: list[str]) -> int:
    return sum(len(_close(tag)) for tag in tags)
