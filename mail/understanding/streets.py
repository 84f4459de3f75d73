"""Where a street with its number stands in a text, and the flats and floors behind it.

All works on folded text (`folding.fold`), so that places are those of the text as written. The
words are in `tables/postal`; nothing here repeats without a bound.
"""

import re
from dataclasses import dataclass
from functools import cache

from mail.understanding import lists
from mail.understanding.folding import fold

_WORD = r"[^\W\d_][\w'.-]{0,24}"
_NAME_WORD = r"[\w][\w'.-]{0,24}"
# The letter of a house; apart from its number it may be a word: "calle Olmo 5 y …", "Мира 5 в …".
_LETTER = (
    r"(?:[a-zа-я]|\s(?:[b-df-hj-np-tv-xzбгджзлмнпртфхцчшщэю]|[aeiouyавикосуя]"
    r"(?!\s(?!(?:кв|корп|стр|оф|под|эт|пом|лит)\b)[^\W\d_]|\s\d)))(?![\w']|\.\s?\d)"
)
_NUMBER = (
    rf"(?:\d{{1,5}}(?:\s?bis|к\d{{1,2}}(?:с\d{{1,2}})?|с\d{{1,2}})?(?:{_LETTER})?(?:\s?[-/]\s?\d{{1,4}}[a-zа-я]?(?!\w))?|s/?n)"
    r"(?![\w]|[.,]\d{3})"
)
_KM = r"\d{1,4}[.,]\d(?!\d)"
_SIGN = (
    r"(?:(?:n[º°o]?|num|numero|number|no|№|номер|д|дом|house)[.\s]{1,2}(?:№\s?)?|[nд][º.]|№|#\s?|km\.?\s|"
    r"(?:nave|parcela|local|portal|bloque|casa|manzana|mz|lote)\.?\s)"
)
_TO_NUMBER = rf"(?:\s?,\s?|\s|(?<=[.-])){_SIGN}?\s?"
# A sentence, not the name of a street: "la calle está mal, es 12".
_NO_NAME = re.compile(
    r"\b(?:es|esta|estan|son|era|no|ni|ya|ahora|mal|ha|he|hemos|se|pone|tengo|vivo|is|are|was|not|"
    r"now|wrong|should|has|have|i|we|it|it's|my|your|our|не|это|был|была|теперь|сейчас|у|я|мы|мой|"
    r"моя|наш|стал|стала|que|con|para|with|for|and|on|at|to|in|days?|weeks?|minutes?|hours?|times?|number|numero|номер|pero|but|но|changed?|cambi\w+)\b"
)
_LED = r"(?!(?:at|in|on|to|is|are|now|our|my|the|moved|new|address)\s)"  # before a name, none of it
_NUMBERED = re.compile(r"\d|s/?n")  # without one, only the last of the patterns can match
_SIDE = r"(?:\s(?:[nsew]|ne|nw|se|sw|north|south|east|west|upper|lower)\b\.?)"
_ADJECTIVE = r"[а-я-]{2,20}(?:ий|ый|ой|ая|яя|ое|ого|его|ом|ую|ова|ева|ина|ых)"


@dataclass(frozen=True, slots=True)
class Core:
    """A street with its number, from `start` to `end`.

    `told`: a word for a street stands in it; without one only a name and a number.
    """

    start: int
    end: int
    told: bool


def find(folded: str, start: int = 0) -> Core | None:
    """Return the first street from `start` on that has a word for one."""
    found = [
        (match.start(), -match.end())
        for pattern in (_told() if _NUMBERED.search(folded, start) else _told()[-1:])
        if (match := _named(pattern, folded, start))
    ]
    return Core(min(found)[0], -min(found)[1], told=True) if found else None


def bare(text: str, start: int = 0) -> Core | None:
    """Return the first name with a number, "Bolívar 2350" or "5 The Maltings", as written."""
    for match in _BARE.finditer(text, start):
        if not _NO_NAME.search(match[0].lower()):
            return Core(*match.span(), told=False)
    return None


def kind(folded: str) -> str:
    """Return the first word for a kind of street, "" where there is none."""
    found = _kinds().search(folded)
    return found[0] if found else ""


@cache
def _kinds() -> re.Pattern[str]:
    words = "|".join(_street_words(where) for where in ("before", "after", "inside"))
    return re.compile(rf"(?<![\w])(?:{words})(?![\w])")


def unit(folded: str, start: int) -> int:
    """Return where the flat, floor or quarter ends that begins at `start`; `start` for none."""
    for pattern in _units():
        match = pattern.match(folded, start)
        if match:
            return match.end()
    return start


def units(folded: str, start: int) -> list[tuple[int, int]]:
    """Return where the flats and floors stand that follow each other from `start` on."""
    found: list[tuple[int, int]] = []
    while len(found) < _MOST_UNITS:
        at = _APART.match(folded, found[-1][1] if found else start)
        begin = at.end() if at else start
        end = unit(folded, begin)
        if end == begin:
            break
        found.append((begin, end))
    return found


