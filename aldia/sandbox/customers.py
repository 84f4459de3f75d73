"""Invented customers: what each of them does with our mail, and when.

Characters are dealt from a shuffled deck, so that every kind turns up in its proportion and the
same seed gives the same town.
"""

import random
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

Character = Literal[
    "confirms",
    "corrects",
    "moves",
    "unsubscribes",
    "asks",
    "is_dead",
    "is_refused",
    "is_full",
    "complains",
    "is_on_holiday",
    "stays_silent",
]

DECK: dict[Character, int] = {
    "confirms": 40,
    "corrects": 16,
    "moves": 2,
    "unsubscribes": 4,
    "asks": 2,
    "is_dead": 3,
    "is_refused": 1,
    "is_full": 2,
    "complains": 1,
    "is_on_holiday": 4,
    "stays_silent": 25,
}
"""How many of a hundred customers are like this."""

MOBILES = {"es": "6{:08d}", "en": "+44 7400 {:06d}", "ru": "+7 901 {:07d}"}


@dataclass(slots=True)
class Town:
    """Everybody who may get a mail: deals a character to each address, once."""

    seed: int
    _characters: dict[str, Character]
    _deck: list[Character]
    _random: random.Random

    @classmethod
    def of(cls, seed: int = 7) -> "Town":
        """Make a town."""
        return cls(seed, {}, [], random.Random(seed))  # noqa: S311 - a rehearsal, no secret

    def character(self, address: str) -> Character:
        """Return who lives behind an address."""
        if address not in self._characters:
            if not self._deck:
                self._deck = [who for who, count in DECK.items() for _ in range(count)]
                self._random.shuffle(self._deck)
            self._characters[address] = self._deck.pop()
        return self._characters[address]

    def words(self, language: str, kind: str) -> str:
        """Return what this customer writes of a kind."""
        return str(self._random.choice(phrases(language)[kind]))

    def new_mobile(self, language: str) -> str:
        """Invent a mobile number in a plausible range of the customer's country."""
        number = self._random.randrange(10_000_000, 99_999_999)
        digits = {"en": number % 1_000_000, "ru": number % 10_000_000}.get(language, number)
        return MOBILES.get(language, MOBILES["es"]).format(digits)

    def new_address(self, address: str) -> str:
        """Invent the address that somebody moves to."""
        local = address.partition("@")[0]
        return f"{local}.{self._random.randrange(10, 99)}@mudanza.example"

    def delay(self, hours: float) -> timedelta:
        """Return some time around `hours`, never none."""
        return timedelta(seconds=self._random.uniform(0.3, 1.7) * hours * 3600)


@cache
def phrases(language: str) -> dict[str, Any]:
    """Return the wording of a language, Spanish where we have none."""
    text = (resources.files(__package__) / "replies.toml").read_text(encoding="utf-8")
    languages = tomllib.loads(text)
    found: dict[str, Any] = languages.get(language) or languages["es"]
    return found
