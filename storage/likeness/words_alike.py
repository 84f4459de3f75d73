"""How far two words of a name are from each other: the slips of typists and scanners."""

from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from storage.likeness.lists import listed
from storage.likeness.sounds import plain, sound


class Near(IntEnum):
    """What two words have in common, nearest first."""

    SAME = 0
    SOUND = 1
    CLOSE = 2
    SIMILAR = 3
    INITIAL = 4
    FAR = 5


@lru_cache(maxsize=100_000)
def near(one: str, other: str) -> Near:
    """Compare two words as people write them."""
    a, b = plain(one), plain(other)
    if a == b:
        return Near.SAME
    if len(a) == 1 or len(b) == 1:
        return Near.INITIAL if a[:1] == b[:1] or sound(one)[:1] == sound(other)[:1] else Near.FAR
    sound_a, sound_b = sound(one), sound(other)
    if sound_a == sound_b or _glued(a, b) or _glued(b, a):
        return Near.SOUND
    found = slip(a, b)
    return found if found is Near.CLOSE else min(found, slip(sound_a, sound_b))


_GLUE = frozenset(listed("glued"))


def _glued(longer: str, shorter: str) -> bool:
    """Tell whether a particle was written onto a word: Lafuente, Delrío, ODonoghue."""
    return longer.endswith(shorter) and len(shorter) > 2 and longer[: -len(shorter)] in _GLUE


def slip(a: str, b: str) -> Near:
    """Tell whether one word is the other, mistyped (Damerau, two swapped letters being one slip).

    CLOSE is a letter in four, two in seven, three in eleven, or a word cut short; SIMILAR is
    twice as far with the same beginning.
    """
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    length = len(longer)
    allowed = 1 if length < 7 else 2 if length < 11 else 3
    distance = OSA.distance(a, b, score_cutoff=2 * allowed)
    if length >= 4 and distance <= allowed:
        return Near.CLOSE
    if len(shorter) >= 4 and longer.startswith(shorter):
        return Near.CLOSE
    if length >= 5 and distance <= 2 * allowed and JaroWinkler.similarity(a, b) >= 0.84:
        return Near.SIMILAR
    return Near.FAR
