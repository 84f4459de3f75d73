"""A postal address in a text: found by its look, and read in its parts.

An address is a run of pieces: a street with its number, flats and floors, a quarter, a postcode, a
town, a region, a country; people write them in any order, with commas or without. The street is
what is looked for first (`streets.py`), the pieces round it are read one after the other
(`pieces.py`), and only then is it said which words are the town: those beside the postcode first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mail.understanding import postcodes, russian, streets, towns, wording
from mail.understanding.folding import fold
from mail.understanding.pieces import Piece, Reader, sentence_end
from storage.values import Invalid, places

_LONGEST = 300
_NAMED_COUNTRY = re.compile(
    r"(?<![\w])(?:United (?:States|Kingdom)|Great Britain|Estados Unidos|Reino Unido|Países Bajos|"
    r"New Zealand|Nueva Zelanda|South (?:Africa|Korea)|Costa Rica|El Salvador|Sri Lanka|"
    r"República (?:Dominicana|Checa)|Новая Зеландия|"
    r"[A-ZА-ЯÁÉ][A-Za-zА-Яа-яÀ-ÿё]{1,20})"
)
_SHORT_COUNTRIES = ("USA", "US", "UK", "США", "РФ")
_TELLING = ("GB", "IE", "CA", "PT", "PL")  # whose postcodes look like nobody else's
_CODE_LAST = frozenset(("GB", "US", "AU", "CA", "IE", "NZ", "IN"))


@dataclass(frozen=True, slots=True)
class Address:
    """An address from `start` to `end` of a text, and its parts by field.

    `told`: it has a word for a street, and is not only a name with a number.
    """

    start: int
    end: int
    parts: Mapping[str, str]
    told: bool


def split(text: str, country: str) -> dict[str, str]:
    """Return the parts of a text that is an address and nothing else, as far as they are told.

    What is not surely a part stays in the street.
    """
    text = " ".join(text.replace("\n", ", ").split()).strip(" .,;!")[:_LONGEST]
    there = _country_at_end(text) or country
    text = text[: sentence_end(text)].strip(" .,;!")
    pieces = Reader(text, there, loose=True).all()
    return _parts(text, pieces, there)


def find(text: str, country: str) -> Address | None:
    """Return the first address in a text in which other words stand as well, None without one."""
    return next(find_all(text, country), None)


def find_all(text: str, country: str) -> Iterator[Address]:
    """Yield the addresses in a text in which other words stand as well, in their order.

    A country that the text names is the one whose ways they are read in.
    """
    text = text[: _LONGEST * 2]
    folded, at = fold(text), 0
    while core := streets.find(folded, at) or streets.bare(text, at):
        named = country_in(f"{text[: core.start]} {text[core.end :]}")
        found = around(text, core, named or country)
        parts = {**found.parts, **({"country": named} if named else {})}
        whole = parts.keys() & {"postcode", "city"} or core.end < found.end
        if core.told or whole:
            yield Address(found.start, found.end, parts, core.told)
        at = max(found.end, at + 1)


def is_one(text: str, country: str) -> bool:
    """Say whether a text is an address from its first letter to its last."""
    found = find(text, country)
    return found is not None and not found.start and not text[found.end :].strip(" .,;")


def goes_on(text: str, country: str) -> bool:
    """Say whether a text has only pieces that stand behind a street: a town, a postcode."""
    pieces = list(Reader(text, country, loose=False).all())
    kinds = {piece.kind for piece in pieces}
    whole = bool(pieces) and not text[pieces[-1].end :].strip(" .,;")
    return whole and not pieces[0].start and "street" not in kinds


def around(text: str, core: streets.Core, country: str) -> Address:
    """Return the address whose street stands there, with the pieces before and behind it."""
    reader = Reader(text, country, loose=False)
    pieces = [*reader.before(core.start), *reader.after(core)]
    return Address(pieces[0].start, pieces[-1].end, _parts(text, pieces, country), core.told)


def abroad(text: str, country: str) -> bool:
    """Say whether a text has a postcode that is none of the country: "TX 78701" beside Madrid."""
    return any(
        postcodes.within(text, other) for other in _TELLING if other != country
    ) and not postcodes.within(text, country)


def looks_like_street(text: str) -> bool:
    """Say whether a text has a street with its number."""
    return bool(streets.find(fold(text)) or streets.bare(text))


def _country_at_end(text: str) -> str:
    last = re.split(r"[,.\n]", text.rstrip(" .,"))[-1].strip()
    read = places.country(last) if len(last) > 3 else Invalid("unknown_country")
    return "" if isinstance(read, Invalid) else read


def country_in(text: str) -> str:
    """Return the code of the country that words name, "" where they name none or several."""
    found = {country_of(text[slice(*span)]) for span in countries_in(text)}
    return found.pop() if len(found) == 1 else ""


def countries_in(text: str) -> list[tuple[int, int]]:
    """Return where names of countries stand in a text."""
    return [match.span() for match in _NAMED_COUNTRY.finditer(text) if country_of(match[0])]


def country_of(name: str) -> str:
    """Return the code of a country by its name, "" where it is none; of two or three letters only
    those that people write ("UK"): "Bv." is a street cut short, and no island."""
    if len(name) < 4 and name not in _SHORT_COUNTRIES:
        return ""
    read = places.country(name)
    return russian.country(name) if isinstance(read, Invalid) else read


def _parts(text: str, pieces: Sequence[Piece], country: str) -> dict[str, str]:
    """Say which piece is what, and return the values by field."""
    codes = [piece for piece in pieces if piece.kind == "code"]
    code = codes[0] if len({piece.value for piece in codes}) == 1 else None
    city = _city(pieces, code, country)
    region = _region_of(pieces, city, country)
    taken = (code, city, region)
    street = _street(text, [piece for piece in pieces if piece not in taken])
    state = next((piece.value for piece in pieces if piece.kind == "country"), "")
    read = places.country(state)
    found = {
        "street": street,
        "city": towns.written(city.value) if city else "",
        "province": towns.region(region.value, country) if region else "",
        "postcode": code.value if code else "",
        "country": "" if isinstance(read, Invalid) else read,
    }
    return {field: value for field, value in found.items() if value}


def _city(pieces: Sequence[Piece], code: Piece | None, country: str) -> Piece | None:
    marked = [piece for piece in pieces if piece.kind == "town"]
    if marked:
        return marked[-1]
    words = [piece for piece in pieces if piece.kind == "words" and towns.can_be(piece.value)]
    streeted = next((at for at, piece in enumerate(pieces) if piece.kind == "street"), -1)
    behind = [piece for piece in words if pieces.index(piece) > streeted]
    plain = [piece for piece in behind if piece.value not in towns.regions(country)]
    plain = [piece for piece in plain if not towns.is_a_region(piece.value)] or plain
    if streeted < 0 and not code and len(pieces) > 1:
        return _last(plain) if any(piece.kind == "region" for piece in pieces) else None
    if code:
        here = pieces.index(code)
        after = [piece for piece in behind if pieces.index(piece) == here + 1]
        before = [piece for piece in plain if pieces.index(piece) < here]
        if country in _CODE_LAST and before:
            return before[-1]
        return _last(after) or _last(before) or _last(behind) or _first_town(words)
    # Without a postcode words behind a street may be any: "beware of the dog", "rest unchanged".
    return _last([one for one in plain if _is_named(one)]) or _first_town(words)


def _is_named(piece: Piece) -> bool:
    """Say whether words are a known town, or written as a name."""
    small = piece.value.split()[0][:1].islower() or wording.find(fold(piece.value))
    return towns.known(piece.value) or not small


def _last(pieces: Sequence[Piece]) -> Piece | None:
    return pieces[-1] if pieces else None


def _first_town(words: Sequence[Piece]) -> Piece | None:
    known = [piece for piece in words if towns.known(piece.value)]
    return known[0] if known else None


def _region_of(pieces: Sequence[Piece], city: Piece | None, country: str) -> Piece | None:
    told = [piece for piece in pieces if piece.kind == "region"]
    named = [
        piece
        for piece in pieces
        if piece.kind == "words" and piece is not city and _is_region(piece.value, country)
    ]
    return _last(told) or (_last(named) if city else None)


def _is_region(name: str, country: str) -> bool:
    return name in towns.regions(country) or towns.is_a_region(name)


def _street(text: str, pieces: Sequence[Piece]) -> str:
    """Return the street with what belongs to it, as it was written."""
    behind = next((piece.end for piece in pieces if piece.kind == "street"), 0)
    kept = [
        piece
        for piece in pieces
        if piece.kind in ("street", "unit")
        or (piece.kind == "words" and (piece.start < behind or not piece.value.islower()))
    ]
    # "Definitive, Mill Lane 3": a word of the person's before a street that is written as a name.
    if len(kept) > 1 and kept[0].kind == "words" and kept[0].value.islower() and not text.islower():
        del kept[0]
    out = ""
    for at, piece in enumerate(kept):
        between = text[kept[at - 1].end : piece.start] if at else ""
        joined = between if between.strip(" ,.") == "" and len(between) < 4 else ", "
        out += joined + text[piece.start : piece.end]
    return re.sub(r"\s+", " ", out).strip(" .,;-–()")
