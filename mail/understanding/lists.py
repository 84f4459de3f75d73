"""The lists of words, phrases and examples: `tables/<folder>/<language>.tsv`, one row a line."""

from collections.abc import Iterator
from importlib import resources


def rows(folder: str) -> Iterator[tuple[str, str]]:
    """Yield (file name, row) of every table in a folder of `tables`, without comments, blanks."""
    tables = resources.files("mail.understanding") / "tables" / folder
    for table in sorted(tables.iterdir(), key=lambda item: item.name):
        if not table.name.endswith(".tsv"):
            continue
        for line in table.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield table.name, line.rstrip()


def alternatives(folder: str, kind: str) -> str:
    """Return the second column of the rows of a kind, as one regular expression."""
    pairs = (row.split("\t", 1) for _, row in rows(folder))
    return "|".join(pair[1] for pair in pairs if pair[0] == kind)
