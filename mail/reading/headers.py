"""Header fields: unfolding, RFC 2047 words, RFC 2231 parameters. Nothing here raises.

A header is kept as the bytes that came; it is decoded when somebody asks, so that a message with
a hundred headers costs no more than the five that are looked at.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from mail.reading.decoding import clean, decode_text, decode_transfer

_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,40}\?[bBqQ]\?)")
_PARAMETER = re.compile(
    r";\s{0,64}([A-Za-z0-9_.-]{1,60})(\*\d{1,3})?(\*)?\s{0,64}=\s{0,64}"
    r'("(?:[^"\\]{1,2000}|\\.){0,2000}"?|[^;\s]{0,2000})'
)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of one header block, in order; names compare without regard to case.

    >>> Headers(((b"Subject".decode().lower(), b"=?utf-8?q?Hola?="),)).first("subject")
    'Hola'
    """

    fields: tuple[tuple[str, bytes], ...] = ()
    _named: dict[str, list[bytes]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named: dict[str, list[bytes]] = {}
        for key, value in self.fields:
            named.setdefault(key, []).append(value)
        object.__setattr__(self, "_named", named)

    @property
    def names(self) -> Set[str]:
        """The names of the fields, in lower case."""
        return self._named.keys()

    def first(self, name: str) -> str:
        """The first field of that name, decoded and on one line; "" when there is none."""
        found = self._named.get(name.lower())
        return decode_header(found[0]) if found else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of that name, decoded, in order of appearance."""
        return tuple(decode_header(value) for value in self._named.get(name.lower(), ()))

    def raw(self, name: str) -> str:
        """The first field of that name, unfolded but with its RFC 2047 words undecoded."""
        found = self._named.get(name.lower())
        return _one_line(found[0]) if found else ""

    def items(self) -> Iterator[tuple[str, str]]:
        """Every field as (lower-case name, decoded value)."""
        return ((key, decode_header(value)) for key, value in self.fields)

    def __contains__(self, name: object) -> bool:
        return str(name).lower() in self._named


def _one_line(value: bytes) -> str:
    text = value.decode("ascii") if value.isascii() else decode_text(value, None)
    return text.strip() if text.isprintable() else clean(" ".join(text.split()))


def decode_header(value: bytes) -> str:
    """A field's value on one line: raw 8-bit guessed, RFC 2047 words decoded, no CR or LF left."""
    text = _one_line(value)
    return decode_words(text) if "=?" in text else text


def decode_words(text: str) -> str:
    """Decode the RFC 2047 words of a text; adjacent words in one set are joined before decoding,
    because many programs split multi-byte characters between words (against section 5)."""
    text = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    run: list[bytes] = []
    run_charset, end = "", 0
    for word in _WORD.finditer(text):
        charset = word[1].partition("*")[0].lower()
        if run and (word.start() != end or charset != run_charset):
            out.append(decode_text(b"".join(run), run_charset))
            run = []
        out.append(text[end : word.start()])
        run.append(_word_bytes(word[2].lower(), word[3]))
        run_charset, end = charset, word.end()
    if run:
        out.append(decode_text(b"".join(run), run_charset))
    out.append(text[end:])
    return clean(" ".join("".join(out).split()))


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding == "b":
        return decode_transfer(data, "base64")
    return decode_transfer(data.replace(b"_", b" ").replace(b"\n", b""), "quoted-printable")


@lru_cache(maxsize=64)
def parse_parameters(value: str) -> tuple[str, Mapping[str, str]]:
    """`text/plain; charset=x` as ("text/plain", {"charset": "x"}), continuations joined
    (RFC 2231, sections 3 and 4), and 8-bit or RFC 2047 words in values put up with."""
    main = value.partition(";")[0]
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, number, starred, raw in _PARAMETER.findall(value, len(main)):
        text = _unquoted(raw)
        if number or starred:
            index = int(number[1:]) if number else 0
            pieces.setdefault(name.lower(), []).append((index, bool(starred), text))
        else:
            plain.setdefault(name.lower(), decode_words(text) if "=?" in text else text)
    for name, parts in pieces.items():
        plain[name] = _joined(sorted(parts))
    return main.strip().lower(), MappingProxyType(plain)


def _unquoted(raw: str) -> str:
    if not raw.startswith('"'):
        return raw.strip()
    inner = raw[1:-1] if len(raw) > 1 and raw.endswith('"') else raw[1:]
    return _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    charset = None
    data = b""
    for index, encoded, text in parts:
        value = text
        if encoded and index == 0 and text.count("'") >= 2:
            charset, _, value = text.split("'", 2)
        data += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode_text(data, charset)
