"""Phrases that mail systems write, and finding them in a text fast.

A phrase is plain words: a space stands for any white space, `@` for any e-mail address, `*` for up
to 60 characters. It begins at the start of a word and may end inside one ("quota exceed"). Case and
accents do not count. A leading `~` marks weak evidence, a leading `!` decisive evidence. Words in
braces, `{box|user}`, stand for any of them.

Thousands of phrases meet every message, so a text is first asked which words it has, and only the
phrases with such a word are searched.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from sys import intern

from mail.recognising.addresses import ADDRESS

_GAP = 60
_STEM = 4
_WORDS = re.compile(r"\w+")
_APART = bytes(code if re.match(rb"\w", bytes([code])) else 32 for code in range(256))
_QUOTED_ADDRESS = re.compile(r"[<'\"\[(]{0,3}" + ADDRESS.pattern + r"[>'\"\])]{0,3}")
_BETWEEN_WIDE = re.compile(r"(?<=[\u3000-\u9fff\uac00-\ud7a3])\s+(?=[\u3000-\u9fff\uac00-\ud7a3])")
_WIDE = re.compile(r"[\u3000-\u9fff\uac00-\ud7a3]")
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "ß": "ss",
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "–": "-",
        "—": "-",
    }
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One line of a table: what it says (`meaning`), in which words, and how much it weighs
    (2 decisive, 1 strong, 0 weak). It ends in a word as `short` as must stand whole, or not. Each
    is compiled once, and equal to itself only."""

    meaning: str
    text: str
    weight: int
    pieces: tuple[str, ...]
    short: bool


@lru_cache(maxsize=16)
def fold(text: str) -> str:
    """A text made comparable: lower case, no accents, one kind of quotes, single spaces, addresses
    as "@". Wide scripts lose the spaces that line breaks put between their letters."""
    words = text.split()
    if "@" in text:
        words = [_QUOTED_ADDRESS.sub("@", word) if "@" in word else word for word in words]
    text = " ".join(words).lower()
    if not text.isascii():
        text = _fold_letters(text)
    return text.replace("e-mail", "email")


def _fold_letters(text: str) -> str:
    if _WIDE.search(text):
        text = _BETWEEN_WIDE.sub("", text)
    text = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    for mark in filter(unicodedata.combining, set(text)):
        text = text.replace(mark, "")
    return text


_Keyed = list[tuple[str, Phrase]]


