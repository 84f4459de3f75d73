"""What there was to notice about the values of a file: how often, and where first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from storage.files.drafts import Flag
from storage.importing.rows import Row


@dataclass(frozen=True, slots=True)
class Noticed:
    """Values about which one thing is to be said: how many, and the first, with its row."""

    flag: Flag
    row: int
    count: int = 1


class Notices:
    """What is noticed, by what is to be said of which field: few, however long the file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Noticed] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Take in what was noticed when rows were read."""
        for row in rows:
            flags: tuple[Flag, ...] = getattr(row.said, "warnings", ())
            for flag in flags:
                key = flag.code, flag.reason, flag.field
                known = self._found.get(key)
                more = replace(known, count=known.count + 1) if known else Noticed(flag, row.number)
                self._found[key] = more

    def all(self) -> tuple[Noticed, ...]:
        """Return everything noticed, the most frequent first."""
        return tuple(sorted(self._found.values(), key=lambda one: (-one.count, one.row)))