def unit_kind(folded: str) -> str:
    """Return what kind of part a flat or floor is, by its word whole: "квартира" for "кв. 4"; ""
    for one without a word, "3º B"."""
    first = _FIRST_WORD.match(folded)
    return whole(first[0]) if first and is_unit(first[0]) else ""


def holds_flats(kind: str) -> bool:
    """Say whether a kind of part is one that flats are in: "корпус", "portal"."""
    return kind in _known("units", ("house",))


def marked_town(folded: str, start: int) -> tuple[int, int] | None:
    """Return where the town stands that a word for towns announces at `start`: "г. Химки"."""
    match = _town().match(folded, start)
    return match.span(1) if match else None


_APART = re.compile(r"[\s,·-]{0,4}")
_FIRST_WORD = re.compile(r"[^\W\d_]+|#")
_MOST_UNITS = 4
_SHORT = ("co", "jal", "edo", "prov", "cp", "no")


def ends_short(folded: str) -> bool:
    """Say whether a folded text ends with a word of addresses and its dot: "int.", "co."."""
    last = re.search(r"(?<![\w])([^\W\d_]{1,6})\.\s*\Z", folded)
    return last is not None and (shortened(last[1]) or last[1] in _SHORT)


def shortened(word: str) -> bool:
    """Say whether a folded word is one that addresses write with a dot behind it."""
    kinds = (("units", ("unit", "alone", "area", "town")), ("streets", _WHERE))
    return any(word in _of_kind(table, kind).split("|") for table, of in kinds for kind in of)


def is_kind(word: str) -> bool:
    """Say whether a folded word names a kind of street: "calle", "road", "ул"."""
    return word in _known("streets", _WHERE)


def is_unit(word: str) -> bool:
    """Say whether a folded word names a part of a house: "piso", "flat", "кв"."""
    return word in _known("units", ("unit", "alone"))


def stands_alone(word: str) -> bool:
    """Say whether a folded word is a part of a house by itself: "bajo", "izda"."""
    return word in _known("units", ("alone",))


@cache
def _known(table: str, kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        word.replace("\\", "") for kind in kinds for word in _of_kind(table, kind).split("|")
    )


def _named(pattern: re.Pattern[str], folded: str, start: int) -> re.Match[str] | None:
    for match in pattern.finditer(folded, start):
        name = next((group for group in match.groups() if group), "")
        if not _NO_NAME.search(name):
            return match
    return None


_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w'’.-]{1,24}"
_BRITISH = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
# "Bath, 3 The Circus BA1 2EW": the number is of what stands behind it.
_NUMBER_FIRST = rf"\s{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}(?=,?\s{_BRITISH})"
_BARE = re.compile(
    rf"\b(?!Dublin\s)(?:{_CAPITAL}(?:\s(?:de|del|la|las|los|el|y|am|an|der|den|in|do|da))?\s){{0,3}}{_CAPITAL}"
    rf",?\s\d{{1,5}}[A-Za-zа-я]?(?:[/-]\d{{1,4}})?(?![\w]|[.,:]\d|\s?[€$%])(?!{_NUMBER_FIRST})"
    rf"|(?<![\w.,/-])\d{{1,4}}[A-Za-z]?\s{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}(?=\s*(?:[,\n]|\Z|{_BRITISH}))"
)


