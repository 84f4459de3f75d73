"""Names, misspellings, streets and firms of the invented people, from `pools.txt` beside this file.

Spellings and short forms come from life, not from the tables of the program.
"""

from functools import cache
from pathlib import Path


def pool(name: str, half: int) -> list[tuple[str, ...]]:
    """Return every second entry of a list, split at its bars."""
    return _lists()[name][half::2]


@cache
def _lists() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in (Path(__file__).parent / "pools.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            entries = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            entries.append(tuple(line.split("|")))
    return found
