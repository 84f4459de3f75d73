"""Numbers put aside in files of which each fits into memory, and taken back in order."""

from array import array
from collections.abc import Iterable
from pathlib import Path

SHARES = 64
_WAITING = 8_192


class GivenUpError(Exception):
    """The work with these numbers was given up meanwhile."""


class Shares:
    """`SHARES` files of whole numbers below 2⁶³, in a scratch `folder`. None is kept open."""

    def __init__(self, folder: Path, name: str) -> None:
        self._paths = [folder / f"{name}-{share}" for share in range(SHARES)]
        self._waiting = [array("q") for _ in range(SHARES)]
        self._given_up = False

    def put(self, share: int, number: int) -> None:
        """Put a number into one of the files."""
        waiting = self._waiting[share]
        waiting.append(number)
        if len(waiting) >= _WAITING:
            self._write(share)

    def put_all(self, share: int, numbers: Iterable[int]) -> None:
        """Put several numbers into one of the files."""
        waiting = self._waiting[share]
        waiting.extend(numbers)
        if len(waiting) >= _WAITING:
            self._write(share)

    def finish(self) -> None:
        """Write what still waits, so that another process can read it."""
        for share in range(SHARES):
            self._write(share)

    def take(self, share: int) -> "array[int]":
        """Return what is in one of the files, in no order, after `finish`. Raises GivenUpError."""
        if self._given_up:
            raise GivenUpError
        rows = array("q")
        rows.frombytes(self._paths[share].read_bytes())
        return rows

    def drop(self) -> None:
        """Give up the files, and the room they take on the disk."""
        for path in self._paths:
            path.unlink()

    def give_up(self) -> None:
        """Stop whoever takes numbers back, in whichever thread."""
        self._given_up = True

    def _write(self, share: int) -> None:
        with self._paths[share].open("ab") as file:
            self._waiting[share].tofile(file)
        del self._waiting[share][:]
