"""The street that we have in its parts, so that one of them can be replaced: the number of its
house, and the flats, floors and buildings told with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mail.understanding import streets
from mail.understanding.folding import fold

NUMBER = re.compile(
    r"(?<![\w/-])\d{1,5}(?:[a-zа-я]|к\d{1,2}(?:с\d{1,2})?|с\d{1,2})?(?:[/-]\d{1,4}[a-zа-я]?)?(?![\w])"
)
NAME = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Street:
    """What we had: its text, and where its number and its door stand."""

    text: str
    number: tuple[int, int]
    door: tuple[int, int] | None

    @property
    def names(self) -> frozenset[str]:
        """The words of its name, those for a kind of street as well."""
        return frozenset(NAME.findall(fold(self.text)))

    @property
    def units(self) -> list[tuple[int, int]]:
        """Where its flats and floors stand, before its name or behind its number."""
        folded = fold(self.text)
        leading = [unit for unit in streets.units(folded, 0) if unit[1] <= self.number[0]]
        return leading or streets.units(folded, self.number[1])

    def with_part(self, span: tuple[int, int], new: str) -> str:
        """Return the street with one part replaced."""
        return self.text[: span[0]] + new + self.text[span[1] :]


def read(text: str) -> Street | None:
    """Return a street in its parts, None where a text is none with a number."""
    folded = fold(text)
    core = streets.find(folded) or streets.bare(text)
    if core is None:
        return None
    numbers = list(NUMBER.finditer(folded, core.start, core.end))
    if not numbers:
        return None
    start = core.end + len(folded[core.end :]) - len(folded[core.end :].lstrip(" ,.-"))
    door = (start, len(text)) if start < len(text) else None
    number = numbers[0] if numbers[0].start() == core.start else numbers[-1]
    return Street(text, number.span(), door)


def is_whole(text: str) -> bool:
    """Say whether a text is a street with its number and its flats and floors, and nothing else."""
    folded = fold(text)
    core = streets.find(folded)
    if core is None or not core.told:
        return False
    before = streets.units(folded, 0)
    begins = before[-1][1] if before and before[-1][1] <= core.start else 0
    behind = streets.units(folded, core.end)
    rest = folded[begins : core.start] + folded[behind[-1][1] if behind else core.end :]
    return not re.search(r"\w", rest)


def has(street: Street, unit: str) -> bool:
    """Say whether a street has that part, or it is the number of its house."""
    key = streets.key(unit)
    own = [street.text[slice(*span)] for span in street.units]
    return key in {streets.key(part) for part in (*own, street.text[slice(*street.number)])}


def with_units(text: str, new: Sequence[str]) -> str:
    """Return a street with flats and floors that it has not: in the place of those of the same
    kind, a building behind the number of the house, others behind all."""
    for unit in new:
        street = read(text)
        if street and not has(street, unit):
            text = _with_unit(street, unit)
    return text


def _with_unit(street: Street, new: str) -> str:
    kind = streets.unit_kind(fold(new))
    kinds = {span: streets.unit_kind(fold(street.text[slice(*span)])) for span in street.units}
    same = [span for span, one in kinds.items() if one == kind]
    doors = [span for span, one in kinds.items() if not streets.holds_flats(one)]
    if streets.holds_flats(kind) and not same:
        end = street.number[1]
        return street.with_part((end, end), f", {new}")
    if same or len(doors) == 1:
        return street.with_part((same or doors)[0], new)
    return f"{street.text}, {new}"
