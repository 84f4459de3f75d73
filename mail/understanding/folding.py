"""Text folded for matching, character for character, so that a match can be shown as written.

`storage.values.names.fold` makes keys of names and may change the length; here each character of
the folded text stands where its original stood.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

_MOST = 4096
_LINE = 300  # characters of a text that is remembered
LIMIT = 20_000  # characters of a reply that are read; people write far less

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\ufe0e\ufe0f\u20e3")
_SAME = {
    "ё": "е",
    **dict.fromkeys("’‘ʼ´`", "'"),
    **dict.fromkeys("–—−", "-"),
    **dict.fromkeys("“”«»", '"'),
    **dict(zip("ßøłđı", "soldi", strict=True)),
}


def fold(text: str) -> str:
    """Return `text` in lower case without accents, ё as е; as many characters as before."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _remembered(text) if len(text) <= _LINE else text.translate(_FOLDED)


@lru_cache(maxsize=512)
def _remembered(line: str) -> str:
    """Names, labels and lines of one reply are folded again and again."""
    return line.translate(_FOLDED)


class _Each(dict[int, str]):
    """A table for `str.translate` that is filled as characters are met, up to `_MOST`."""

    def __init__(self, one: Callable[[str], str]) -> None:
        self._one = one

    def __missing__(self, code: int) -> str:
        result = self._one(chr(code))
        if len(self) < _MOST:
            self[code] = result
        return result


def _folded(char: str) -> str:
    if char in _INVISIBLE or "\U0001f3fb" <= char <= "\U0001f3ff" or char in "\xa0\u202f\u2007":
        return " "
    low = char.lower()[:1]
    if low in _SAME:
        return _SAME[low]
    if low == "й":  # a letter of its own, not an и with a mark
        return low
    return unicodedata.normalize("NFD", low)[:1]


def tidy(text: str) -> str:
    """Return `text` with one kind of line end and space, without invisible marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_VISIBLE)


def _visible(char: str) -> str:
    if char in "\xa0\u202f\u2007":
        return " "
    return (
        ""
        if char in _DROPPED or "\ue000" <= char <= "\uf8ff" or (char < " " and char not in "\n\t")
        else char
    )


_FOLDED, _VISIBLE = _Each(_folded), _Each(_visible)
_DROPPED = _INVISIBLE - frozenset("\u200d\ufe0f\ufe0e\u20e3") | {"\x7f"}
