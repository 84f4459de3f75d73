"""What people are called for short: who types Pepe also means José, and Ольга is Оля.

The list is `diminutives.txt` beside this file. It widens a look-up by name and nothing else: it
is no evidence that two records are one person.
"""

from functools import cache
from importlib import resources

from storage.values.folding import fold


def also_called(word: str) -> frozenset[str]:
    """Return the other forms of a first name, folded; empty for any other word."""
    return _forms().get(fold(word), frozenset())


@cache
def _forms() -> dict[str, frozenset[str]]:
    text = (resources.files(__package__) / "diminutives.txt").read_text(encoding="utf-8")
    forms: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        # Two names may share a short form (Саша), but Alejandro is not Alejandra.
        name, *short = (fold(word) for word in line.split())
        forms[name] = forms.get(name, frozenset()) | frozenset(short)
        for one in short:
            forms[one] = forms.get(one, frozenset()) | {name}
    return forms
