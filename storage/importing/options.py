"""How to import, and what came of it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from storage.files.drafts import Reading


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the owner states about a file.

    `basis` (`consent` or `contract`) with its `wording` and `stated_on` (UTC) stands for rows that
    say nothing themselves. `fill`: only complete what is empty. `dry_run`: change nothing.
    `system` is whose export it is (one of files.systems.CHOICES), `columns` are (header, field) as
    a person corrected them, `source` is where new contacts came from if their row does not say.
    """

    reading: Reading
    basis: str | None = None
    wording: str = ""
    stated_on: datetime | None = None
    fill: bool = False
    dry_run: bool = False
    sheet: str | None = None
    system: str = "auto"
    columns: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def as_kept(self) -> dict[str, Any]:
        """Return the options in values that JSON can hold."""
        kept = asdict(self)
        kept["reading"]["today"] = None
        kept["stated_on"] = self.stated_on.isoformat() if self.stated_on else None
        return kept


@dataclass(slots=True)
class Counts:
    """Rows, by what came of them.

    `proposed`: values that lost against a more trusted one, put before staff. `duplicates`: what
    the list of duplicates has about its new contacts; None where the file is so long that this is
    left to the search over everybody.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    proposed: int = 0
    duplicates: int | None = 0
