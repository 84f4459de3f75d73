"""Values as people write them, and what they mean.

Each module reads one kind of value (e-mail addresses, phones, dates, names, places, choices). All
functions are pure and total: any text gives either a value or `Invalid` with a named reason, never
an exception. Nothing damaged is mended silently: a repair is visible in the value that comes back.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why a text is no such value: `reason` is a code with a text `value.<reason>`."""

    reason: str


EMPTY = Invalid("empty")
