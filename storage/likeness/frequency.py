"""How common each value is: agreeing on García says less than agreeing on Zubizarreta.

Counts are kept for a bounded number of values; a value that was never or hardly ever seen is as
rare as the list is long, or as it is in a population where the list is short.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from storage.likeness.lists import listed
from storage.likeness.person import Person
from storage.likeness.sounds import sound

FEWEST = 1_000
MOST = 100_000
"""Values remembered of each kind; beyond them those met once are forgotten."""


def _population(kind: str) -> dict[str, float]:
    words = listed(kind)
    return {sound(n): int(c) / 1000 for n, c in zip(words[::2], words[1::2], strict=True)}


_SURNAMES, _GIVEN = _population("surnames"), _population("given")
_UNHEARD_SURNAME, _UNHEARD_GIVEN = 2e-4, 2e-3
_WEIGHT = 400
"""The list outweighs the population once it is longer than this."""


@dataclass
class Frequencies:
    """What a list of contacts tells about how common values are."""

    people: int = 0
    among: int = 0
    """How many contacts there are, where more than were counted."""
    given: Counter[str] = field(default_factory=Counter)
    surnames: Counter[str] = field(default_factory=Counter)
    patronymics: Counter[str] = field(default_factory=Counter)
    births: Counter[str] = field(default_factory=Counter)
    localities: Counter[str] = field(default_factory=Counter)
    companies: Counter[str] = field(default_factory=Counter)
    phones: Counter[str] = field(default_factory=Counter)
    mailboxes: Counter[str] = field(default_factory=Counter)

    @property
    def length(self) -> int:
        """Return how many contacts the list has; a short one is taken as a part of a longer."""
        return max(self.people, self.among, FEWEST)

    def add(self, person: Person) -> None:
        """Count a contact."""
        self.people += 1
        name = person.name
        self.given.update({sound(word) for word in name.given})
        self.surnames.update({sound(word) for word in name.surnames})
        self.patronymics.update([sound(name.patronymic)] if name.patronymic else ())
        self.births.update([person.birth] if person.birth else ())
        self.localities.update((*person.postcodes, *person.cities))
        self.companies.update([person.company] if person.company else ())
        self.phones.update(person.phones)
        self.mailboxes.update(box.key for box in person.mailboxes)
        if self.people % 50_000 == 0:
            self.forget()

    def forget(self) -> None:
        """Keep the memory bounded: drop values met once where there are too many."""
        for counter in (self.given, self.surnames, self.births, self.localities, self.companies):
            _bounded(counter)
        for counter in (self.phones, self.mailboxes):
            _bounded(counter)

    def of_given(self, words: Iterable[str]) -> float:
        """Return how often a stranger has these words (by sound) in the first name."""
        return self._names(words, self.given, _GIVEN, _UNHEARD_GIVEN)

    def of_surnames(self, words: Iterable[str]) -> float:
        """Return how often a stranger has these words (by sound) for surnames."""
        return self._names(words, self.surnames, _SURNAMES, _UNHEARD_SURNAME)

    def of_patronymic(self, words: Iterable[str]) -> float:
        """Return how often a stranger's father has this name."""
        return self._names(words, self.patronymics, {}, 0.02)

    def of_birth(self, birth: str) -> float:
        """Return how often a stranger was born on this day: most lists span sixty years."""
        return self._share(self.births[birth], 1 / 20_000)

    def of_locality(self, code: str) -> float:
        """Return how often a stranger lives in this postcode or town."""
        return self._share(self.localities[code], 0.02)

    def of_company(self, company: str) -> float:
        """Return how often a stranger works there."""
        return self._share(self.companies[company], 1e-3)

    def shared_phone(self, phone: str) -> int:
        """Return how many contacts have this number."""
        return self.phones[phone]

    def shared_mailbox(self, key: str) -> int:
        """Return how many contacts have this address."""
        return self.mailboxes[key]

    def _names(
        self, words: Iterable[str], counter: Counter[str], known: dict[str, float], unheard: float
    ) -> float:
        share = 1.0
        for word in words:
            prior = known.get(word, unheard)
            share *= (max(0, counter[word] - 1) + prior * _WEIGHT) / (self.people + _WEIGHT)
        return share

    def _share(self, count: int, prior: float) -> float:
        return (max(0, count - 2) + prior * _WEIGHT) / (self.people + _WEIGHT)


def _bounded(counter: Counter[str]) -> None:
    least = 1
    while len(counter) > MOST:
        for key in [key for key, count in counter.items() if count <= least]:
            del counter[key]
        least += 1
