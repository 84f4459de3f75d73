"""A list of any length put aside in scratch files, and the pairs found in it.

Contacts are added once; then the pairs come out share by share. What stays in memory is bounded:
the counts of `frequency.py`, the pairs of one share, the caches of comparing, and 8 bytes a
contact.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from storage.likeness.blocking import keys
from storage.likeness.finding import Finder
from storage.likeness.frequency import Frequencies
from storage.likeness.learning import learn
from storage.likeness.person import Person
from storage.likeness.scoring import Judge
from storage.likeness.shares import SHARES, Shares
from storage.likeness.sharing import enough, pair_up, put_keys, sampled
from storage.likeness.shelf import Shelf

LEARNED_FROM = 3_000
"""How many contacts the figures are learned from."""


class Pile:
    """The contacts of one list, in the scratch `folder`."""

    def __init__(self, folder: Path) -> None:
        self.seen = Frequencies()
        self._shelf = Shelf(folder / "people")
        self._keys = Shares(folder, "keys")
        self._pairs = Shares(folder, "pairs")

    def __len__(self) -> int:
        return len(self._shelf)

    def add(self, person: Person) -> None:
        """Put a contact aside."""
        put_keys(keys(person), len(self), self._keys)
        self._shelf.put(person)
        self.seen.add(person)

    def learn(self) -> Finder:
        """Pair up who shares enough, and correct the figures by the list itself.

        Raises GivenUpError soon after `give_up`, which another thread may call.
        """
        self._shelf.finish()
        self._keys.finish()
        self.seen.forget()
        pair_up(self._keys, self._pairs)
        self._keys.drop()
        step = max(1, len(self) // LEARNED_FROM)
        offset = random.Random(len(self)).randrange(step)  # noqa: S311 - a sample, no secret
        judge = learn(Judge(self.seen), self._sample(step, offset), len(self) / step)
        return Finder(self._shelf, self._pairs, judge)

    def give_up(self) -> None:
        """Let whoever still works here stop: nobody waits for it any more."""
        self._keys.give_up()
        self._pairs.give_up()

    def _sample(self, step: int, offset: int) -> Iterator[tuple[Person, Person]]:
        """Yield the pairs of every `step`-th contact."""
        with self._shelf.opened() as read:
            for share in range(SHARES):
                for a, b in enough(sampled(self._pairs.take(share), step, offset)):
                    yield read(a), read(b)
