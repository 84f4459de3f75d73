"""The nearest right word to a wrong one."""

from collections.abc import Iterable

from storage.query.fields import field_words, key

_LONGEST = 30
# How many slips (insert, delete, replace, swap) a word of that length may hold.
_SLIPS = ((3, 0), (5, 1), (8, 2), (_LONGEST, 3))
# Letters that look alike in the two alphabets: only to suggest, never to understand.
_LOOKALIKES = dict(zip("аеорсухкмнтв", "aeopcyxkmhtb", strict=True))


def nearest_field(word: str, language: str) -> str | None:
    """Return the field word, in the user's language where it is as near, that was meant."""
    own = [known for its, known in field_words() if its == language]
    others = [known for its, known in field_words() if its != language]
    return nearest(word, own, others)


def nearest(word: str, own: Iterable[str], others: Iterable[str] = ()) -> str | None:
    """Return the word that fewest slips turn `word` into; None when even that is too far."""
    typed = key(word)
    if len(typed) > _LONGEST:
        return None
    allowed = next(slips for length, slips in _SLIPS if len(typed) <= length)
    best: tuple[int, int, int] | None = None
    found = None
    for rank, known in enumerate([*own, *others]):
        slips = _distance(typed, key(known))
        if slips and _plain(typed) == _plain(key(known)):
            slips = 1
        elif slips > allowed or slips >= len(key(known)):
            continue
        score = (slips, typed[:1] != key(known)[:1], rank)
        if best is None or score < best:
            best, found = score, known
    return found


def _plain(word: str) -> str:
    return "".join(_LOOKALIKES.get(char, char) for char in word)


def _distance(a: str, b: str) -> int:
    """Return the optimal string alignment distance (Damerau, each piece edited once)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
