"""Rows that no import took, in files beside the data: what an erasure takes out of them.

They are of nobody in the database, so the person is known in them by an address, a telephone, a
record number or the whole name (see `storage.mentions`). The headers and all other rows stay as
they are, to the byte; a file without any row left goes.

Read are UTF-8, and UTF-16 that begins with its mark. In another encoding a name or address with
letters beyond ASCII is not recognised; the rest is. A row may hold several lines only inside a
cell that is quoted from its start to its end: in a file that somebody mended badly, two stray
quotes that look just so make one row of what is between them.
"""

import codecs
import os
import re
from pathlib import Path

from storage.mentions import Traits

FOLDER = "rejected"
"""Under the data folder."""
_QUOTED = r'"(?:[^"]|"")*+"'
_BETWEEN = ";,\t|"
_BEGINNING = 4096
"""Characters that surely hold the headers, which tell what stands between cells."""


def forget(folder: Path, traits: Traits) -> int:
    """Take the rows about somebody out of all files of a folder; return how many they were."""
    return sum(_forget_in(path, traits) for path in sorted(folder.glob("*.csv")))


def _forget_in(path: Path, traits: Traits) -> int:
    data = path.read_bytes()
    encoding, errors = _encoding_of(data)
    headers, *rows = _rows(data.decode(encoding, errors)) or [""]
    rest = [row for row in rows if not traits.point_at(row)]
    if len(rest) == len(rows):
        return 0
    if rest:
        fresh = path.with_name(f".{path.name}.new")
        fresh.touch(mode=path.stat().st_mode)
        fresh.write_bytes("".join([headers, *rest]).encode(encoding, errors))
        os.replace(fresh, path)
    else:
        path.unlink()
    return len(rows) - len(rest)


def _encoding_of(data: bytes) -> tuple[str, str]:
    """Return an encoding, and how to treat errors so that no byte is lost."""
    if len(data) % 2 == 0:
        if data.startswith(codecs.BOM_UTF16_LE):
            return "utf-16-le", "surrogatepass"
        if data.startswith(codecs.BOM_UTF16_BE):
            return "utf-16-be", "surrogatepass"
    return "utf-8", "surrogateescape"


def _rows(text: str) -> list[str]:
    """Split a text into rows, each with its line end; a lone quote is a character like others."""
    between = re.escape(_delimiter(text))
    cell = rf"(?:{_QUOTED}(?={between}|[\r\n]|\Z)|[^{between}\r\n]*+)"
    row = re.compile(rf"\ufeff?+{cell}(?:{between}{cell})*+(?:\r\n|\r|\n|\Z)")
    return [found[0] for found in row.finditer(text) if found[0]]


def _delimiter(text: str) -> str:
    """Return what the headers have most of between their cells."""
    headers = re.sub(_QUOTED, "", text[:_BEGINNING]).lstrip("\r\n")
    first = re.split(r"[\r\n]", headers, maxsplit=1)[0]
    return max(_BETWEEN, key=first.count)
