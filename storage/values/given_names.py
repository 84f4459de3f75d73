"""First names and the sex they tell, from `given_names.tsv` beside this file.

A language that has the name decides; a name known elsewhere only tells a sex where all agree.
"""

from functools import cache
from importlib import resources
from typing import Literal

from storage.values.folding import fold

Sex = Literal["female", "male"]

_IBERIAN = frozenset({"ca", "gl", "eu"})  # their names stand among the Spanish ones
_SEXES: dict[str, Sex | None] = {"f": "female", "m": "male", "u": None}


def known(folded: str) -> bool:
    """Say whether the folded word is a first name in any language."""
    return any(folded in names for names in _names().values())


def also_surname(folded: str) -> bool:
    """Say whether the folded first name is a common surname as well (Martín, Vicente, Thomas)."""
    return folded in _surnames()


def sex(folded: str, language: str) -> Sex | None:
    """Return the sex that a folded name tells in this language, or everywhere; None in doubt."""
    own = _names().get("es" if language in _IBERIAN else language, {})
    if folded in own:
        return own[folded]
    told = {names[folded] for names in _names().values() if folded in names}
    return told.pop() if len(told) == 1 else None


@cache
def _names() -> dict[str, dict[str, Sex | None]]:
    found: dict[str, dict[str, Sex | None]] = {}
    for language, told, name in entries():
        names = found.setdefault(language, {})
        disagree = name in names and names[name] != _SEXES[told]
        names[name] = None if disagree else _SEXES[told]
    return found


@cache
def _surnames() -> frozenset[str]:
    return frozenset(_folded(name) for name in _words() if name.endswith("*"))


def entries() -> list[tuple[str, str, str]]:
    """Return every (language, `f` or `m` or `u`, folded name) of the table."""
    return [
        (language, told, _folded(name))
        for language, told, names in _lines()
        for name in names.split()
    ]


def _words() -> list[str]:
    return [name for _, _, names in _lines() for name in names.split()]


def _lines() -> list[tuple[str, str, str]]:
    text = (resources.files("storage.values") / "given_names.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3]


def _folded(name: str) -> str:
    return fold(name.rstrip("*"))
