"""Which words of a reply are a new value of a field, learned from examples (`annotated.py`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from mail.learned import Model
from mail.learned.sequences import NOTHING, Marks, named
from mail.understanding import reach, streets, tenses, towns, wording
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence
from storage.values import names

FIELDS = {
    "first": "first_name",
    "last": "last_name",
    "email": "email",
    "number": "phone",
    "street": "street",
    "postcode": "postcode",
    "city": "city",
    "province": "province",
    "country": "country",
    "company": "company",
    "job": "job_title",
    "birth": "birth_date",
}
OLD = "old"
_MOST = 160  # words of a reply that are looked at
_NEAR = 7  # words to each side of which only the beginnings are looked at
_TOKEN = re.compile(r"[^\s@<>()\"',;:]+@[^\s@<>()\"',;:]+\w|\d+|[^\W\d_]+|[^\w\s]|_")
BREAK = "¶"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of the sentence numbered `at`, and where it stands there."""

    text: str
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A value of `field` in the sentence numbered `at`; how likely it is the least likely word."""

    field: str
    at: int
    start: int
    end: int
    likelihood: float


def spans(said: Sequence[Sentence]) -> tuple[Span, ...]:
    """Return the values that a reply tells, in order; those of the field "old" are over."""
    return _spans(tuple(sentence.text for sentence in said))


@lru_cache(maxsize=64)
def _spans(texts: tuple[str, ...]) -> tuple[Span, ...]:
    tokens = tokens_of(texts)
    found: list[Span] = []
    last = NOTHING
    for token, one in zip(tokens, named(model(), marks(tokens)), strict=True):
        if one.name != NOTHING:
            if one.name == last and found[-1].at == token.at:
                start, least = found[-1].start, min(found[-1].likelihood, one.likelihood)
                found[-1] = Span(one.name, token.at, start, token.end, least)
            else:
                found.append(Span(one.name, token.at, token.start, token.end, one.likelihood))
        last = one.name
    return tuple(found)


def words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words, numbers and signs of a text."""
    return _TOKEN.finditer(text)


def tokens_of(texts: Sequence[str]) -> list[Token]:
    """Return the words of some sentences, with a mark between each two of them."""
    found: list[Token] = []
    for at, text in enumerate(texts):
        found += [Token(BREAK, at, 0, 0)] if at else []
        found += [Token(hit[0], at, *hit.span()) for hit in words(text)]
    return found[:_MOST]


def marks(tokens: Sequence[Token]) -> list[tuple[Marks, Marks]]:
    """Return what is looked at of each word, and what of it beside the name before it."""
    edge = Token(BREAK, -1, 0, 0)
    row = [edge, edge, *tokens, edge, edge]
    written = [_word(fold(token.text)) for token in row]
    shapes = [_shape(token.text) for token in row]
    kinds = [_kind(token.text) for token in row]
    return [
        (
            [
                *_around(written, shapes, kinds, at),
                *_far(written, at),
                *_labelled(written, at),
                *(["=glued"] if row[at].start and row[at - 1].end == row[at].start else ()),
            ],
            [written[at], shapes[at], f"={kinds[at]}", f"-1 {written[at - 1]}"],
        )
        for at in range(2, len(row) - 2)
    ]


def _around(words: list[str], shapes: list[str], kinds: list[str], at: int) -> Iterator[str]:
    word = words[at]
    yield word
    yield from (f"{word[:length]}*" for length in (3, 5) if len(word) > length)
    yield from (f"*{word[-length:]}" for length in (2, 3) if len(word) > length + 1)
    yield f"s{shapes[at]}"
    yield f"k{kinds[at]}"
    for by in (-2, -1, 1, 2):
        yield f"{by} {words[at + by]}"
        yield f"{by}s{shapes[at + by]}"
        yield f"{by}k{kinds[at + by]}"
    yield f"-2-1 {words[at - 2]} {words[at - 1]}"
    yield f"-1 0 {words[at - 1]} {word}"
    yield f"01 {word} {words[at + 1]}"
    yield f"12 {words[at + 1]} {words[at + 2]}"
    yield f"s-1 0 {shapes[at - 1]} {shapes[at]}"
    yield f"s01 {shapes[at]} {shapes[at + 1]}"
    yield f"s-1 0 1 {shapes[at - 1]} {shapes[at]} {shapes[at + 1]}"
    yield f"s012 {shapes[at]} {shapes[at + 1]} {shapes[at + 2]}"
    yield f"s-2-1 0 {shapes[at - 2]} {shapes[at - 1]} {shapes[at]}"
    yield f"k-1 0 {kinds[at - 1]} {words[at]}"


def _far(words: list[str], at: int) -> Iterator[str]:
    before, behind = words[max(2, at - _NEAR) : at], words[at + 1 : at + _NEAR + 1]
    for side, near in (("<", before), (">", behind)):
        yield from dict.fromkeys(f"{side}{word[:5]}" for word in near if word.isalpha())


def _labelled(words: list[str], at: int) -> Iterator[str]:
    """Yield the word before the last colon, for as long as the line goes on."""
    for back in range(at - 1, max(2, at - 12), -1):
        if words[back] == BREAK:
            return
        if words[back] in (":", "=", ">"):
            yield f":{words[back - 1]}"
            return


def _word(folded: str) -> str:
    if "@" in folded and len(folded) > 1:
        return "@@"
    return f"#{min(len(folded), 7)}" if folded.isdigit() else folded


@lru_cache(maxsize=4096)
def _shape(text: str) -> str:
    if text[0].isdigit():
        return f"#{min(len(text), 7)}"
    if not text[0].isalpha():
        return "@" if "@" in text else text[:1]
    letters = "A" if text.isupper() else "Aa" if text[0].isupper() else "a"
    return f"{letters}1" if len(text) == 1 else letters


@lru_cache(maxsize=4096)
def _kind(text: str) -> str:
    """Return what is known of a word: the kinds of words that it is one of, in letters."""
    word = fold(text)
    if not text[0].isalpha() or len(word) < 2:
        return ""
    return "".join(
        letter
        for letter, is_one in (
            ("g", names.is_given_name(word)),
            ("t", towns.known(text)),
            ("s", streets.is_kind(word)),
            ("u", streets.is_unit(word)),
            ("j", reach.job_like(word)),
            ("m", tenses.is_month(word)),
            ("f", wording.names_a_field(word)),
        )
        if is_one
    )


@cache
def model() -> Model:
    """Return the learned model of the package."""
    table = resources.files("mail.understanding") / "tables" / "learned" / "tags.tsv"
    with table.open(encoding="utf-8") as lines:
        return Model.parsed(lines)