class Phrases:
    """A set of phrases, each indexed by the two rarest marks that a text must have for it to occur:
    a word that stands whole, or how the last word begins. It is kept under the rarer one, with the
    other and with its first piece."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_mark: dict[str, dict[str, _Keyed]] = {}
        self._wide: _Keyed = []
        marked = [(phrase, _marks_of(phrase)) for phrase in phrases]
        counts = Counter(mark for _, marks in marked for mark in marks)
        for phrase, marks in marked:
            rarest = [*sorted(marks, key=lambda mark: (counts[mark], mark)), "", ""]
            held = self._wide
            if marks:
                held = self._by_mark.setdefault(rarest[0], {}).setdefault(rarest[1], [])
            held.append((phrase.pieces[0], phrase))
        self._rarest = frozenset(self._by_mark)

    def found(self, folded: str) -> list[Phrase]:
        """The phrases that occur in a folded text, in no order."""
        return [
            one
            for held in self._held(folded, _marks_in(folded))
            for first, one in held
            if first in folded and _occurs(one, folded)
        ]

    def _held(self, folded: str, marks: Set[str]) -> list[_Keyed]:
        by_second = [self._by_mark[mark] for mark in self._rarest & marks]
        held = [held for second in by_second for mark, held in second.items() if mark in marks]
        return held if folded.isascii() else [*held, self._wide]

    def foremost(self, folded: str) -> Phrase | None:
        """The phrase that begins first, the longest of those, or None."""
        found = ((folded.find(one.pieces[0]), -len(one.text), one) for one in self.found(folded))
        return min(found, key=lambda item: item[:2], default=(0, 0, None))[2]


@lru_cache(maxsize=4)
def _marks_in(folded: str) -> Set[str]:
    """The words of a text, how they begin, and the mark that every text has."""
    marks = set(_words(folded))
    marks.update([word[:_STEM] for word in marks])
    marks.add("")
    return marks


def _words(folded: str) -> list[str]:
    if not folded.isascii():
        return _WORDS.findall(folded)
    # Ten times as fast.
    return folded.encode().translate(_APART).decode().split()


def _marks_of(phrase: Phrase) -> set[str]:
    """What a text must have for a phrase to occur; nothing for a phrase in a wide script."""
    if _is_wide(phrase.text):
        return set()
    # One string for each word, whatever the phrase: so fewer of them need to be at hand.
    *whole, last = [intern(word) for piece in phrase.pieces for word in _WORDS.findall(piece)]
    # The last word may be cut short, and one of few letters may be the beginning of anything.
    begins = intern(last[:_STEM]) if len(last) >= _STEM else ""
    return {*whole, begins} - {""} or {last}


def _is_wide(text: str) -> bool:
    """Whether a phrase is in a script without spaces between words."""
    return any(unicodedata.category(char) == "Lo" for char in text)


def occurring(phrases: Iterable[Phrase], folded: str) -> tuple[Phrase, ...]:
    """Which of some phrases occur in a folded text."""
    return tuple(one for one in phrases if one.pieces[0] in folded and _occurs(one, folded))


def _occurs(phrase: Phrase, folded: str) -> bool:
    first = phrase.pieces[0]
    at = folded.find(first)
    tries = 0
    while at >= 0 and tries < 20:
        inside = at > 0 and folded[at - 1].isalnum() and first[0].isalnum()
        if (not inside or _is_wide(first[0])) and _follows(phrase, folded, at):
            return True
        tries += 1
        at = folded.find(first, at + 1)
    return False


def _follows(phrase: Phrase, folded: str, at: int) -> bool:
    end = at + len(phrase.pieces[0])
    for piece in phrase.pieces[1:]:
        at = folded.find(piece, end, end + _GAP + len(piece))
        if at < 0:
            return False
        end = at + len(piece)
    # Short words ("spf", "rbl") must not be the beginning of longer ones.
    return not (phrase.short and end < len(folded) and folded[end].isalpha())


def compile_phrase(meaning: str, written: str) -> list[Phrase]:
    """The phrase as written, and once more with ae, oe, ue where it has umlauts."""
    weight = {"~": 0, "!": 2}.get(written[:1], 1)
    spellings = {
        fold(spelling)
        for words in _spelt_out(written.lstrip("~!"))
        for spelling in (words, words.translate(_UMLAUTS))
    }
    return [_compiled(meaning, text, weight) for text in sorted(spellings)]


def _spelt_out(words: str) -> list[str]:
    """One text for each choice of words in braces."""
    before, brace, rest = words.partition("{")
    if not brace:
        return [words]
    choices, _, after = rest.partition("}")
    tails = _spelt_out(after)
    return [f"{before}{choice}{tail}" for choice in choices.split("|") for tail in tails]


def _compiled(meaning: str, text: str, weight: int) -> Phrase:
    pieces = tuple(intern(piece.strip()) for piece in text.split("*") if piece.strip())
    short = len(pieces[-1]) <= 4 and not _WIDE.match(pieces[-1])
    return Phrase(intern(meaning), intern(text), weight, pieces, short)


def read_table(folder: str, name: str) -> Iterator[tuple[str, str]]:
    """The (meaning, words) lines of one table; `#` begins a comment line."""
    source = resources.files("mail.recognising").joinpath("texts", folder, name)
    for line in source.read_text(encoding="utf-8").splitlines():
        meaning, _, words = line.partition("\t")
        if words.strip() and not line.startswith("#"):
            yield meaning.strip(), words.strip()


def table_names(folder: str) -> list[str]:
    """The tables of a folder, one a language, in order."""
    entries = resources.files("mail.recognising").joinpath("texts", folder).iterdir()
    return sorted(entry.name for entry in entries if entry.name.endswith(".tsv"))


@lru_cache(maxsize=8)
def phrases_of(folder: str) -> Phrases:
    """Every phrase of every language in a folder of tables, read once."""
    lines = (line for name in table_names(folder) for line in read_table(folder, name))
    return Phrases(phrase for line in lines for phrase in compile_phrase(*line))
