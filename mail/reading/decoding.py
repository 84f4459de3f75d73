"""From bytes to text: transfer encodings and character sets, with a fall-back for every lie.

Nothing here raises: a broken base64 gives what can be read of it, an unknown or wrong character
set is guessed, and what still has no meaning becomes U+FFFD.
"""

import binascii
import codecs
import re
from functools import lru_cache

# Names seen in mail that Python does not know, or knows too narrowly (browsers read latin-1 as
# windows-1252 and gb2312 as gb18030, and so do the programs that write them).
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "chinesebig5": "big5hkscs",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp-850": "cp850",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "windows-874": "cp874",
    "x-euc-jp": "euc_jp",
    "win-1251": "cp1251",
    "cyrillic-1251": "cp1251",
    "us-ascii": "ascii",
    "ansi_x3.110-1983": "cp1252",
    "ansi_x3.4-1968": "ascii",
}
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HIGH = re.compile(rb"[\x80-\xff]")
_LATIN = re.compile(rb"[A-Za-z]")
_HEAD = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DROPPED = bytes((*range(9), 11, 12, *range(14, 32), 127))


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding (RFC 2045, section 6); unknown ones are left as they are."""
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == "base64":
        return _base64(body)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uuencoded(body)
    return body


def _base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", body)
        whole = letters[: len(letters) - len(letters) % 4]
        return binascii.a2b_base64(whole)


def _uuencoded(body: bytes) -> bytes:
    lines = body.split(b"\n")
    out = []
    for line in lines:
        if not line or line.startswith((b"begin ", b"end", b"`")):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


@lru_cache(maxsize=256)
def codec_for(charset: str) -> str | None:
    """Python's name for a character set, or None when it is unknown or not a text encoding."""
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # "idna", "unicode_escape" and the like decode, but nobody writes mail in them.
    is_text = getattr(info, "_is_text_encoding", True)
    odd = info.name in ("idna", "punycode", "unicode-escape", "unicode_escape", "undefined")
    odd = odd or info.name in ("raw-unicode-escape", "raw_unicode_escape", "mbcs", "oem")
    return info.name if is_text and not odd else None


def decode_text(data: bytes, charset: str | None) -> str:
    """Text from bytes: as declared, else UTF-8, else a guess. Control characters are dropped."""
    return clean(_decode(data, charset))


def clean(text: str) -> str:
    """A text without control characters, but for tabs and the ends of lines."""
    if not text.isascii():
        return _CONTROL.sub("", text)
    return text.encode().translate(None, _DROPPED).decode()


def _decode(data: bytes, charset: str | None) -> str:
    codec = codec_for(charset) if charset else None
    if codec and codec != "ascii":
        declared = _strictly(data, codec)
        if declared is not None:
            return declared
    if data.isascii() and b"\x1b$" not in data:
        return data.decode("ascii")
    unicode = _strictly(data, "utf-8")
    if unicode is not None and b"\x1b$" not in data:
        return unicode
    if codec and codec not in ("ascii", "utf-8"):
        return _leniently(data, codec)
    return _guess(data)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _leniently(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError):
        return data.decode("cp1252", "replace")


def _guess(data: bytes) -> str:
    """The likeliest reading of bytes that declare nothing true about themselves."""
    return data.decode(_likeliest(data[:_HEAD]), "replace")


def _likeliest(head: bytes) -> str:
    if b"\x1b$" in head:
        return "iso2022_jp_ext"
    if head.startswith(_UTF16_MARKS):
        return "utf-16"
    high = len(_HIGH.findall(head))
    if head.decode("utf-8", "replace").count("\ufffd") * 8 <= high:
        return "utf-8"
    letters = len(_LATIN.findall(head))
    return _dense(head) if high * 2 > letters else "cp1252"


def _dense(head: bytes) -> str:
    """Mostly non-ASCII letters: Cyrillic in one of its two sets, or one of the Asian ones."""
    for codec in ("cp932", "euc_jp", "gb18030", "big5hkscs", "cp949"):
        if _looks_asian(_whole_characters(head, codec)):
            return codec
    windows, koi = head.decode("cp1251", "replace"), head.decode("koi8-r", "replace")
    return "koi8-r" if _lower_cyrillic(koi) > _lower_cyrillic(windows) else "cp1251"


def _whole_characters(head: bytes, codec: str) -> str:
    """The text of a head that may end inside a character; "" when it is not in that set."""
    try:
        return codecs.getincrementaldecoder(codec)("strict").decode(head, final=False)
    except UnicodeError:
        return ""


def _looks_asian(text: str) -> bool:
    """Japanese shows by its kana, Chinese and Korean by common characters and no odd ones."""
    kana = sum(1 for char in text if "\u3040" <= char <= "\u30ff")
    wide = sum(1 for char in text if "\u3000" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3")
    common = sum(text.count(char) for char in "的是不在有您件收邮信이다는의")
    return kana * 5 > wide > 4 or (wide > 4 and common * 25 > wide)


def _lower_cyrillic(text: str) -> int:
    return sum(1 for char in text if "а" <= char <= "я")
