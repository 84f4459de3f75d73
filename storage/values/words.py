"""Words that stand for a value, from `words.tsv` beside this file: what `ж` or `EE.UU.` mean."""

from functools import cache
from importlib import resources

from storage.values.folding import fold


def meaning(kind: str, folded: str) -> str | None:
    """Return the value that a folded word stands for in this kind of choice, or None."""
    return meanings(kind).get(folded)


def says_nothing(text: str) -> bool:
    """Say whether a cell holds only a word for its being empty: `no tiene`, `n/a`, `нет`."""
    return meaning("nothing", fold(text)) is not None


@cache
def meanings(kind: str) -> dict[str, str]:
    """Return folded word → value for one kind; the first line that names a word wins."""
    found: dict[str, str] = {}
    for value, words in _lines(kind):
        for word in words:
            found.setdefault(fold(word), value)
    return found


@cache
def names_of(kind: str) -> dict[str, str]:
    """Return value → its first word as written, for one kind."""
    return {value: words[0] for value, words in _lines(kind)}


def _lines(kind: str) -> list[tuple[str, list[str]]]:
    text = (resources.files("storage.values") / "words.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(row[1], row[2].split("|")) for row in rows if len(row) == 3 and row[0] == kind]
