"""The word lists of comparing, from `lists.txt` beside this file."""

from functools import cache
from importlib import resources


@cache
def listed(kind: str) -> tuple[str, ...]:
    """Return the words of one list, in order."""
    text = (resources.files(__package__) / "lists.txt").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"\n[{kind}]\n")
    return tuple(rest.partition("\n[")[0].split())
