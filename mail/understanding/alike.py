"""Whether two writings of a street mean the same: "Ленина 5-12" is "ул. Ленина, д. 5, кв. 12"."""

from mail.understanding import streets

_SMALL = frozenset(("de", "del", "la", "el", "las", "los", "the"))
_Numbers = tuple[tuple[str, str], ...]
_Street = tuple[str, str, _Numbers]  # its kind, its name, its numbers with the words before them


def same(one: str, other: str) -> bool:
    """Say whether two writings of a street mean the same.

    A word for a kind of street or of flat may be missing in one of them, but not be another.
    """
    if streets.key(one) == streets.key(other):
        return True
    first, second = _taken_apart(one), _taken_apart(other)
    return _same_name(first, second) and _same_numbers(first[2], second[2])


def without_door(part: str, whole: str) -> bool:
    """Say whether a street is another one without its door: "C/ Mayor 12" of "Calle Mayor 12, 3º
    B", "27 Park Street" of "Flat 2, 27 Park Street"."""
    first, second = _taken_apart(part), _taken_apart(whole)
    if not _same_name(first, second):
        return False
    house = [number for label, number in second[2] if not label][:1]
    return [number for _, number in first[2]] == house


def _same_name(one: _Street, other: _Street) -> bool:
    kinds = {kind for kind, _, _ in (one, other) if kind}
    return len(kinds) < 2 and bool(one[1]) and one[1] == other[1]


def _taken_apart(street: str) -> _Street:
    kind, name, label = "", "", ""
    numbers: list[tuple[str, str]] = []
    for word in filter(None, (one.strip("ºª°") for one in streets.words(street))):
        if streets.is_kind(word) and not kind:
            kind = word
        elif streets.stands_alone(word) or word.isdigit() or (len(word) == 1 and word.isalpha()):
            numbers.append((label, word))
            label = ""
        elif streets.is_unit(word):
            label = word
        elif word != "-" and word not in _SMALL:
            name += word
    return kind, name, tuple(numbers)


def _same_numbers(one: _Numbers, other: _Numbers) -> bool:
    if sum(not label for label, _ in one) < 2 and sorted(one) == sorted(other):
        return bool(one)  # "Flat 2, 27 Park Street" is "27 Park Street, flat 2"
    return len(one) == len(other) and all(
        first[1] == second[1] and (first[0] == second[0] or not (first[0] and second[0]))
        for first, second in zip(one, other, strict=True)
    )
