"""The syntax of vCards 2.1 (versit), 3.0 (RFC 2426) and 4.0 (RFC 6350) as programs really write it.

A reader of our own, for the libraries there are raise on what telephones and Outlook export (bare
types, soft line breaks of quoted-printable, unfolded lines, base64 that ends in a blank line): see
docs/decisions. It never raises: what is no property is the rest of the one before it. Lines may end
in CRLF, LF or CR. Pictures, sounds and keys are dropped as they are read.
"""

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LONGEST = 100_000
_HEAD = re.compile(
    r"(?:([\w.-]+)\.)?([A-Za-z][\w-]*)((?:;[^:;]*(?:\"[^\"]*\"[^:;]*)*)*):(.*)\Z", re.DOTALL
)
_PARAMETER = re.compile(r";((?:[^;\"]|\"[^\"]*\")*)")
_VALUES = re.compile(r"((?:[^,\"]|\"[^\"]*\")+)")
_ESCAPED = re.compile(r"\\([\\,;:nN\"])")
_APART = "\x00"  # never in a line: the reader of lines drops it
_BIG = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-MS-OL-DESIGN"})
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B", "Q"})
_QUOTED = frozenset({"QUOTED-PRINTABLE", "Q"})


@dataclass(slots=True)
class Property:
    """One property: `group` of `item1.TEL`, `name` and parameter names in capitals.

    `value` is decoded from its transfer encoding, and still escaped.
    """

    name: str
    value: str
    group: str = ""
    parameters: dict[str, list[str]] = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        """Its types in capitals: `TYPE=home,pref` and the bare `HOME;PREF` of 2.1."""
        return frozenset(kind.upper() for kind in self.parameters.get("TYPE", ()))

    def text(self) -> str:
        """Return the whole value as text."""
        return _plain(self.value)

    def parts(self, mark: str = ";") -> list[str]:
        """Return the value cut at its unescaped marks, each part as text."""
        apart = re.sub(rf"(\\.)|{mark}", lambda m: m[1] or _APART, self.value, flags=re.DOTALL)
        return [_plain(part) for part in apart.split(_APART)]


def properties(lines: Iterable[str]) -> Iterator[Property]:
    """Yield the properties of a file, one after the other, `BEGIN` and `END` among them."""
    for line in _unfolded(lines):
        read = _HEAD.match(line)
        if read:
            yield _property(*read.groups(""))


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Join what was folded, by any of the rules that programs follow."""
    whole, soft, drop = "", False, False
    for raw in lines:
        line = raw.rstrip("\r\n")
        if soft:
            whole, soft = whole[:-1] + line, line.endswith("=")
        elif line[:1] in (" ", "\t") and whole:
            whole += "" if drop else line[1:]
            soft = _is_soft(whole)
        elif not line.strip():
            continue
        elif whole and not _HEAD.match(line):
            whole += "" if drop else line
        else:
            if whole:
                yield whole
            drop = _name(line) in _BIG
            whole = line if not drop else line.partition(":")[0] + ":"
            soft = _is_soft(whole)
        whole = whole[:_LONGEST]
    if whole:
        yield whole


def _is_soft(line: str) -> bool:
    head = line.partition(":")[0].upper()
    return line.endswith("=") and "QUOTED-PRINTABLE" in head


def _name(line: str) -> str:
    return re.split(r"[:;]", line, maxsplit=1)[0].rpartition(".")[2].upper()


def _property(group: str, name: str, parameters: str, value: str) -> Property:
    read: dict[str, list[str]] = {}
    for text in _PARAMETER.findall(parameters):
        key, equals, said = text.partition("=")
        if not equals:  # a bare word of 2.1: an encoding or a type
            key, said = ("ENCODING" if text.upper() in _ENCODINGS else "TYPE"), text
        values = [part.strip().strip('"') for part in _VALUES.findall(said)]
        # "TYPE="work,voice"" is one value to the grammar and two to everybody.
        values = [one for part in values for one in part.split(",")] if key == "TYPE" else values
        read.setdefault(key.strip().upper(), []).extend(values)
    return Property(name.upper(), _decoded(value, read), group.lower(), read)


def _decoded(value: str, parameters: dict[str, list[str]]) -> str:
    encoding = {word.upper() for word in parameters.get("ENCODING", ())}
    charset = next(iter(parameters.get("CHARSET", ())), "utf-8")
    if encoding & _QUOTED:
        return _as_text(quopri.decodestring(value.encode("utf-8", "replace")), charset)
    if encoding & {"B", "BASE64"}:
        try:
            return _as_text(binascii.a2b_base64(value.encode("ascii", "replace")), charset)
        except binascii.Error:
            return ""
    return value


def _as_text(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _plain(text: str) -> str:
    plain = _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], text)
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()
