"""The text inside a winmail.dat (TNEF, [MS-OXTNEF]): what Outlook sends when it knows no better.

Only the body is wanted, in whichever of its three forms it comes, so only its properties are read.
The library for the whole format trusts the counts in the stream, and a hostile one keeps it busy
for hours; here every step moves forward in the bytes that are there.
"""

import struct
from collections.abc import Iterator

from mail.reading.decoding import decode_text
from mail.reading.rtf import rich_text

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007
_PLAIN, _RICH, _PAGE, _INTERNET_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_FIXED = {2: 4, 3: 4, 4: 4, 0xA: 4, 0xB: 4, 5: 8, 6: 8, 7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_MOST = 2000


def tnef_bodies(data: bytes) -> tuple[str, str]:
    """(plain text, HTML) of a TNEF stream, each "" where it has none; ("", "") for a broken one."""
    found: dict[int, bytes] = {}
    charset = "cp1252"
    for name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            found.setdefault(_PLAIN, value)
        elif name == _PROPERTIES:
            found.update(_properties(value))
    if _INTERNET_CODEPAGE in found:
        charset = _codepage(found[_INTERNET_CODEPAGE]) or charset
    plain = _text(found.get(_PLAIN, b""), charset)
    page = _text(found.get(_PAGE, b""), charset)
    return plain or ("" if page else rich_text(found.get(_RICH, b""))), page


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The message's own attributes; those of attachments come after and are not wanted."""
    if not data.startswith(_SIGNATURE):
        return
    at = 6
    for _ in range(_MOST):
        if at + 9 > len(data) or data[at] != 1:
            return
        name, _, length = struct.unpack_from("<HHI", data, at + 1)
        yield name, data[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _properties(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    try:
        at = 4
        for _ in range(min(struct.unpack_from("<I", data)[0], _MOST)):
            kind, name = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4, name)
            values, at = _values(data, at, kind)
            if values:
                found.setdefault(name, values[0])
    except struct.error:
        # Cut short: what came before the cut is good.
        pass
    return found


def _after_name(data: bytes, at: int, name: int) -> int:
    if name < 0x8000:
        return at
    (by_text,) = struct.unpack_from("<I", data, at + 16)
    (length,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (_padded(length) if by_text else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    several, kind = bool(kind & 0x1000), kind & ~0x1000
    if kind not in _VARIABLE and kind not in _FIXED:
        raise struct.error("unknown property type")
    count = 1
    if several or kind in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values = []
    for _ in range(min(count, _MOST)):
        if at >= len(data):
            raise struct.error("cut short")
        length = _FIXED.get(kind, 0)
        if kind in _VARIABLE:
            (length,) = struct.unpack_from("<I", data, at)
            at += 4
        value = data[at : at + length]
        values.append(value.decode("utf-16-le", "replace").encode() if kind == 0x1F else value)
        at += _padded(length)
    return values, at


def _padded(length: int) -> int:
    return length + -length % 4


def _codepage(value: bytes) -> str:
    number = struct.unpack("<I", value[:4])[0] if len(value) >= 4 else 0
    return {65001: "utf-8", 20127: "ascii", 0: ""}.get(number, f"cp{number}")


def _text(value: bytes, charset: str) -> str:
    # A property of the Unicode type was already turned into UTF-8.
    try:
        return value.decode("utf-8").rstrip("\0")
    except UnicodeDecodeError:
        return decode_text(value, charset).rstrip("\0")
