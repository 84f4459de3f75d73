"""What people are called for short: who is called Pepe is a José, and Ольга is Оля.

The one list, `diminutives.txt` beside this file, serves the look-up by name and the comparing of
contacts. There it counts only beside a second field that agrees: half of Spain is called Pepe.
"""

from functools import cache
from importlib import resources

from storage.values.folding import fold


def also_called(word: str) -> frozenset[str]:
    """Return the other forms of a first name, folded; empty for any other word."""
    return _forms().get(fold(word), frozenset())


@cache
def names() -> tuple[tuple[str, ...], ...]:
    """Return the table, folded: each full name, then its short forms; words part by blanks."""
    text = (resources.files(__package__) / "diminutives.txt").read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(fold(word.replace("_", " ")) for word in line) for line in lines)


@cache
def _forms() -> dict[str, frozenset[str]]:
    forms: dict[str, frozenset[str]] = {}
    for name, *short in names():
        # Two names may share a short form (Саша), but Alejandro is not Alejandra.
        others = frozenset(short) - {name}
        forms[name] = forms.get(name, frozenset()) | others
        for one in others:
            forms[one] = forms.get(one, frozenset()) | {name}
    return forms
