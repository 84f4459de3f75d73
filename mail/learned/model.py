"""A table of weights, and asking it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import unpack
from typing import Any, Self

_SCALE = 100  # weights stand in the table as whole hundredths
_BYTES = 4  # of each weight in its row
_MIDDLE = 1 << 15  # is added to each weight, so that none is below nought


@dataclass(frozen=True, slots=True)
class Model:
    """The kinds, and how much each mark speaks for each of them; the mark "" stands in every text.

    A row of weights, in hundredths of natural logarithms of odds, is kept side by side in one
    number: so the rows of a text are added for all kinds at once.
    """

    kinds: tuple[str, ...]
    rows: Mapping[str, int]

    def likelihoods(self, marks: Iterable[str]) -> dict[str, float]:
        """Return for each kind how likely it is, 0 to 1, together 1."""
        return dict(zip(self.kinds, self._likelihoods(marks), strict=True))

    def likeliest(self, marks: Iterable[str]) -> tuple[str, float]:
        """Return the likeliest kind (the first of several), and how likely it is, 0 to 1."""
        likelihoods = self._likelihoods(marks)
        most = max(likelihoods)
        return self.kinds[likelihoods.index(most)], most

    def _likelihoods(self, marks: Iterable[str]) -> list[float]:
        rows = list(filter(None, map(self.rows.get, ("", *marks))))
        return self.spread(sum(rows), len(rows))

    def spread(self, row: int, times: int) -> list[float]:
        """Return how likely each kind is, by the sum of so many rows."""
        return softmax([one / _SCALE for one in self._weights(row, times)])

    def speaks(self, marks: Iterable[str]) -> dict[str, float]:
        """Return how much the known ones of some marks speak for each kind; {} where none is."""
        rows = [row for mark in marks if (row := self.rows.get(mark))]
        added = self._weights(sum(rows), len(rows)) if rows else ()
        return {kind: one / _SCALE for kind, one in zip(self.kinds, added, strict=False)}

    def _weights(self, row: int, times: int = 1) -> list[int]:
        """Return the weights in a row, or in the sum of so many rows."""
        count = len(self.kinds)
        side_by_side = unpack(f"<{count}I", row.to_bytes(_BYTES * count, "little"))
        return [one - times * _MIDDLE for one in side_by_side]

    @classmethod
    def of(cls, kinds: tuple[str, ...], weights: Mapping[str, Sequence[float]]) -> Self:
        """Return the model of weights that are natural logarithms of odds."""
        rows = {
            mark: _row(round(weight * _SCALE) for weight in row) for mark, row in weights.items()
        }
        return cls(kinds, rows)

    @classmethod
    def parsed(cls, lines: Iterable[str]) -> Self:
        """Read the lines of a table as `written` makes it; what is none raises ValueError
        when it is asked.

        Of a hundred thousand rows a text meets a hundred: each is read when it is first met.
        """
        rest = iter(lines)
        head = next(rest, "").rstrip("\n")
        parts = (line.rstrip("\n").partition("\t") for line in rest)
        return cls(tuple(head.split("\t")[1:]), _Rows((mark, row) for mark, _, row in parts))

    def written(self, note: str) -> str:
        """Return the table: `note` and the kinds, then each mark with its weight for each kind."""
        lines = ["\t".join((note, *self.kinds))]
        for mark, row in sorted(self.rows.items()):
            lines.append(f"{mark}\t{' '.join(map(str, self._weights(row)))}")
        return "\n".join(lines) + "\n"


class _Rows(dict[str, int]):
    """Rows that stand in a table as text until they are first asked for."""

    def __init__(self, written: Iterable[tuple[str, str]]) -> None:
        super().__init__(written)  # type: ignore[arg-type] # until `get` puts the number there

    def get(self, mark: str, default: Any = None) -> Any:
        found: Any = super().get(mark, default)
        if type(found) is str:
            found = self[mark] = _row(map(int, found.split(" ")))
        return found

    def items(self) -> Any:
        for mark in self:
            self.get(mark)
        return super().items()

    def __eq__(self, other: object) -> bool:
        return dict(self.items()) == other

    __hash__ = None


def _row(hundredths: Iterable[int]) -> int:
    kept = (min(max(one, 1 - _MIDDLE), _MIDDLE - 1) + _MIDDLE for one in hundredths)
    return int.from_bytes(b"".join(one.to_bytes(_BYTES, "little") for one in kept), "little")


def softmax(sums: list[float]) -> list[float]:
    """Return the likelihoods that belong to sums of weights."""
    most = max(sums)
    powers = [math.exp(one - most) for one in sums]
    whole = sum(powers)
    return [power / whole for power in powers]
