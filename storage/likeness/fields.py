"""Comparing everything but names: birth dates, mailboxes, phones, streets, towns, companies.

Each function returns a level of the tables in `odds.py`, or "" where one side is silent.
"""

from rapidfuzz.distance import OSA

from storage.likeness.person import Mailbox, Person, Street
from storage.likeness.words_alike import Near, near, slip


def birth(one: str, other: str) -> str:
    """Compare birth dates: same, no_year, swapped, typo, different, generation.

    generation: so many years apart as a parent and a child are.
    """
    if not one or not other:
        return ""
    if one == other:
        return "same" if len(one) == 10 else "no_year"
    day_one, day_other = one[-5:], other[-5:]
    if one.startswith("--") or other.startswith("--"):
        return "no_year" if day_one == day_other else "different"
    if one[:4] == other[:4] and day_one == f"{day_other[3:]}-{day_other[:2]}":
        return "swapped"
    if _date_slip(one, other):
        return "typo"
    return "generation" if abs(int(one[:4]) - int(other[:4])) >= _GENERATION else "different"


_GENERATION = 16


def _date_slip(one: str, other: str) -> bool:
    """One digit, two neighbours swapped, or 31 for 01; a whole other year is no slip."""
    wrong = [i for i in range(10) if one[i] != other[i]]
    if len(wrong) == 1:
        return True
    swapped = (
        len(wrong) == 2 and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
    )
    return swapped or (one[:4] == other[:4] and OSA.distance(one[5:], other[5:]) <= 1)


def mailboxes(one: tuple[Mailbox, ...], other: tuple[Mailbox, ...]) -> tuple[str, str]:
    """Compare addresses: (level, shared key). same, role, close, local, different."""
    if not one or not other:
        return "", ""
    best = ("different", "")
    for a in one:
        for b in other:
            level = _mailbox(a, b)
            if level in ("same", "role"):
                return level, a.key
            if level == "close" or (level == "local" and best[0] != "close"):
                best = (level, "")
    return best


def _mailbox(a: Mailbox, b: Mailbox) -> str:
    if a.key == b.key:
        return "role" if a.role else "same"
    if a.role or b.role:
        return "different"
    if a.local == b.local and len(a.local) >= 5:
        domains = slip(a.domain, b.domain)
        return "close" if domains is Near.CLOSE else "local"
    near_one = len(a.local) >= 6 and a.domain == b.domain and _mistyped(a.local, b.local)
    return "close" if near_one and _numbers(a.local) == _numbers(b.local) else "different"


def _mistyped(one: str, other: str) -> bool:
    """One slip inside the word: at its ends stand initials (ruiza@ and ruizm@ are two people)."""
    ends = one[1:] == other[1:] or one[:-1] == other[:-1]
    return not ends and OSA.distance(one, other, score_cutoff=1) <= 1


def _numbers(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


_MOBILES = ("+346", "+347", "+447", "+79", "+336", "+337", "+4915", "+4916", "+4917", "+393")
"""Where a number shows that one person carries it: a household shares its landline."""


def phones(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str]:
    """Compare numbers in E.164: (level, shared number). same, same_mobile, close, different."""
    if not one or not other:
        return "", ""
    for a in one:
        if a in other:
            return ("same_mobile" if a.startswith(_MOBILES) else "same"), a
    close = any(
        len(a) == len(b) and OSA.distance(a, b, score_cutoff=1) <= 1 for a in one for b in other
    )
    return ("close", "") if close else ("different", "")


_STREETS = ("same", "close", "building", "street_only", "different")


def streets(one: tuple[Street, ...], other: tuple[Street, ...]) -> str:
    """Compare streets: same, close, building (another flat), street_only, different."""
    if not one or not other:
        return ""
    return min((_street(a, b) for a in one for b in other), key=_STREETS.index)


def _street(a: Street, b: Street) -> str:
    words = _street_words(a.words, b.words)
    if words is Near.FAR:
        return "different"
    if a.numbers == b.numbers:
        return "same" if words in (Near.SAME, Near.SOUND) else "close"
    if not a.numbers or not b.numbers:
        return "close" if words is Near.SAME else "street_only"
    if sorted(a.numbers) == sorted(b.numbers):
        return "same" if words is Near.SAME else "close"
    if a.numbers[0] == b.numbers[0]:
        inside = set(a.numbers) <= set(b.numbers) or set(b.numbers) <= set(a.numbers)
        return "building" if not inside else "same" if words is Near.SAME else "close"
    return "street_only"


def _street_words(one: tuple[str, ...], other: tuple[str, ...]) -> Near:
    if one == other:
        return Near.SAME
    if not one or not other:
        return Near.FAR
    a, b = "".join(one), "".join(other)
    found = slip(a, b)
    if found in (Near.CLOSE, Near.SIMILAR):
        return found
    shorter, longer = sorted((one, other), key=len)
    left, hits = list(longer), 0
    for word in shorter:
        hit = next((w for w in left if near(word, w) <= Near.INITIAL), None)
        if hit is not None:
            hits += len(hit)
            left.remove(hit)
    covered = hits / max(1, sum(map(len, shorter)))
    return Near.CLOSE if covered > 0.9 else Near.SIMILAR if covered >= 0.5 else Near.FAR


def localities(one: Person, other: Person) -> tuple[str, str]:
    """Compare towns: (level, shared postcode or town). both, postcode, city, close, different."""
    code = next((c for c in one.postcodes if c in other.postcodes), "")
    town = next((c for c in one.cities if c in other.cities), "")
    near_town = town or any(_alike(a, b) for a in one.cities for b in other.cities)
    if code:
        return ("both" if near_town else "postcode"), code
    if town:
        return "city", town
    near_code = any(OSA.distance(a, b) <= 1 for a in one.postcodes for b in other.postcodes)
    if near_code or near_town:
        return "close", ""
    known = (one.postcodes and other.postcodes) or (one.cities and other.cities)
    return ("different", "") if known else ("", "")


def _alike(one: str, other: str) -> bool:
    return slip(one, other) in (Near.CLOSE, Near.SIMILAR)


def companies(one: str, other: str) -> str:
    """Compare companies: same, close, different."""
    if not one or not other:
        return ""
    if one == other:
        return "same"
    shorter, longer = sorted((one, other), key=len)
    inside = set(shorter.split()) <= set(longer.split()) and len(shorter) >= 5
    return "close" if inside or slip(one, other) is Near.CLOSE else "different"


def sexes(one: str, other: str) -> str:
    """Compare stated sexes: different, or nothing."""
    return "different" if one and other and one != other else ""


def suffixes(one: str, other: str) -> str:
    """Compare Jr and Sr: differ, one (only one has it), or nothing."""
    if one == other:
        return ""
    return "differ" if one and other else "one"
