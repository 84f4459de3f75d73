"""Postal addresses of a row: home, billing and shipping, from the columns that speak of each.

Numbered columns (`Address 2 - City`) make an address of their own, whose label tells its kind.
There may be several of a kind.
"""

from storage.files.drafts import AddressKind, DraftAddress, Reading
from storage.files.filled import Filled, as_text
from storage.files.headers import Column
from storage.values import EMPTY, Invalid, places

_KINDS: tuple[AddressKind, ...] = ("home", "billing", "shipping")
_PARTS = ("street", "street_2", "city", "province", "postcode", "country")
_LABELLED: dict[str, AddressKind] = {
    "home": "home",
    "work": "billing",
    "billing": "billing",
    "shipping": "shipping",
    "other": "shipping",
}
_BETWEEN = " ::: "

Texts = dict[str, str]


def country_of(filled: Filled) -> str:
    """Return the ISO code of the country that the row names, at home first, or ""."""
    found: dict[str, str] = {}
    for column, cell in filled.all("country"):
        code = places.country(as_text(cell).split(_BETWEEN)[0])
        if isinstance(code, str):
            found.setdefault(column.kind, code)
    return next((found[kind] for kind in _KINDS if kind in found), "")


def addresses(filled: Filled, reading: Reading) -> tuple[DraftAddress, ...]:
    """Return each address of which the row has a part once, those at home first."""
    found = [_address(filled, kind, parts, reading) for kind, parts in _gathered(filled)]
    there = dict.fromkeys(one for one in found if one != DraftAddress(one.kind))
    return tuple(sorted(there, key=lambda one: _KINDS.index(one.kind)))


def _gathered(filled: Filled) -> list[tuple[AddressKind, Texts]]:
    """Return the parts of each address of the row, the ungrouped ones by the kind of column."""
    parts: dict[tuple[str, AddressKind], dict[str, list[str]]] = {}
    first: dict[tuple[str, AddressKind], int] = {}
    for name in _PARTS:
        for column, cell in filled.all(name):
            key = _key(filled, column)
            first[key] = min(column.index, first.get(key, column.index))
            parts.setdefault(key, {}).setdefault(name, []).append(as_text(cell))
    order = sorted(parts, key=lambda key: (bool(key[0]), first[key]))
    return [(key[1], texts) for key in order for texts in _apart(parts[key])]


def _key(filled: Filled, column: Column) -> tuple[str, AddressKind]:
    kind: AddressKind = next((kind for kind in _KINDS if kind == column.kind), "home")
    if not column.group:
        return "", kind
    label = filled.label(column)
    return column.group, _LABELLED.get(label.kind, "home") if label else kind


def _apart(parts: dict[str, list[str]]) -> list[Texts]:
    """Join the lines of an address; where a cell holds several addresses, make several."""
    joined = {name: ", ".join(filter(None, texts)) for name, texts in parts.items()}
    if not any(_BETWEEN in text for text in joined.values()):
        return [{name: text.strip() for name, text in joined.items()}]
    count = max(text.count(_BETWEEN) for text in joined.values()) + 1
    cut = {name: text.split(_BETWEEN) for name, text in joined.items()}
    return [
        {name: texts[i].strip() for name, texts in cut.items() if i < len(texts)}
        for i in range(count)
    ]


def _address(filled: Filled, kind: AddressKind, parts: Texts, reading: Reading) -> DraftAddress:
    typed = parts.get("country", "")
    code = places.country(typed)
    country = code if isinstance(code, str) else ""
    if isinstance(code, Invalid) and code != EMPTY:
        filled.flag("unknown_country", "country", typed)
    return DraftAddress(
        kind,
        ", ".join(filter(None, (parts.get("street"), parts.get("street_2")))),
        parts.get("city", ""),
        parts.get("province", ""),
        _postcode(filled, parts.get("postcode", ""), country or reading.country),
        country,
    )


def _postcode(filled: Filled, typed: str, country: str) -> str:
    read = places.postcode(typed, country)
    if isinstance(read, Invalid):
        if read != EMPTY:
            filled.flag("bad_postcode", "postcode", typed)
        return typed if read != EMPTY else ""
    if read.repaired:
        filled.flag("postcode_repaired", "postcode", typed)
    return read.value
