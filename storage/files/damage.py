"""Damage inside cells: mojibake, control characters, the marks that writing left.

Mojibake is repaired only where the bytes prove what was meant (UTF-8 read as cp1252 or cp1251);
anything else stays as it is.
"""

import re

_AS_LATIN = re.compile(r"[ÃÂÐÑâ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122Ÿ]")
_AS_CYRILLIC = re.compile(r"(?:[РС][\u0080-\u00bf\u0402-\u045f\u2013-\u2122ёЁ°-Ї]){2,}")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], " ")
_MARKED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
_PASSES = 2  # text that went wrong twice is met; three times would be guessing
LOST = "\ufffd"


def repair_mojibake(text: str) -> str:
    """Return the text as it was before its UTF-8 was read as a one-byte code page.

    `GarcÃ­a` gives `García`. The text comes back unchanged unless all of it decodes.
    """
    for _ in range(_PASSES):
        for pattern, code_page in ((_AS_LATIN, "cp1252"), (_AS_CYRILLIC, "cp1251")):
            if pattern.search(text):
                text = _reread(text, code_page)
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
