"""The sixty tasks as data: `es.toml`, `en.toml` and `ru.toml`, read and checked.

What an act may be: `says`, `replies` (to what was shown last), `edits` (one's last message),
`sends` (a file), `shares` (a phone), `forwards`, `opens` (a contact's link), `looks_up` (inline)
are messages; `taps`, `taps_again`, `taps_old`, `picks` are taps; `waits` (hours) is neither.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en", "ru")
MESSAGES = frozenset(
    {"says", "replies", "edits", "sends", "shares", "forwards", "opens", "looks_up"}
)
TAPS = frozenset({"taps", "taps_again", "taps_old", "picks"})
MOST_MESSAGES, MOST_TAPS, MOST_ACTS = 2, 3, 3


@dataclass(frozen=True, slots=True)
class Shop:
    """Where a shift happens: the house's settings, the colleagues, the customers."""

    language: str
    country: str
    timezone: str
    staff: list[dict[str, Any]]
    customers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that somebody wants, and how they go about it."""

    shop: Shop
    name: str
    who: str
    acts: list[dict[str, Any]]
    kept: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    tells: list[dict[str, Any]]
    place: str
    ignores: str

    @property
    def messages(self) -> int:
        """How many messages it takes."""
        return sum(1 for act in self.acts if MESSAGES & act.keys())

    @property
    def taps(self) -> int:
        """How many taps it takes."""
        return sum(1 for act in self.acts if TAPS & act.keys())


def jobs(language: str) -> list[Job]:
    """Read the shift of a language."""
    read = tomllib.loads((Path(__file__).parent / f"{language}.toml").read_text("utf-8"))
    shop = Shop(**read["house"], staff=read["staff"], customers=read["customer"])
    return [
        Job(
            shop,
            task["name"],
            task["who"],
            task["acts"],
            task.get("kept", []),
            task.get("gone", []),
            task.get("tells", []),
            task.get("in", "private"),
            task.get("ignores", ""),
        )
        for task in read["task"]
    ]
