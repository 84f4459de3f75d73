"""A reply as sentences, each with the phrases found in it and the words that none explains."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mail.understanding import wording
from mail.understanding.folding import LIMIT, fold
from mail.understanding.wording import Found

MAX_SENTENCES = 40
_MAX_SENTENCE = 600
_NEAR = 14  # characters between a "not" and the word that it denies
_END = re.compile(
    r"[.!?…)]+\s+(?![.!?…])|\s*;\s+|[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+\s+(?=[^\W\d_]|[¿¡])"
)
# What a telephone writes down when a full stop is dictated, but not in "punto com".
_DICTATED = re.compile(
    r"\s(?:punto|full stop|точка)(?=\s+(?!com|es|org|net|co|ru|ком|ру)|\s*\Z)", re.IGNORECASE
)
_ABBREVIATION = re.compile(
    r"(?:\A|[\s,(])(?:[^\W\d_]|n[ºo°]|av|avda|avd|ctra|pza|pl|pol|urb|col|fracc|num|no|st|rd|ave|apt|tel|mob|ext|dr|dra|"
    r"mr|mrs|ms|sr|sra|srta|ул|кв|корп|оф|пом|каб|мкр|стр|тел|моб|обл|пр|просп|пер|наб|эл|гор|др|им|руб)\Z"
)
# Words cut short that may as well end a sentence: what follows decides ("esc. B", "str. 22").
_CUT_SHORT = re.compile(
    r"(?:\A|[\s,(/-])(?:esc|of|bl|blq|dpto|depto|dep|int|izq|dcha|der|pta|pto|edif|km|str|bldg|fl|"
    r"blvd|lda|co|зав|зам|нач|гл|под|эт|вл|лит|мест|руч)\Z|[^\W\d_]{3}str\Z"
)
_UNDER_WAY = re.compile(r"[a-zа-яё\d#]|[A-ZА-ЯЁ](?![^\W\d_])")
_PAUSE = re.compile(r"[,;.:!?]")
_CLAUSE = re.compile(
    r"[,;()]|\s(?:pero|salvo|excepto|menos|but|except|apart from|но|кроме)\s|[.!?]\s", re.IGNORECASE
)
_LABEL_LIKE = re.compile(r"[^\W\d_][^:\n]{0,30}[:=]\s*\S")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` as written, `folded` letter for letter, with the contact's name marked in `named`.

    `told`: a correction was in it, and its words are blanked.
    """

    text: str
    folded: str
    named: str
    found: tuple[Found, ...]
    unexplained: tuple[str, ...]
    told: bool = False

    def has(self, *kinds: str) -> bool:
        """Say whether a phrase of one of the kinds is in the sentence."""
        return any(found.kind in kinds for found in self.found)

    def of(self, kind: str) -> list[Found]:
        """Return the phrases of that kind, in order."""
        return [found for found in self.found if found.kind == kind]

    @property
    def asks(self) -> bool:
        """Whether it is put as a question."""
        return "?" in self.text or "¿" in self.text

    def denied(self, start: int) -> bool:
        """Say whether a "not" stands just before the word at `start`, in the same clause."""
        ends = [other.end for other in self.of("negation") if 0 <= start - other.end < _NEAR]
        return any(not _PAUSE.search(self.text, end, start) for end in ends)

    def words(self, found: Found) -> str:
        """Return the words of a phrase as they were written."""
        return self.text[found.start : found.end]


def read(text: str, record: Mapping[str, str]) -> list[Sentence]:
    """Return the sentences of a reply, the first `MAX_SENTENCES` of them."""
    names = names_of(record)
    return [sentence(part, names) for part in list(split(text[:LIMIT]))[:MAX_SENTENCES]]


def sentence(text: str, names: Iterable[str] = ()) -> Sentence:
    """Look up the phrases of one sentence."""
    return _sentence(text[:_MAX_SENTENCE], tuple(names))


@lru_cache(maxsize=128)
def _sentence(text: str, names: tuple[str, ...]) -> Sentence:
    folded = fold(text)
    named = wording.with_name(folded, names)
    found = wording.find(named)
    left = [word for word in wording.unexplained(named, found) if wording.NAME not in word]
    return Sentence(text, folded, named, tuple(found), tuple(left))


def without(
    one: Sentence, spans: Sequence[tuple[int, int]], kept: Sequence[Found] = ()
) -> Sentence:
    """Return a sentence in which some stretches say nothing any more: they are dealt with.

    `kept` are phrases inside them that go on being said.
    """
    if not spans:
        return one
    named = _blanked(one.named, spans)
    found = [*wording.find(named), *kept]
    left = [word for word in wording.unexplained(named, found) if wording.NAME not in word]
    unique = sorted(set(found), key=lambda hit: hit.start)
    return Sentence(
        one.text, _blanked(one.folded, spans), named, tuple(unique), tuple(left), told=True
    )


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause begins and ends that holds a stretch of a sentence."""
    before = [mark.end() for mark in _CLAUSE.finditer(text, 0, start)]
    after = _CLAUSE.search(text, end)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def split(text: str) -> Iterable[str]:
    """Yield the sentences; a line is one, unless it was only wrapped."""
    for written in _unwrapped(text.split("\n")):
        line = _DICTATED.sub(".", written)
        start = 0
        for end in _END.finditer(line):
            if not _goes_on(line, start, end):
                yield from filter(None, [line[start : end.end()].strip()])
                start = end.end()
        yield from filter(None, [line[start:].strip()])


def _goes_on(line: str, start: int, end: re.Match[str]) -> bool:
    """Say whether a mark is no end: a dot after an abbreviation, a bracket inside a sentence."""
    if end[0].startswith(")"):
        return not line[end.end() : end.end() + 1].isupper()
    if end[0].strip() != ".":
        return False
    before = fold(line[max(start, end.start() - 12) : end.start()])
    under_way = _CUT_SHORT.search(before) and _UNDER_WAY.match(line, end.end())
    return bool(under_way or _ABBREVIATION.search(before))


def _unwrapped(lines: list[str]) -> list[str]:
    joined: list[str] = []
    last = 0
    for line in lines:
        bare = line.strip()
        continues = bare[:1].islower() and last >= 55 and not _LABEL_LIKE.match(bare)
        if continues and joined:
            joined[-1] = f"{joined[-1]} {bare}"
        else:
            joined.append(bare)
        last = len(bare)
    return joined


def names_of(record: Mapping[str, str]) -> tuple[str, ...]:
    """Return the folded words of the contact's name."""
    words = f"{record.get('first_name', '')} {record.get('last_name', '')}".split()
    return tuple(fold(word) for word in words if len(word) > 2)