@cache
def _told() -> tuple[re.Pattern[str], ...]:
    before, after, inside, glued, french = map(_street_words, _WHERE)
    house = r"(?<![\w.,/-])\d{1,5}[a-z]?(?:\s?[-/&]\s?\d{1,5}[a-z]?)?"
    which = r"(?:\d[\w-]{0,4}|[a-zа-я](?:-?\d{1,3})?)(?!\w)"  # no word: "I'm at 8 Quay Street"
    flat = rf"(?:(?:{_of_kind('units', 'unit')})\.?\s?#?{which}(?:\s?[,/]\s?|\s))?"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # calle Mayor 5 · ул. Мира, д. 3А · Calle 45 No. 12-34
            rf"(?<![\w])(?:{before})(?:\.\s?|\s|(?<=/))"
            rf"({_NAME_WORD}(?:\s{_NAME_WORD}){{0,6}}?){_TO_NUMBER}(?:{_KM}|{_NUMBER})",
            # 14 Park Hill Road · Flat 2, 14 Orchard Lane
            rf"(?<![\w]){flat}{house},?\s((?:{_NAME_WORD}\s){{1,4}}?(?:{after})\b\.?"
            rf"(?:\s(?:{after})\b\.?){{0,2}}){_SIDE}?(?!,\s\d{{1,3}}[a-z]?\s)",
            # Mill Road, number 18
            rf"(?<![\w])((?:{_LED}{_NAME_WORD}\s){{1,3}}(?:{after})\b\.?),?\s"
            rf"(?:number\s|no\.\s?|nº\s?|№\s?){_NUMBER}",
            # Ленинский пр-т, д. 12
            rf"(?<![\w-])((?:{_ADJECTIVE}\s){{1,3}}(?:{inside})\.?){_TO_NUMBER}{_NUMBER}",
            # Hauptstraße 12
            rf"(?<![\w])([^\W\d_]{{2,30}}(?:{glued})|[^\W\d_]{{2,30}}str\.)\s{_NUMBER}",
            # 12 rue de la Paix
            rf"{house},?\s((?:{french})\s{_WORD}(?:\s{_WORD}){{0,5}})",
            # Тверская 10 кв 8
            rf"(?<![\w-])({_WORD},?\s(?:д(?:ом)?\.?\s?)?\d{{1,4}}[а-я]?(?=,?\s(?:кв|корп|оф)\b)"
            rf"|{_WORD},\s?д(?:ом)?\.?\s?\d{{1,4}}[а-я]?)(?![\w])",
            # PO Box 77, apartado 12
            r"(?<![\w])(?:p\.?\s?o\.? box|apartado(?: de correos)?|apdo\.?|а/я)\s\d{1,6}(?!\w)",
            # Mill Lane, without a number: only with a house or a flat before it
            rf"(?<![\w])(?:flat|unit|apartment|suite|(?:{_WORD}\s){{1,3}}"
            rf"(?:cottage|house|lodge|farm|barn|court))(?:\s[\w-]{{1,5}})?,\s"
            rf"((?:{_WORD}\s){{1,3}}(?:{after})\b)(?!,\s\d)",
        )
    )


_WHERE = ("before", "after", "inside", "glued", "french")


def _street_words(where: str) -> str:
    return _of_kind("streets", where)


@cache
def _of_kind(table: str, kind: str) -> str:
    """Return the words of a kind as alternatives, the longest first."""
    rows = [row.split("\t") for name, row in lists.rows("postal") if name == f"{table}.tsv"]
    words = {word for row in rows if row[0] == kind for word in row[1].split()}
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _units() -> tuple[re.Pattern[str], ...]:
    unit, alone, area = (_of_kind("units", kind) for kind in ("unit", "alone", "area"))
    side = rf"(?:[a-hа-г]|{alone}|pta\.?\s?\w{{1,2}}|\d{{1,2}}[ªaº])"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # piso 3 B · Apt 3B · #1204 · кв. 4
            rf"(?:{unit})(?:\.\s?|\s|(?<=#))(?:n[º°.]\s?|№\s?|#)?(?:\d{{1,5}}(?:[a-zа-я](?!\w))?"
            rf"(?:[-/]\d{{1,3}})?|[a-zа-я](?:[-]?\d{{1,3}})?)(?!\w)(?:\s?-?\s?{side}(?![\w]))?",
            # 3º izquierda · 1ºA · 4t 2a · 2nd floor
            rf"\d{{1,2}}\s?(?:[ºª°]|t|r|er|o)\.?(?:\s?-?\s?{side}(?![\w])){{0,2}}(?!\w)",
            r"(?:\d{1,2}(?:st|nd|rd|th)|ground|first|second|third|top)\sfloor\b",
            # bajo B · 4 B
            rf"(?:{alone})(?![\w])(?:\.?\s?[a-h]?(?:\s?\d)?(?![\w]))",
            r"\d{1,2}\s?-?\s?[a-h](?![\w])",
            rf"(?:{area})(?:\.\s?|\s)(?:ind(?:ustrial)?\.?\s)?{_WORD}(?:\s[^\W\d_]{{2,20}}){{0,3}}",
        )
    )


@cache
def _town() -> re.Pattern[str]:
    words = _of_kind("units", "town")
    name = r"[^\W\d_][\w-]{1,30}(?:\s[^\W\d_][\w-]{2,20})?"
    return re.compile(rf"(?:(?:{words})(?:\.\s?|\s)|[сп]\.\s?)({name})")


_KEY_WORD = re.compile(r"\bc/|[^\W\d_]+(?:-[^\W\d_]+)?|\d+")


def key(street: str) -> str:
    """Return a street as two writings of it are compared: without signs, all its words whole."""
    return "".join(char for word in words(street) for char in word if char.isalnum())


def words(street: str) -> list[str]:
    """Return the folded words and numbers of a street, those written for short whole."""
    return [whole(word) for word in _KEY_WORD.findall(fold(street))]


def whole(word: str) -> str:
    """Return a folded word of addresses as it is written in full: "apartment" for "apt"."""
    return _whole().get(word, word)


@cache
def _whole() -> dict[str, str]:
    rows = [row.split("\t") for name, row in lists.rows("postal") if name == "short.tsv"]
    return {short: word for word, shorts in rows for short in shorts.split()}
