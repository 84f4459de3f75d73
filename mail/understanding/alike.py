"""Whether two writings of a street mean the same: "Ленина 5-12" is "ул. Ленина, д. 5, кв. 12"."""

from mail.understanding import streets

_SMALL = frozenset(("de", "del", "la", "el", "las", "los", "the"))
_Numbers = tuple[tuple[str, str], ...]


def same(one: str, other: str) -> bool:
    """Say whether two writings of a street mean the same.

    A word for a kind of street or of flat may be missing in one of them, but not be another.
    """
    if streets.key(one) == streets.key(other):
        return True
    first, second = _taken_apart(one), _taken_apart(other)
    kinds = {kind for kind, _, _ in (first, second) if kind}
    named = len(kinds) < 2 and bool(first[1]) and first[1] == second[1]
    return named and _same_numbers(first[2], second[2])


def _taken_apart(street: str) -> tuple[str, str, _Numbers]:
    """Return the kind of a street, its name, and its numbers and letters with the words before."""
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
