"""Comparing two names part by part: what agrees, in which way, and which words say so.

A level is one word of the tables in `odds.py`. The words that agree come with it, because a
shared García says little and a shared Zubizarreta much.
"""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from storage.likeness import names
from storage.likeness.names import Name
from storage.likeness.sounds import sound
from storage.likeness.words_alike import Near, near

Words = tuple[str, ...]


class Part(NamedTuple):
    """How a part of two names agrees; `shared` are the sounds of the words that do."""

    level: str
    shared: Words = ()


MISSING = Part("")
DIFFERENT = Part("different")
_AGREE = frozenset({"exact", "variant", "short", "subset", "close"})
_FULL = frozenset({"same", "variant", "one_missing", "reordered", "close"})


class Names(NamedTuple):
    """How two names agree. `moved`: only with parts of a name in the other column."""

    given: Part
    surname: Part
    patronymic: Part
    moved: bool = False


def compare(one: Name, other: Name) -> Names:
    """Compare two names, also with their parts in each other's place; whichever comes first."""
    return _compare(one, other) if one <= other else _compare(other, one)


def apart(one: Name, other: Name) -> bool:
    """Tell at a glance that `compare` will find different first names, and nothing moved."""
    if compare_given(one.given, other.given).level != "different":
        return False
    return not _crosses(one, other) and not _crosses(other, one)


@lru_cache(maxsize=50_000)
def _compare(one: Name, other: Name) -> Names:
    given = compare_given(one.given, other.given)
    surname = compare_surnames(one.surnames, other.surnames)
    father = compare_patronymics(one.patronymic, other.patronymic)
    if surname.level == "gendered" and given.level in ("exact", "variant") and names.sex(one.given):
        # Ольга cannot be her own brother: the form is only how a list writes her surname.
        surname = Part("variant", (sound(names.stem(one.surnames[0])[0]),))
    if surname.level == "different" and _may_have_married(one, other, given):
        surname = Part("married")
    straight = Names(given, surname, father)
    if given.level in _AGREE and surname.level in ("", *_FULL):
        return straight
    if not _crosses(one, other) and not _crosses(other, one):
        return straight
    agreeing = (given.level in _AGREE) + (surname.level in _FULL)
    return _moved(one, other, father, agreeing) or straight


def _crosses(one: Name, other: Name) -> bool:
    """Tell whether a first name of one begins like a surname of the other."""
    starts = {sound(word)[:1] for word in other.surnames}
    return any(sound(word)[:1] in starts for word in one.given)


def _may_have_married(one: Name, other: Name, given: Part) -> bool:
    """English and Russian brides change a surname; Spanish ones, who have two, keep theirs."""
    single = len(one.surnames) == len(other.surnames) == 1
    return single and given.level in ("exact", "variant") and names.sex(one.given) == "female"


def _moved(one: Name, other: Name, father: Part, straight: int) -> Names | None:
    """Return how the names agree when columns are swapped or words fell into the wrong one."""
    if one.given and one.surnames and other.given and other.surnames:
        given = compare_given(one.given, other.surnames)
        surname = compare_surnames(one.surnames, other.given)
        if (given.level in _AGREE) + (surname.level in _FULL) > straight:
            return Names(given, surname, father, moved=True)
    if sorted(one.given) == sorted(other.given):
        return None  # José María and María José, not words in the wrong column
    mine = [*one.given, *one.surnames]
    yours = [*other.given, *other.surnames]
    shorter, longer = sorted((mine, yours), key=len)
    if len(shorter) < 2 or mine == yours == []:
        return None
    unmatched = _matched(shorter, longer, Near.SOUND)
    if unmatched is None:
        return None
    shared = tuple(sound(word) for word in shorter)
    level = "same" if len(shorter) == len(longer) else "one_missing"
    return Names(Part("variant", shared[:1]), Part(level, shared[1:]), father, moved=True)


def _matched(shorter: list[str], longer: list[str], worst: Near) -> list[str] | None:
    """Return what is left of the longer list when each word of the shorter found its like."""
    left = list(longer)
    for word in shorter:
        found = next((w for w in left if near(word, w) <= worst), None)
        if found is None:
            return None
        left.remove(found)
    return left


@lru_cache(maxsize=50_000)
def compare_given(one: Words, other: Words) -> Part:
    """Compare first names: exact, variant, short, subset, close, similar, initial, different."""
    if not one or not other:
        return MISSING
    shared = tuple(sound(word) for word in one)
    if one == other:
        return Part("initial" if len(one[0]) == 1 else "exact", shared)
    if shared == tuple(sound(word) for word in other):
        return Part("variant", shared)
    if names.roots(one) & names.roots(other):
        return Part("short", tuple(sorted(names.roots(one) & names.roots(other)))[:1])
    if len(one) == 1 and len(other) == 1:
        return _one_word(one[0], other[0])
    return _several(*sorted((one, other), key=len))


