"""Which encoding a text file is in, for the languages our users write.

UTF-8 and UTF-16 prove themselves; between the old one-byte code pages the words decide: accents
belong among Latin letters, Cyrillic letters among their own kind, capitals at the head of a word.
"""

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_CHUNK = 1 << 20
_SAMPLE = 1 << 17
_CODE_PAGES = ("cp1252", "cp1251", "mac_roman", "koi8_r", "cp850", "cp866", "mac_cyrillic")
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_OURS = frozenset("áéíóúüñÁÉÍÓÚÜÑçÇàèòïÀÈÒâêôãõäöëßøå")
_MARKS = frozenset("ºª€¿¡’‘“”«»–—·…°£№©®\u00a0´")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\s;,|\"]*")


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes told. `lines` counts line ends; `mixed` means stray bytes."""

    encoding: str
    lines: int
    mixed: bool = False


def survey(path: Path) -> Survey:
    """Read the file once, in pieces, and tell its encoding and its number of lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, lines, sample, head = True, 0, b"", b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            head = head or chunk[:_SAMPLE]
            lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
            if len(sample) < _SAMPLE:
                sample += _with_high_bytes(chunk)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return Survey(encoding, lines)
    if wide := _without_bom(head):
        return Survey(wide, lines)
    if is_utf8:
        return Survey("utf-8", lines)
    if _mostly_utf8(sample):
        return Survey("utf-8", lines, mixed=True)
    return Survey(code_page(sample), lines)


def code_page(sample: bytes) -> str:
    """Return the one-byte code page in which these bytes read best; ties go to cp1252."""
    best = max(_CODE_PAGES, key=lambda name: _score(sample.decode(name, "replace")))
    if best == "cp1252" and "\ufffd" in sample.decode("cp1252", "replace"):
        return "latin-1"
    return best


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _with_high_bytes(chunk: bytes) -> bytes:
    lines = [line for line in re.split(rb"[\r\n]+", chunk) if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE] + b"\n" if lines else b""


def _without_bom(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.05 else ""


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(char > "\x7f" for char in text) - wrong
    return right > 10 * wrong


def _score(text: str) -> float:
    return sum(_word_score(word) for word in _WORD.findall(text))


def _word_score(word: str) -> float:
    letters = [char for char in word if char.isalpha()]
    high = [char for char in word if char > "\x7f"]
    cyrillic = [char for char in high if _is_russian(char)]
    if cyrillic and len(cyrillic) == len(letters):
        return len(cyrillic) + _case_score(word) - 2 * (len(high) - len(cyrillic))
    score = sum(_latin_points(char) for char in high) + min(_case_score(word), 0)
    # Two accents side by side are rarer in our languages than a wrong code page.
    beside = len(re.findall(r"[À-ÿ]{2}", word))
    return score - 2.0 * beside - 3.0 * len(cyrillic)


def _latin_points(char: str) -> float:
    if char in _OURS:
        return 1.0
    if char in _MARKS:
        return 0.2
    return -0.5 if char.isalpha() else -2.0


def _case_score(word: str) -> float:
    """Punish capitals that follow small letters: KOI8 and cp1251 read each other that way."""
    wrong = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    head_low = word[:1].islower() and word[1:].isupper() and len(word) > 2
    return -1.5 * wrong - (2.0 if head_low else 0.0)


def _is_russian(char: str) -> bool:
    return "а" <= char <= "я" or "А" <= char <= "Я" or char in "ёЁ"


def _stray_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("aldia-stray", _stray_byte)
