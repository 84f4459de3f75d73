"""Telegram's HTML: `<b>Ana</b> &amp; co` into text and entities, refused in Telegram's words.

Follows https://core.telegram.org/bots/api#html-style. Offsets in errors count UTF-8 bytes of the
input, those in entities UTF-16 code units of the output. Not imitated: custom emoji are kept as
their plain character, and the rarely met limits on nesting.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aldia.sandbox.bot_api.errors import Refusal, bad_request
from aldia.sandbox.bot_api.values import Entity

_TYPES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_MAX_ENTITIES: Final = 100
_TOKEN: Final = re.compile(
    r"<|&(?:(?P<name>lt|gt|amp|quot)|#(?P<num>\d+)|#x(?P<hex>[0-9a-fA-F]+));?"
)
_TAG: Final = re.compile(r"<(?P<end>/?)(?P<name>[^\s<>]*)(?=[\s<>])")
_REST: Final = re.compile(r"((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE: Final = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text takes: what entities are counted in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    """A start tag still waiting for its end."""

    tag: str
    at: int
    attributes: Mapping[str, str]


@dataclass(slots=True)
class _Reader:
    """One pass over the input, gathering text and entities."""

    source: str
    text: str = ""
    units: int = 0
    waiting: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def take(self, piece: str) -> None:
        self.text += piece
        self.units += utf16_length(piece)

    def refuse(self, what: str, at: int) -> Refusal:
        where = len(self.source[:at].encode())
        return _cannot_parse(f"{what} at byte offset {where}")

    def tag(self, at: int) -> int:
        """Read the tag at this place; return the place after it."""
        found = _TAG.match(self.source, at)
        if found is None:
            raise self.refuse("Unclosed start tag", at)
        name, ends = found["name"].lower(), bool(found["end"])
        if not ends and name not in _TYPES:
            raise self.refuse(f'Unsupported start tag "{name}"', at)
        rest = _REST.match(self.source, found.end())
        if rest is None:
            raise self.refuse(f"Unclosed {'end' if ends else 'start'} tag", at)
        if ends:
            self._end(name, at)
        else:
            self._start(name, rest[1], at)
        return rest.end()

    def _start(self, name: str, rest: str, at: int) -> None:
        pairs = {
            m[1].lower(): _unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(rest)
        }
        if name == "span" and pairs.get("class") != "tg-spoiler":
            raise self.refuse('Tag "span" must have class "tg-spoiler"', at)
        self.waiting.append(_Open(name, self.units, pairs))

    def _end(self, name: str, at: int) -> None:
        if not self.waiting:
            raise self.refuse("Unexpected end tag", at)
        opened = self.waiting.pop()
        if name not in ("", opened.tag):
            what = f'expected "</{opened.tag}>", found "</{name}>"'
            where = len(self.source[:at].encode())
            raise _cannot_parse(f"Unmatched end tag at byte offset {where}, {what}")
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity = _entity(opened, self.units - opened.at, self.text)
        if entity is not None and entity.length:
            self.entities.append(entity)


def _entity(opened: _Open, length: int, text: str) -> Entity | None:
    kind, attributes = _TYPES[opened.tag], opened.attributes
    if opened.tag == "tg-emoji":
        return None
    if opened.tag == "a":
        url = attributes.get("href") or _tail(text, length)
        return Entity(kind, opened.at, length, {"url": url}) if "." in url or ":" in url else None
    if opened.tag == "blockquote" and "expandable" in attributes:
        kind = "expandable_blockquote"
    language = attributes.get("class", "")
    if opened.tag == "code" and language.startswith("language-"):
        return Entity("pre", opened.at, length, {"language": language.removeprefix("language-")})
    return Entity(kind, opened.at, length)


def _tail(text: str, units: int) -> str:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[len(encoded) - 2 * units :].decode("utf-16-le", "surrogatepass")


def _cannot_parse(why: str) -> Refusal:
    return bad_request(f"can't parse entities: {why}")


def _unescape(text: str) -> str:
    return _TOKEN.sub(lambda found: _character(found) or found[0], text)


def _character(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _NAMED[found["name"]]
    code = int(found["num"]) if found["num"] else int(found["hex"], 16) if found["hex"] else 0
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None


def from_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Text and entities of a message written in HTML, in the order Telegram lists them.

    Raises Refusal (400, "can't parse entities: ...") where Telegram would refuse it.
    """
    reader = _Reader(source)
    place = 0
    while found := _TOKEN.search(source, place):
        reader.take(source[place : found.start()])
        if found[0] == "<":
            place = reader.tag(found.start())
        else:
            reader.take(_character(found) or found[0])
            place = found.end()
    reader.take(source[place:])
    if reader.waiting:
        tag = reader.waiting[-1].tag
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return trimmed(reader.text, reader.entities)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Cut white space at both ends, as Telegram does, and move the entities along."""
    shift = utf16_length(text) - utf16_length(text.lstrip())
    kept = text.strip()
    end = utf16_length(kept)
    moved = [_moved(entity, shift, end) for entity in entities]
    ordered = sorted((e for e in moved if e.length), key=lambda e: (e.offset, -e.length))
    return kept, tuple(_pre_with_language(ordered)[:_MAX_ENTITIES])


def _moved(entity: Entity, shift: int, end: int) -> Entity:
    start = min(max(entity.offset - shift, 0), end)
    stop = min(max(entity.offset + entity.length - shift, 0), end)
    return Entity(entity.type, start, stop - start, entity.extra)


def _pre_with_language(entities: list[Entity]) -> list[Entity]:
    """`<pre><code class="language-x">` is one entity, not two."""
    named = {(e.offset, e.length) for e in entities if e.type == "pre" and e.extra}
    return [e for e in entities if e.extra or e.type != "pre" or (e.offset, e.length) not in named]