_OF_WORDS = {
    Near.SAME: "exact",
    Near.SOUND: "variant",
    Near.CLOSE: "close",
    Near.SIMILAR: "similar",
    Near.INITIAL: "initial",
    Near.FAR: "different",
}
_WORST_LAST = ("exact", "variant", "subset", "short", "close", "initial", "similar", "different")


def _one_word(one: str, other: str) -> Part:
    found = near(one, other)
    if found in (Near.CLOSE, Near.SIMILAR) and names.known(one) and names.known(other):
        return DIFFERENT  # Mario is no slip for María, nor Даша for Маша.
    return Part(_OF_WORDS[found], (sound(one),) if found is Near.SOUND else ())


def _several(shorter: Words, longer: Words) -> Part:
    """Compare names of which one at least has two words."""
    if _joined_alike(shorter, longer):
        return Part("close")
    if sorted(shorter) == sorted(longer):
        # José María and María José are a man and a woman.
        return DIFFERENT if set(shorter) == {"jose", "maria"} else Part("similar")
    left, worst, shared = list(longer), "exact", []
    for word in shorter:
        best = min(left, key=lambda w: _WORST_LAST.index(_level(word, w)))
        level = _level(word, best)
        if level in ("similar", "different"):
            return DIFFERENT
        worst = max(worst, level, key=_WORST_LAST.index)
        shared.append(sound(word))
        left.remove(best)
    worst = max(worst, "subset" if left else worst, key=_WORST_LAST.index)
    return Part(worst, tuple(shared))


def _level(one: str, other: str) -> str:
    if len(one) > 1 and len(other) > 1 and names.roots((one,)) & names.roots((other,)):
        return "exact" if one == other else "short"
    return _one_word(one, other).level


def _joined_alike(one: Words, other: Words) -> bool:
    a, b = "".join(one), "".join(other)
    return len(a) > 4 and OSA.distance(a, b, score_cutoff=1) <= 1


@lru_cache(maxsize=50_000)
def compare_surnames(one: Words, other: Words) -> Part:
    """Compare surnames, each of one or several words.

    same, variant, one_missing, reordered, close, similar, half (one of two agrees, the other
    does not: brothers and cousins), gendered, initial, different.
    """
    if not one or not other:
        return MISSING
    sounds = tuple(sound(word) for word in one)
    if one == other:
        return Part("same" if len(one[0]) > 1 else "initial", sounds)
    if sounds == tuple(sound(word) for word in other):
        return Part("variant", sounds)
    if len(one) != len(other) and _joined_alike(one, other):
        return Part("close")
    return _surnames(*sorted((one, other), key=len))


def _surnames(shorter: Words, longer: Words) -> Part:
    left = list(longer)
    found: list[Near] = []
    shared: list[str] = []
    for word in shorter:
        best = min(left, key=lambda w: near(word, w))
        level = near(word, best)
        if level in (Near.CLOSE, Near.SIMILAR, Near.FAR) and names.gendered(word, best):
            return Part("gendered")
        if level is Near.FAR:
            found.append(level)
            continue
        if level <= Near.SOUND:
            shared.append(sound(word))
        found.append(level)
        left.remove(best)
    return _judged(found, shared, shorter, longer)


def _judged(found: list[Near], shared: list[str], shorter: Words, longer: Words) -> Part:
    worst = max(found)
    if worst is Near.FAR:
        near_ones = [level for level in found if level <= Near.CLOSE]
        return Part("half", tuple(shared)) if near_ones else DIFFERENT
    if worst is Near.SIMILAR and len(longer) > 1 and shared:
        return Part("close", tuple(shared))
    if worst > Near.SOUND:
        level = {Near.CLOSE: "close", Near.SIMILAR: "similar", Near.INITIAL: "initial"}[worst]
        return Part(level, tuple(shared))
    if len(shorter) < len(longer):
        return Part("one_missing", tuple(shared))
    aligned = all(near(a, b) <= Near.SOUND for a, b in zip(shorter, longer, strict=True))
    return Part("variant" if aligned else "reordered", tuple(shared))


def compare_patronymics(one: str, other: str) -> Part:
    """Compare patronymics: same, gendered (brother and sister), close, different."""
    if not one or not other:
        return MISSING
    if sound(one) == sound(other):
        return Part("same", (sound(one),))
    if _father(one) == _father(other):
        return Part("gendered")
    return Part("close") if near(one, other) is Near.CLOSE else DIFFERENT


def _father(patronymic: str) -> str:
    for ending in ("inichna", "ichna", "ovna", "evna", "ovich", "evich", "ich"):
        if patronymic.endswith(ending):
            return sound(patronymic.removesuffix(ending))
    return sound(patronymic)
