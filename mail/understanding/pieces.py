"""The pieces of an address, read one after the other: what each is by its look alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mail.understanding import postcodes, streets, towns
from mail.understanding.folding import fold
from storage.values import Invalid, places

Kind = Literal["street", "unit", "code", "town", "region", "country", "words"]

_MOST_PIECES = 12
_BETWEEN = re.compile(r"[\s,;()|·–-]{0,8}(?:\.[\s,;]{1,4})?[\s,;()|·–-]{0,8}")
_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞА-ЯЁ][\w]{0,2}\.(?=\s[^\W\d_a-zа-я])|[A-ZÀ-ÖØ-ÞА-ЯЁ][\w'’-]*)"
_JOINED = r"(?:de|del|la|las|los|el|y|upon|on|the|of|le|les|sur|am|an|der|на|do|da|dos|di)"
_NAMED = re.compile(
    rf"{_CAPITAL}(?:[ ](?:{_JOINED}[ ]){{0,2}}{_CAPITAL}){{0,4}}(?:[ ]\d{{1,2}}(?!\d))?"
)
_LOWER = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,3}")
_REGION = re.compile(
    r"(?:[а-я-]{3,30}\s(?:обл(?:асть|асти)?|край|крае|респ(?:ублика)?|р-н|район|ао)\b|"
    r"(?:обл|респ(?:ублика)?|провинция)\.?\s[а-я-]{3,30}|"
    r"(?:co\.?|county|provincia(?: de)?|prov\.?(?: de)?|estado de)\s[a-z]{3,20})\.?"
)


# "ул. Садовая, 5, 12": the flat without its word.
_FLAT_BEHIND = re.compile(r"(?<=[\dа-я]),\s?\d{1,4}(?=\s*(?:[,;)\n]|\.\s|\.?\Z|[—–-]\s))")
_CYRILLIC = re.compile(r"[а-я]{3}")
_SHORT = re.compile(r"[A-Za-z]{2,3}\b\.?")
_SEGMENT = re.compile(r"[^,;.()\n]{2,40}")
_END_OF_ALL = re.compile(r"[!?\n]|\.(?=\s+(?:[A-ZА-ЯЁ¡¿][^\s.]*\s|[^\W\d_]+\Z))")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an address, from `start` to `end` of its text; `value` as it is to be kept."""

    kind: Kind
    start: int
    end: int
    value: str


def sentence_end(text: str) -> int:
    """Return where the sentence ends that an address stands in, abbreviations aside."""
    ends = (end.start() for end in _END_OF_ALL.finditer(text))
    return next((end for end in ends if text[end] != "." or _ends(text, end)), len(text))


def _ends(text: str, dot: int) -> bool:
    """Say whether a dot ends a sentence: behind a postcode or a word, not behind "fracc"."""
    last = re.search(r"\d{3,}\Z|[a-zа-я]{4,20}\Z", fold(text[max(0, dot - 20) : dot]))
    return last is not None and not streets.shortened(last[0])


