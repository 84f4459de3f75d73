"""What is known of towns and regions: their names, and what cannot be one."""

import re
from collections.abc import Mapping
from functools import cache

from mail.understanding import lists, russian, tenses, wording
from mail.understanding.folding import fold
from storage.values.words import names_of

_NUMBER = re.compile(r"\s\d{1,2}\Z")  # Dublin 6
_LONGEST = 60
# "Город не меняли", and what stands where a town would.
_NO_TOWN = re.compile(
    r"\b(?:не|no|not|same|mism[oa]|тот же|прежний)\b|"
    r"\b(?:(?:industrial |trading |business |retail )(?:estate|park)|house|buildings?|mansions?|"
    r"towers?|flats|mews|cottages?|apartments?|st|road|rd|close|avenue|"
    r"edificio|residencial|poligono|urbanizacion|centro comercial)\Z"
)
_INSIDE = frozenset(
    ["de", "del", "la", "las", "los", "el", "y", "upon", "on", "the", "of", "le", "na", "do", "da"]
)


def known(text: str) -> bool:
    """Say whether a text is a town of `tables/towns`, in any Russian case."""
    bare = text.strip(" .,")
    return bool(russian.town(bare)) or fold(bare) in _towns()


def written(text: str) -> str:
    """Return a town in its first case, and with its capitals where it was written without."""
    capital = _towns().get(fold(text), "") if text.islower() else ""
    return russian.town(text) or capital or text


def can_be(text: str) -> bool:
    """Say whether words can be the name of a town: a name, and no mere talk."""
    bare = _NUMBER.sub("", text)
    if not 1 < len(bare) <= _LONGEST or re.search(r"[\d@:;!?]", bare):
        return False
    words = wording.unexplained(fold(bare), ())
    if tenses.is_month(fold(bare)):
        return False
    return any(not wording.names_a_field(word) for word in words) or known(bare)


def is_none(text: str) -> bool:
    """Say whether words that stand for a town are none: talk, a building, an estate."""
    return bool(_NO_TOWN.search(fold(text)))


def name_length(text: str) -> int:
    """Return how far words without capitals can be a name: "madrid gracias" as far as "madrid"."""
    end = 0
    for match in re.finditer(r"\S+", text):
        word = fold(match[0])
        if word not in _INSIDE and not wording.unexplained(word, ()):
            break
        end = end if word in _INSIDE else match.end()
    return end


_CALLED = re.compile(r"(?:provincia|prov\.?|county|co\.?)(?: de)?\s", re.IGNORECASE)


def region(text: str, country: str) -> str:
    """Return a region by its whole name where it was written for short ("Jal" is Jalisco), and
    without the word for it where the name is one by itself ("provincia de Toledo")."""
    known = _regions(country)
    bare = _CALLED.sub("", text)
    return known.get(text) or known.get(bare, text)


def regions(country: str) -> frozenset[str]:
    """Return the states, provinces and counties of a country, as they stand in addresses."""
    return frozenset(_regions(country))


def is_a_region(text: str) -> bool:
    """Say whether a whole name is of a region somewhere, and of no town: "Nuevo León"."""
    return text in _all_regions() and not known(text)


@cache
def _all_regions() -> frozenset[str]:
    rows = (row.split("\t")[0] for name, row in lists.rows("postal") if name == "regions.tsv")
    return frozenset(name for country in rows for name in regions(country) if len(name) > 3)


@cache
def _regions(country: str) -> Mapping[str, str]:
    rows = [row.split("\t") for name, row in lists.rows("postal") if name == "regions.tsv"]
    written = [
        one.split("/") for code, names in rows if code == country for one in names.split("|")
    ]
    found = {short: names[0] for names in written for short in names}
    spanish = names_of("province").values() if country == "ES" else ()
    return {**found, **{part: part for name in spanish for part in name.split("/")}}


@cache
def short_regions(country: str) -> frozenset[str]:
    """Return those of them that are written with a few capitals: TX, VIC."""
    return frozenset(name for name in regions(country) if name.isupper() and len(name) < 4)


@cache
def _towns() -> Mapping[str, str]:
    return {fold(row): row for _, row in lists.rows("towns")}
