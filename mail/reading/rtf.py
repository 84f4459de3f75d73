"""The words of a compressed RTF body ([MS-OXRTFCP]), the form in which Outlook keeps its text."""

import re
import struct

# The dictionary that both sides begin with, as the standard prints it (2.2.2.1).
_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_LIMIT = 300_000
_TOKEN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}]+)"
)
_SKIPPED = frozenset(
    ("fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "generator", "object")
)
_BREAKS = frozenset(("par", "line", "row", "sect", "page"))


def rich_text(compressed: bytes) -> str:
    """The words without fonts, colours and pictures; "" for what is no such body."""
    if len(compressed) < 16:
        return ""
    kind = compressed[8:12]
    if kind == b"MELA":
        source = compressed[16 : 16 + _LIMIT]
    elif kind == b"LZFu":
        source = decompress(
            compressed[16 : 16 + _LIMIT], struct.unpack_from("<I", compressed, 4)[0]
        )
    else:
        return ""
    return _words(source.decode("latin-1"))


def decompress(data: bytes, size: int) -> bytes:
    """Undo LZFu; stops at the end of the data, at `size` or at a limit of its own."""
    out = bytearray(_BEGINNING)
    wanted = min(size, _LIMIT) + len(_BEGINNING)
    at = 0
    while at < len(data) and len(out) < wanted:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
            elif at + 1 < len(data) and _copy(out, data[at] << 8 | data[at + 1]):
                at += 2
            else:
                return bytes(out[len(_BEGINNING) :])
    return bytes(out[len(_BEGINNING) : wanted])


def _copy(out: bytearray, reference: int) -> bool:
    """Append what a reference into the window means; False at the mark of the end."""
    offset, length = reference >> 4, (reference & 15) + 2
    back = (len(out) - offset) % _WINDOW
    if back == 0 or back > len(out):
        return False
    for _ in range(length):
        out.append(out[-back])
    return True


def _words(source: str) -> str:
    out: list[str] = []
    skip_below = depth = 0
    for token in _TOKEN.finditer(source):
        byte, word, _, symbol, brace, words = token.groups()
        depth += {"{": 1, "}": -1}.get(brace or "", 0)
        if skip_below and depth < skip_below:
            skip_below = 0
        if skip_below:
            continue
        if word in _SKIPPED or symbol == "*":
            skip_below = depth
        else:
            out.append(_written(byte, word, words))
    return "".join(out).strip()


def _written(byte: str | None, word: str | None, words: str | None) -> str:
    if byte:
        return bytes([int(byte, 16)]).decode("cp1252", "replace")
    if word:
        return "\n" if word in _BREAKS else ""
    return (words or "").replace("\n", "").replace("\r", "")
