"""The file of rejected rows: each as it came, with its row number and the reason in words.

People mend this file and import it again: the first two columns are passed over then.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from storage.files import Cell
from storage.files.drafts import Rejected
from storage.files.filled import as_text
from storage.files.wording import reason_of
from storage.files.writing import formula_safe
from storage.texts import say


class RejectedRows:
    """Writes rejected rows to a .csv file; the file appears with the first of them.

    A context manager. `more` goes on with the file of an import that was interrupted.
    """

    def __init__(
        self, path: Path, headers: Sequence[str], language: str, *, more: bool = False
    ) -> None:
        """Prepare; nothing is written yet."""
        self.path = path
        self.count = 0
        self._headers = headers
        self._language = language
        self._more = more
        self._file: TextIO | None = None

    def add(self, rejected: Rejected, cells: Sequence[Cell]) -> None:
        """Write one row with the reason why it did not come in."""
        self._write([str(rejected.row), reason_of(self._language, rejected), *map(as_text, cells)])
        self.count += 1

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the file, if there is one."""
        if self._file:
            self._file.close()

    def _write(self, cells: list[str]) -> None:
        if self._file is None:
            goes_on = self._more and self.path.exists()
            self._file = self.path.open("a" if goes_on else "w", encoding="utf-8", newline="")
            if not goes_on:
                self._file.write("\ufeff")
                titles = [say(self._language, f"rejected.{name}") for name in ("row", "reason")]
                csv.writer(self._file, delimiter=";").writerow([*titles, *self._headers])
        csv.writer(self._file, delimiter=";").writerow(map(formula_safe, cells))
        self._file.flush()
