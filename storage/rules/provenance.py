"""Which of two values stands: where each came from, and when. The loser is kept, never dropped.

Sources, the most trusted first: the customer (a signed reply, a page), staff, the owner's own files
and forms, a vendor's list (`--fill`).

| what is the case                                   | outcome | reason       |
| -------------------------------------------------- | ------- | ------------ |
| both say the same                                  | nothing | same         |
| nothing stands there yet                           | take    | was_empty    |
| the news comes from a less trusted source          | keep    | less_trusted |
| from one as trusted, but said before what stands   | keep    | older        |
| anything else                                      | take    | newer        |
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Trust(IntEnum):
    """How much a source is trusted with a customer's data."""

    VENDOR = 1
    FILE = 2
    STAFF = 3
    CUSTOMER = 4


_TRUST = {"contact": Trust.CUSTOMER, "import": Trust.FILE, "fill": Trust.VENDOR}


@dataclass(frozen=True, slots=True)
class Source:
    """Who said a value (`contact:12`, `staff:3`, `import:5`, `fill:6`, `cli`), and when (UTC)."""

    who: str
    at: datetime

    @property
    def trust(self) -> Trust:
        """Return how much it counts; whoever is not known by name acts for staff."""
        return _TRUST.get(self.who.partition(":")[0], Trust.STAFF)


@dataclass(frozen=True, slots=True)
class Same:
    """There is nothing to decide."""

    reason: str = "same"


@dataclass(frozen=True, slots=True)
class Take:
    """The news stands from now on; what stood there is kept beside it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Keep:
    """What stands goes on standing; the news is kept beside it."""

    reason: str


def decide(
    value: str, source: Source, *, standing: str, standing_source: Source
) -> Same | Take | Keep:
    """Say whether a value takes the place of the one that stands. Total; see the table above."""
    if value == standing:
        return Same()
    if not standing:
        return Take("was_empty")
    if source.trust < standing_source.trust:
        return Keep("less_trusted")
    if source.trust == standing_source.trust and source.at < standing_source.at:
        return Keep("older")
    return Take("newer")
