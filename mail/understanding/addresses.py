"""A postal address written in one line, in its parts.

Spanish (street, postcode city, province), British and American (street, city, state postcode) and
Russian (index, city, street in any order) habits. What is not surely a part stays in the street.
"""

import re
from functools import cache

from mail.understanding import russian, wording
from mail.understanding.folding import fold
from storage.values import Invalid, places

_POSTCODES = {
    "GB": r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    "IE": r"\b[A-Z]\d[\dW]\s?[A-Z\d]{4}\b",
    "US": r"\b\d{5}(?:-\d{4})?\b",
    "RU": r"\b\d{6}\b",
    "BY": r"\b\d{6}\b",
    "KZ": r"\b\d{6}\b",
    "PT": r"\b\d{4}-\d{3}\b",
    "NL": r"\b\d{4}\s?[A-Z]{2}\b",
    "CA": r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b",
    "AR": r"\b[A-Z]?\d{4}(?:[A-Z]{3})?\b",
}
_DEFAULT = r"\b\d{5}\b"
_STREET = re.compile(
    r"\b(?:calle|c/|c\.|avenida|avda|av|avd|plaza|pza|pl|paseo|pso|camino|carretera|ctra|ronda|"
    r"travesia|urbanizacion|urb|poligono|pasaje|glorieta|rambla|callejon|bloque|street|st|road|rd|"
    r"avenue|ave|lane|ln|drive|dr|close|court|ct|way|square|sq|terrace|grove|crescent|boulevard|"
    r"blvd|place|row|hill|gardens|mews|parade|yard|house|flat|apt|"
    r"ул|улица|пр|просп|проспект|пер|переулок|ш|шоссе|наб|набережная|бул|бульвар|пл|площадь|"
    r"проезд|тупик|мкр|кв|дом|д|корп|стр)\b"
)
# Parts of a street line that no comma parts from it: 2º B, piso 3, flat 4, кв. 5, д. 10
_DETAIL = re.compile(
    r"\s*(?:\d|n[º°.]|s/n|д\.?\s?\d|(?:no|num|piso|planta|puerta|pta|esc|escalera|bajo|atico|local|"
    r"portal|bloque|izq|dcha|izda|flat|apt|unit|suite|floor|дом|кв|корп|стр|под|оф|этаж|к)\b)"
)
_CITY_MARK = re.compile(r"\A(?:г\.|гор\.|город|г)\s+", re.IGNORECASE)
_CODE_LABEL = re.compile(
    r"(?i)[\s,.(-]*(?:\b(?:c\.?p|c[oó]digo postal|post ?code|zip(?: code)?|(?:почтовый )?индекс))?"
    r"[\s,.:(-]*\Z"
)
_MAX_PART = 80


def postcodes_in(text: str, country: str) -> list[str]:
    """Return the postcodes in a text, written the usual way, each once."""
    found = re.findall(_POSTCODES.get(country, _DEFAULT), text.upper())
    read = [places.postcode(code, country) for code in found]
    return list(
        dict.fromkeys(_spaced(one.value, country) for one in read if not isinstance(one, Invalid))
    )


def written_postcode(text: str, value: str, country: str) -> str:
    """Return a postcode as it stands in a text, "" if it does not."""
    for match in re.finditer(_POSTCODES.get(country, _DEFAULT), text, re.IGNORECASE):
        if match[0].upper().replace(" ", "") == value.replace(" ", ""):
            return match[0]
    return ""


def split(text: str, country: str) -> dict[str, str]:
    """Return the parts that could be told: street, city, province, postcode, country."""
    text = " ".join(text.replace("\n", ", ").split()).strip(" .,;!")[:300]
    found: dict[str, str] = {}
    codes = list(re.finditer(_POSTCODES.get(country, _DEFAULT), text.upper()))
    if len(codes) == 1:
        code = places.postcode(codes[0][0], country)
        if not isinstance(code, Invalid):
            found["postcode"] = _spaced(code.value, country)
            before, after = text[: codes[0].start()], text[codes[0].end() :]
            return {**found, **_around(_CODE_LABEL.sub("", before), after, country)}
    return _street_and_town([part.strip() for part in text.split(",")], country)


