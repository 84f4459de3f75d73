"""The phrase tables, and finding their phrases in a sentence.

A table `tables/phrases/<language>.tsv` has a phrase a line, `kind <tab> strength <tab> phrase`. In
a phrase, words stand for themselves whatever their case and accents, and
  `(a|b)` is one of several, `[a|b]` may be missing, `baj*` begins a word,
  `…` is up to four words of any kind, `{name}` is the contact's own first or last name,
  `^` at the beginning: only where a sentence begins.
A strength is `clear`, `likely`, `weak`, or `alone`: nothing unless it is all that a sentence says.
All languages are tried on every reply: people answer in the language they think in.

**The longest phrase wins**: "no me deis de baja" (keep) covers "deis de baja" (unsubscribe), and
"planta baja" (nothing) covers "baja". So a trap is mended by a longer phrase, not by a condition.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from mail.understanding import lists, shortened
from mail.understanding.candidates import Candidates, Needs, part
from mail.understanding.folding import fold

Strength = Literal["clear", "likely", "alone", "weak"]

NAME = "\ue000"  # stands in a folded sentence for each letter of the contact's own name
_TOKEN = re.compile(r"\(([^()]+)\)|\[([^\[\]]+)\]|(…)|(\{name\})|(\S+)")
_BETWEEN = r"[^\w\n]{1,4}"
# Possessive: a name is taken whole, so that no pattern can try its letters in many ways.
_NAMES = f"{NAME}++(?:{_BETWEEN}{NAME}++){{0,3}}+"
_GAP = rf"(?:[^\w\n]{{1,3}}(?:\w{{1,30}}|{NAME}{{1,30}}+)){{0,4}}?"
_MAX_MATCHES = 200


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of a table."""

    kind: str
    strength: Strength
    pattern: re.Pattern[str]
    needs: Needs


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found in a sentence, from `start` to `end`."""

    kind: str
    strength: Strength
    start: int
    end: int


def find(sentence: str) -> list[Found]:
    """Return the phrases of a folded sentence that no longer phrase covers, in order."""
    matches = sorted(_matches(sentence), key=lambda found: (found.start - found.end, found.start))
    kept: list[Found] = []
    for match in matches[:_MAX_MATCHES]:
        # Taking back what one said counts wherever it stands.
        if match.kind == "retract" or all(
            match.end <= other.start or match.start >= other.end for other in kept
        ):
            kept.append(match)
    return sorted(kept, key=lambda found: found.start)


def unexplained(sentence: str, found: Iterable[Found]) -> list[str]:
    """Return the words that no phrase covers and that are no mere grammar or courtesy."""
    left = list(sentence)
    for match in found:
        left[match.start : match.end] = " " * (match.end - match.start)
    return [word for word in _WORD.findall("".join(left)) if word not in _filler()]


def with_name(sentence: str, names: Iterable[str]) -> str:
    """Put the mark of `{name}` where a folded sentence has one of the folded names.

    Russian names are found in their other cases, too.
    """
    for name in names:
        stem = name[:-1] if len(name) > 3 and name[-1] in "аяйь" else name
        if len(stem) > 2 and stem in sentence:
            ending = r"[а-я]{0,3}" if re.search("[а-я]", stem) else ""
            pattern = rf"\b{re.escape(stem)}{ending}\b"
            sentence = re.sub(pattern, lambda m: NAME * len(m[0]), sentence)
    return sentence


_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def _matches(sentence: str) -> Iterator[Found]:
    phrases, candidates = _phrases()
    for at in candidates.of(sentence):
        phrase = phrases[at]
        for match in phrase.pattern.finditer(sentence):
            yield Found(phrase.kind, phrase.strength, *match.span())


@cache
def _phrases() -> tuple[tuple[Phrase, ...], Candidates]:
    phrases = tuple(_read_all())
    return phrases, Candidates([phrase.needs for phrase in phrases])


def _read_all() -> Iterator[Phrase]:
    for name, row in lists.rows("phrases"):
        cells = row.split("\t")
        if len(cells) != 3 or cells[1] not in get_args(Strength):
            raise ValueError(f"{name}: a row is kind, strength and phrase between tabs: {row!r}")
        kind, strength, phrase = cells
        pattern = compiled(phrase)
        yield Phrase(kind, strength, pattern, needs(phrase))  # type: ignore[arg-type]  # checked above


def compiled(phrase: str) -> re.Pattern[str]:
    """Compile a phrase of the tables. Nothing in it repeats without a bound."""
    first = phrase.strip().startswith("^")
    out = ""
    glued = True  # nothing to be separated from yet
    for many, maybe, gap, name, word in _TOKEN.findall(phrase.strip().removeprefix("^")):
        if gap:
            out += _GAP
        elif maybe:
            out += (
                f"(?:(?:{_choice(maybe)}){_BETWEEN})?"
                if glued
                else f"(?:{_BETWEEN}(?:{_choice(maybe)}))?"
            )
        else:
            part = f"(?:{_choice(many)})" if many else (_NAMES if name else _word(word))
            out += part if glued else _BETWEEN + part
            glued = False
    start = r"\A\W{0,3}" if first else r"(?<!\w)"
    return re.compile(rf"{start}{out}(?!\w)")


def _choice(texts: str) -> str:
    # The longest first: "de la lista" before "de", or the phrase would end early.
    ordered = sorted(texts.split("|"), key=len, reverse=True)
    return "|".join(_BETWEEN.join(map(_word, text.split())) for text in ordered)


def _word(word: str) -> str:
    if word == "{name}":
        return _NAMES
    stem = word.removesuffix("*")
    if stem != word:
        return re.escape(fold(stem)) + r"\w{0,20}"
    written = "|".join(map(re.escape, shortened.forms(fold(word))))
    return f"(?:{written})" if "|" in written else written


def needs(phrase: str) -> Needs:
    """Return the words without which a phrase cannot be found: looked for first."""
    tokens = _TOKEN.findall(phrase.strip().removeprefix("^"))
    parts = [many.split("|") if many else [word] for many, _, _, _, word in tokens if many or word]
    return tuple(part([] if any("{name}" in one for one in texts) else texts) for texts in parts)


def off_the_subject(words: Iterable[str]) -> list[str]:
    """Return the words that do not belong to telling a new value of a field."""
    bare = (word.removesuffix("'s") for word in words)
    return [word for word in bare if len(word) > 3 and word not in _vocabulary()]


def names_a_field(word: str) -> bool:
    """Say whether a word belongs to telling a new value."""
    return word in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(fold(word) for _, row in lists.rows("vocabulary") for word in row.split())


@cache
def _filler() -> frozenset[str]:
    return frozenset(fold(word) for _, row in lists.rows("filler") for word in row.split())
