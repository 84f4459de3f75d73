"""The values that were seen in the sentences of a reply, the pieces of one street put together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mail.understanding import streets
from mail.understanding.folding import fold
from mail.understanding.sentences import Sentence
from mail.understanding.tagging import FIELDS, OLD, Span

NOW = re.compile(r"\b(?:ahora|actualmente|now|currently|теперь|сейчас)\b")
# "Unity Street, 9 Unity Street": a street said twice, the second time with its number.
_REPEATED = re.compile(r"\A([^\d,]{5,60})[,.\s]{1,3}((?:\d{1,4}\w?\s)?\1(?!\w).*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field as it is written in a sentence."""

    field: str
    at: int
    start: int
    end: int
    likelihood: float
    text: str


def values(said: Sequence[Sentence], spans: Sequence[Span]) -> Iterator[Value]:
    """Yield the values, the pieces of one street put together; two streets stay two."""
    found = [
        Value(
            FIELDS[one.field],
            one.at,
            one.start,
            one.end,
            one.likelihood,
            said[one.at].text[one.start : one.end],
        )
        for one in spans
        if one.field != OLD
    ]
    pieces = [one for one in found if one.field == "street"]
    yield from (one for one in found if one.field != "street")
    if sum(is_whole(one.text) for one in pieces) > 1:
        yield from pieces
    elif pieces:
        yield _joined(pieces, said)


def _joined(every: Sequence[Value], said: Sequence[Sentence]) -> Value:
    pieces = _since(every, said)
    first, last = pieces[0], pieces[-1]
    # "302, not 203. Flat 302, Sai Residency": what stands in another piece is told once.
    once = [one for one in pieces if not any(_is_within(one, other) for other in pieces)]
    text = _REPEATED.sub(r"\2", _put_together(once, said))
    likely = min(one.likelihood for one in pieces)
    end = last.end if last.at == first.at else len(said[first.at].text)
    return Value("street", first.at, first.start, end, likely, text)


def _put_together(pieces: Sequence[Value], said: Sequence[Sentence]) -> str:
    """Return the pieces in one line, and what stands between them where that is no word."""
    text = pieces[0].text
    for before, one in pairwise(pieces):
        between = said[one.at].text[before.end : one.start] if before.at == one.at else ""
        text += (between if re.fullmatch(r"[\s.,]{1,3}", between) else ", ") + one.text
    return text


def _since(pieces: Sequence[Value], said: Sequence[Sentence]) -> Sequence[Value]:
    """Return the pieces behind a "now" between two of them: "Soviet Street, now Church Street"."""
    for at in range(len(pieces) - 1, 0, -1):
        before, one = pieces[at - 1], pieces[at]
        here = before.at == one.at
        if here and NOW.search(said[one.at].folded, before.end, one.start):
            return pieces[at:]
    return pieces


def _is_within(one: Value, other: Value) -> bool:
    part, whole = fold(one.text), fold(other.text)
    later = part == whole and one.start < other.start and one.at <= other.at
    return later or bool(part != whole and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole))


def is_whole(street: str) -> bool:
    """Say whether words are a street and not a door of one: a name and a number."""
    words = re.findall(r"[^\W\d_]{3,}", fold(street))
    named = any(not streets.is_unit(word) and not streets.is_kind(word) for word in words)
    return named and any(char.isdigit() for char in street)