def known_town(text: str) -> bool:
    """Say whether a text is a town of `tables/towns`, in its first case."""
    return fold(text.strip(" .,")) in _towns()


@cache
def _towns() -> frozenset[str]:
    return frozenset(fold(row) for _, row in wording.rows("towns"))


def looks_like_street(text: str) -> bool:
    """Say whether a text has a word or a number as streets have them."""
    return bool(_STREET.search(fold(text))) or bool(re.search(r"\D{3,},?\s\d{1,4}\b", text))


def _spaced(code: str, country: str) -> str:
    if country == "GB" and " " not in code:
        return f"{code[:-3]} {code[-3:]}"
    return code


def _around(before: str, after: str, country: str) -> dict[str, str]:
    """Spain and Russia put the town after the postcode (or all of it), Britain before."""
    head = [part.strip() for part in before.split(",") if part.strip()]
    tail = [part.strip(" .()") for part in after.strip(" ,.-").split(",") if part.strip(" .()")]
    if tail and not head:
        return _town_first(tail, country)
    if tail:
        tail = [part for part in re.split(r"\s*[,(]\s*", ", ".join(tail)) if part]
        return {"street": ", ".join(head), **_town(tail, country)}
    return _town_last(head, country)


def _town_first(parts: list[str], country: str) -> dict[str, str]:
    """Read "620014, Екатеринбург, ул. Малышева, 36": the town, then the street."""
    places_first = [
        part for part in parts if not looks_like_street(part) and not _DETAIL.match(fold(part))
    ]
    if not places_first or parts[0] != places_first[0]:
        return {"street": ", ".join(parts)}
    towns = parts[: _first_street(parts)]
    return {"street": ", ".join(parts[len(towns) :]), **_town(towns[-1:], country)}


def _first_street(parts: list[str]) -> int:
    return next((i for i, part in enumerate(parts) if looks_like_street(part)), len(parts))


def _town_last(parts: list[str], country: str) -> dict[str, str]:
    if (
        country == "US"
        and len(parts) >= 2
        and re.fullmatch(r"[A-Za-z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?", parts[-1])
    ):
        return {"street": ", ".join(parts[:-2]), "city": parts[-2], "province": parts[-1]}
    return _street_and_town(parts, country)


def _street_and_town(parts: list[str], country: str) -> dict[str, str]:
    parts = [part for part in parts if part]
    found: dict[str, str] = {}
    if len(parts) > 1 and not isinstance(state := places.country(parts[-1]), Invalid):
        found["country"] = state
        parts = parts[:-1]
    town = russian.town(parts[0]) if len(parts) > 1 else ""
    if town and looks_like_street(parts[1]):
        return {"street": ", ".join(parts[1:]), "city": town, **found}
    if len(parts) > 1 and _CITY_MARK.match(parts[0]) and _is_town(parts[0]):
        return {"street": ", ".join(parts[1:]), "city": _bare_town(parts[0]), **found}
    if len(parts) > 1 and _is_town(parts[-1]):
        return {"street": ", ".join(parts[:-1]), "city": _bare_town(parts[-1]), **found}
    if len(parts) == 1 and not looks_like_street(parts[0]) and _is_town(parts[0]):
        return {"city": _bare_town(parts[0]), **found}
    return {"street": ", ".join(parts), **found}


def _town(parts: list[str], country: str) -> dict[str, str]:
    names = ("city", "province")
    found: dict[str, str] = {}
    for part in parts[:3]:
        state = places.country(part)
        if found and not isinstance(state, Invalid):
            found["country"] = state
        elif _is_town(part) and len(found) < 2:
            found[names[len(found)]] = _bare_town(part)
    return found


def _is_town(part: str) -> bool:
    plain = not re.search(r"[\d@:;!?]", part) and 1 < len(part) <= _MAX_PART
    named = _CITY_MARK.match(part) or not _STREET.search(fold(part))
    return bool(plain and named and not _DETAIL.match(fold(part)) and len(part.split()) <= 5)


def _bare_town(part: str) -> str:
    return _CITY_MARK.sub("", part).strip()