class Reader:
    """Reads the pieces of one text. `loose`: all of it is an address, so any words may be part."""

    def __init__(self, text: str, country: str, *, loose: bool) -> None:
        self._text, self._folded, self._country = text, fold(text), country
        self._loose = loose
        self._code = postcodes.labelled(country)
        self._code_before = postcodes.just_before(country)

    def all(self) -> list[Piece]:
        """Return the pieces of the whole text."""
        core = streets.find(self._folded)
        bare = streets.bare(self._text) if core is None else None
        core = core or bare
        if core is None:
            return list(self._run(0, len(self._text)))
        head = list(self._run(0, core.start))
        return [*head, *self.after(core)]

    def after(self, core: streets.Core) -> list[Piece]:
        """Return a street and the pieces behind it, as far as they go on."""
        flat = _FLAT_BEHIND.match(self._folded, core.end)
        cyrillic = flat and _CYRILLIC.search(self._folded, core.start, core.end)
        end = flat.end() if flat and cyrillic else core.end
        street = Piece("street", core.start, end, self._text[core.start : end])
        return [street, *self._run(end, len(self._text))]

    def before(self, start: int) -> list[Piece]:
        """Return the pieces that lead to a street: "28013 Madrid, calle …", "flat 2, …"."""
        begin = max(self._text.rfind(mark, 0, start) for mark in ":!?\n")
        for word in re.finditer(r"[^\s,;]+", self._text[begin + 1 : start]):
            at = begin + 1 + word.start()
            pieces = list(self._run(at, start))
            ends = pieces[-1].end if pieces else at
            whole = pieces and not self._text[ends:start].strip(" ,;.-–")
            if whole and pieces[0].start == at and all(map(self._leads, pieces)):
                return pieces
        return []

    def _leads(self, piece: Piece) -> bool:
        return piece.kind != "words" or towns.known(piece.value)

    def _run(self, start: int, stop: int) -> Iterator[Piece]:
        at = start
        for _ in range(_MOST_PIECES):
            at = self._skipped(at, stop)
            piece = self._piece(at, stop) if at < stop else None
            if piece is None:
                return
            yield piece
            at = piece.end

    def _skipped(self, at: int, stop: int) -> int:
        between = _BETWEEN.match(self._text, at, stop)
        end = between.end() if between else at
        dotted = "." in self._text[at:end]
        ends_sentence = dotted and not self._loose and _new_sentence(self._text, at)
        return stop if ends_sentence else end

    def _piece(self, at: int, stop: int) -> Piece | None:
        for read in (self._coded, self._united, self._town, self._region, self._state):
            piece = read(at, stop)
            if piece:
                return piece
        return self._words(at, stop)

    def _made(self, kind: Kind, at: int, end: int) -> Piece:
        return Piece(kind, at, end, self._text[at:end].strip(" .,;()"))

    def _coded(self, at: int, stop: int) -> Piece | None:
        match = self._code.match(self._text, at, stop)
        value = postcodes.normal(match[1].upper(), self._country) if match else ""
        return Piece("code", at, match.end(), value) if match and value else None

    def _united(self, at: int, stop: int) -> Piece | None:
        end = streets.unit(self._folded[:stop], at)
        return self._made("unit", at, end) if end > at else None

    def _town(self, at: int, stop: int) -> Piece | None:
        span = streets.marked_town(self._folded[:stop], at)
        return Piece("town", at, span[1], self._text[slice(*span)].strip(" .,")) if span else None

    def _region(self, at: int, stop: int) -> Piece | None:
        match = _REGION.match(self._folded, at, stop)
        if match:
            return self._made("region", at, match.end())
        short = _SHORT.match(self._text, at, stop)
        known = short and short[0].strip(".").upper() in towns.short_regions(self._country)
        if not short or not known:
            return None
        rest = self._text[short.end() : stop].strip(" ,")
        followed = not rest or self._coded(self._skipped(short.end(), stop), stop)
        upper = short[0].isupper() and (not rest or rest[:1] in ",.)")
        return self._made("region", at, short.end()) if followed or upper else None

    def _state(self, at: int, stop: int) -> Piece | None:
        end = _SEGMENT.match(self._text, at, stop)
        if not end or isinstance(places.country(end[0].strip()), Invalid):
            return None
        last = not self._text[end.end() : stop].strip(" .,)")
        name = end[0].strip()
        meant = name not in towns.regions(self._country) and (len(name) > 3 or name.isupper())
        return self._made("country", at, end.end()) if last and meant else None

    def _words(self, at: int, stop: int) -> Piece | None:
        named = _NAMED.match(self._text, at, stop)
        match = named or (_LOWER.match(self._text, at, stop))
        if not match:
            return None
        end = self._cut_at_piece(at, match.end(), stop)
        if named is None:
            end = at + towns.name_length(self._text[at:end])
        piece = self._made("words", at, end)
        if self._loose:
            return piece
        if end == at:
            return None
        beside = self._beside_code(at, end, stop)
        towny = towns.can_be(piece.value) and (named is not None or beside)
        return piece if towny and (beside or self._bounded(end, stop)) else None

    def _cut_at_piece(self, at: int, end: int, stop: int) -> int:
        """Return where words end because a postcode, a state or a country begins."""
        for word in re.finditer(r"(?<=\s)\S+", self._text[at:end]):
            start = at + word.start()
            for read in (self._coded, self._united, self._region, self._state, self._town):
                if read(start, stop):
                    return start
        return end

    def _beside_code(self, at: int, end: int, stop: int) -> bool:
        after = self._skipped(end, stop)
        follows = after < stop and (self._coded(after, stop) or self._region(after, stop))
        before = self._code_before.search(self._text[:at])
        return bool(follows or before)

    def _bounded(self, end: int, stop: int) -> bool:
        rest = self._text[end:stop].lstrip()
        return not rest or rest[0] in ",.;()!\n-–"


def _new_sentence(text: str, at: int) -> bool:
    """Say whether the dot behind a piece ends a sentence, as behind a postcode or a long word."""
    dot = text.find(".", at)
    return _ends(text, dot) and text[dot + 1 :].lstrip()[:1].isupper()
