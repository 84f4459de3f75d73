"""Damage inside cells: mojibake, control characters, the marks that writing left.

Mojibake is repaired only where the bytes prove what was meant: UTF-8 read as a one-byte code page,
or whole words of Latin letters with accents that are Russian in cp1251. Anything else stays.
"""

import re

_AS_LATIN = re.compile(r"[ÃÂÐÑâ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122Ÿ]")
_AS_CYRILLIC = re.compile(r"(?:[РС][\u0080-\u00bf\u0402-\u045f\u2013-\u2122ёЁ°-Ї]){2,}")
_AS_MAC = re.compile(r"√[\u00a0-\ufb02]")
_AS_DOS = re.compile(r"[├┬][\u00a0-\u25ff]")
_RUSSIAN_AS_LATIN = re.compile(r"(?<![A-Za-z])[\u00c0-\u00ff¨¸]{3,}(?![A-Za-z])")
# What all of these need: most texts with accents have none of it, and one look tells.
_SUSPECT = re.compile(r"[ÃÂÐÑâРС√├┬]|[\u00c0-\u00ff¨¸]{3}")
_HAS_ASCII_LETTER = re.compile(r"[A-Za-z]")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], " ")
_MARKED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
_MISREAD = (
    *((_AS_LATIN, "cp1252"), (_AS_CYRILLIC, "cp1251")),
    *((_AS_MAC, "mac_roman"), (_AS_DOS, "cp850"), (_AS_DOS, "cp437")),
)
_PASSES = 2  # text that went wrong twice is met; three times would be guessing
LOST = "\ufffd"


def repair_mojibake(text: str) -> str:
    """Return the text as it was before its UTF-8 was read as a one-byte code page.

    `GarcÃ­a` gives `García`. The text comes back unchanged unless all of it decodes.
    """
    if not _SUSPECT.search(text):
        return text
    for _ in range(_PASSES):
        for pattern, code_page in _MISREAD:
            if pattern.search(text):
                text = _reread(text, code_page)
    return _russian(text) if _RUSSIAN_AS_LATIN.search(text) else text


def _russian(text: str) -> str:
    """Return `Èâàí Ïåòðîâ` as `Иван Петров`: no language of ours has words of accents alone."""
    if _HAS_ASCII_LETTER.search(text):
        return _RUSSIAN_AS_LATIN.sub(lambda match: _as_cp1251(match[0]), text)
    return _as_cp1251(text)


def _as_cp1251(text: str) -> str:
    try:
        return text.encode("cp1252").decode("cp1251")
    except UnicodeError:
        return text


def without_controls(text: str) -> str:
    """Replace control characters, which no keyboard types, by blanks; line breaks and tabs stay."""
    return text.translate(_CONTROLS) if not text.isprintable() else text


def without_text_mark(text: str) -> str:
    """Drop the apostrophe that marks a text beginning like a formula, as `writing` sets it."""
    return text[1:] if text.startswith("'") and _MARKED.match(text) else text


def _reread(text: str, code_page: str) -> str:
    try:
        return b"".join(_byte(char, code_page) for char in text).decode("utf-8")
    except UnicodeError:
        return text


def _byte(char: str, code_page: str) -> bytes:
    try:
        return char.encode(code_page)
    except UnicodeEncodeError:
        # Five bytes mean nothing in cp1252 and pass through it as control characters.
        return char.encode("latin-1")
