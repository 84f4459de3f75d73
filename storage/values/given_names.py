"""First names and the sex they tell, from `given_names.tsv` beside this file."""

from functools import cache
from importlib import resources

from storage.values.folding import fold


def known(folded: str) -> bool:
    """Say whether the folded word is a first name in any language."""
    return folded in _names()


def also_surname(folded: str) -> bool:
    """Say whether the folded first name is a common surname as well (Martín, Vicente, Thomas)."""
    return folded in _surnames()


@cache
def _names() -> frozenset[str]:
    return frozenset(name for _, _, name in entries())


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
