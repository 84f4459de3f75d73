"""Phrases that mail systems write, and finding them in a text fast.

A phrase is plain words: a space stands for any white space, `@` for any e-mail address, `*` for up
to 60 characters. It begins at the start of a word and may end inside one ("quota exceed"). Case and
accents do not count. A leading `~` marks weak evidence, a leading `!` decisive evidence.

Thousands of phrases meet every message, so a text is first asked which words it has, and only the
phrases with such a word are searched.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from mail.recognising.addresses import ADDRESS

_GAP = 60
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w+")
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a table: what it says (`meaning`), in which words, and how much it weighs
    (2 decisive, 1 strong, 0 weak)."""

    meaning: str
    text: str
    weight: int
    pieces: tuple[str, ...]


@lru_cache(maxsize=64)
def fold(text: str) -> str:
    """A text made comparable: lower case, no accents, one kind of quotes, single spaces, addresses
    as "@". Wide scripts lose the spaces that line breaks put between their letters."""
    text = _QUOTED_ADDRESS.sub("@", text) if "@" in text else text
    text = text.lower()
    if not text.isascii():
        text = _fold_letters(text)
    text = _SPACES.sub(" ", text).replace("e-mail", "email")
    return text.strip()


def _fold_letters(text: str) -> str:
    if _WIDE.search(text):
        text = _BETWEEN_WIDE.sub("", text)
    text = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(char for char in text if not unicodedata.combining(char))


class Phrases:
    """A set of phrases, indexed by one telling word each."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_word: dict[str, list[Phrase]] = {}
        self._loose: list[Phrase] = []
        self._wide: list[Phrase] = []
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: Phrase) -> None:
        if _WIDE.search(phrase.text) or any(unicodedata.category(c) == "Lo" for c in phrase.text):
            self._wide.append(phrase)
            return
        # The last word of a phrase may be cut short, so it cannot serve as a key.
        words = [word for piece in phrase.pieces for word in _WORDS.findall(piece)][:-1]
        if words:
            self._by_word.setdefault(max(words, key=len), []).append(phrase)
        else:
            self._loose.append(phrase)

    def found(self, folded: str) -> Iterator[Phrase]:
        """The phrases that occur in a folded text."""
        for word in set(_WORDS.findall(folded)):
            for phrase in self._by_word.get(word, ()):
                if _occurs(phrase, folded):
                    yield phrase
        for phrase in self._loose:
            if phrase.pieces[0] in folded and _occurs(phrase, folded):
                yield phrase
        if not folded.isascii():
            for phrase in self._wide:
                if phrase.pieces[0] in folded and _follows(
                    phrase, folded, folded.find(phrase.pieces[0])
                ):
                    yield phrase

    def foremost(self, folded: str) -> Phrase | None:
        """The phrase that begins first, the longest of those, or None."""
        found = ((folded.find(one.pieces[0]), -len(one.text), one) for one in self.found(folded))
        return min(found, key=lambda item: item[:2], default=(0, 0, None))[2]


def _occurs(phrase: Phrase, folded: str) -> bool:
    first = phrase.pieces[0]
    at = folded.find(first)
    tries = 0
    while at >= 0 and tries < 20:
        starts_word = at == 0 or not (folded[at - 1].isalnum() and first[0].isalnum())
        if starts_word and _follows(phrase, folded, at):
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
    short = len(phrase.pieces[-1]) <= 4 and not _WIDE.match(phrase.pieces[-1])
    return not (short and end < len(folded) and folded[end].isalpha())


def compile_phrase(meaning: str, written: str) -> list[Phrase]:
    """The phrase as written, and once more with ae, oe, ue where it has umlauts."""
    weight = {"~": 0, "!": 2}.get(written[:1], 1)
    words = written.lstrip("~!")
    spellings = {fold(words), fold(words.translate(_UMLAUTS))}
    return [
        Phrase(meaning, text, weight, tuple(p.strip() for p in text.split("*") if p.strip()))
        for text in sorted(spellings)
    ]


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
