"""What a file really is, by its first bytes: people rename files, and programs misname them."""

import zipfile
from pathlib import Path
from typing import Literal

from storage.files import FileError

Kind = Literal["csv", "xlsx", "xls", "ods", "access", "vcard"]

_HEAD = 8192
_CONTROLS = (*range(9), *range(14, 26), *range(28, 32))
_FEW_CONTROLS = 0.02
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in an OLE directory are UTF-16; they tell what wrote the file.
_OLE_NAMES = {
    "EncryptedPackage": "password",
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "Workbook": "xls",
    "Book": "xls",
}
_ACCESS = (b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")
_FOREIGN = [
    (b"%PDF", "pdf"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"{\\rtf", "rtf"),
]
_FOREIGN_TEXT = [
    ("<!doctype html", "html"),
    ("<html", "html"),
    ("<?xml", "xml"),
    ("{", "json"),
]


def kind_of(path: Path) -> Kind:
    """Return which reader the file needs.

    Raises FileError: missing, empty, unreadable, password_protected, not_a_table (a document or
    picture), unsupported_format (a format that holds contacts but is not read yet).
    """
    head = _head(path)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith(_ACCESS):
        return "access"
    if _text_start(head).startswith("begin:vcard"):
        return "vcard"
    foreign = next((kind for magic, kind in _FOREIGN if head.startswith(magic)), "")
    if foreign or (foreign := _foreign_text(head)):
        raise _refusal(foreign)
    if _is_binary(head):
        raise FileError("binary", file=path.name)
    return "csv"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise FileError("missing", file=path.name) from None
    except OSError as error:
        raise FileError("unreadable", file=path.name, why=error.strerror or "") from None
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise FileError("empty", file=path.name)
    return head


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, KeyError, RuntimeError, NotImplementedError):
        raise FileError("damaged", file=path.name) from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    return _foreign_zip(names, mime)


def _foreign_zip(names: set[str], mime: bytes) -> Kind:
    if "xl/workbook.bin" in names:
        raise FileError("unsupported_format", kind="xlsb")
    if "word/document.xml" in names:
        raise FileError("not_a_table", kind="docx")
    if "ppt/presentation.xml" in names:
        raise FileError("not_a_table", kind="pptx")
    raise FileError("not_a_table", kind="odt" if mime else "archive")


def _kind_of_ole(path: Path) -> Kind:
    with path.open("rb") as file:
        content = file.read(64 * 1024 * 1024)
    for name, kind in _OLE_NAMES.items():
        # A directory entry: the name padded to 64 bytes.
        if name.encode("utf-16-le") + b"\x00\x00" in content:
            if kind == "password":
                raise FileError("password_protected", file=path.name)
            if kind == "xls":
                return "xls"
            raise FileError("not_a_table", kind=kind)
    raise FileError("damaged", file=path.name)


def _foreign_text(head: bytes) -> str:
    text = _text_start(head)
    return next((kind for word, kind in _FOREIGN_TEXT if text.startswith(word)), "")


def _is_binary(head: bytes) -> bool:
    """Say whether this is no text in any encoding: control characters that nobody types."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 5:
        return False  # two bytes a character; zeros are half of them
    return sum(head.count(code) for code in _CONTROLS) > len(head) * _FEW_CONTROLS


def _text_start(head: bytes) -> str:
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:100]
    return start.decode("latin-1").lower()


def _refusal(kind: str) -> FileError:
    holds_contacts = kind in ("json", "xml", "html", "sqlite")
    return FileError("unsupported_format" if holds_contacts else "not_a_table", kind=kind)
