"""A list of any length put aside in scratch files, and the pairs found in it.

Contacts are added once; then the pairs come out share by share. What stays in memory is bounded:
the counts of `frequency.py`, one share of the keys, the caches of comparing, and 24 bytes a
contact. Whatever shares a key with more than `MOST_TOGETHER` others is not compared by that key.
"""

import marshal
import random
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from storage.likeness.blocking import keys
from storage.likeness.frequency import Frequencies
from storage.likeness.learning import learn
from storage.likeness.names import Name
from storage.likeness.person import Mailbox, Person, Street
from storage.likeness.scoring import MAYBE_FROM, Judge, Scored

SHARES = 64
MOST_TOGETHER = 50
LEARNED_FROM = 3_000
"""How many contacts the figures are learned from."""
_BUFFER = 4_096


Sampled = Callable[[int], bool]


class Found(NamedTuple):
    """Two contacts, the smaller id first, and what they are to each other."""

    a: int
    b: int
    scored: Scored


@dataclass
class Pile:
    """The contacts of one list, in the scratch `folder`. Use as a context: it closes the files."""

    folder: Path
    seen: Frequencies = field(default_factory=Frequencies)
    _offsets: "array[int]" = field(default_factory=lambda: array("q", [0]))
    _crowded: set[int] = field(default_factory=set)
    _judge: Judge | None = None

    def __enter__(self) -> Self:
        """Open the files."""
        self._people = (self.folder / "people").open("w+b")
        self._shares: list[IO[bytes]] = [
            (self.folder / f"keys-{share}").open("w+b", buffering=16 * _BUFFER)
            for share in range(SHARES)
        ]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the files."""
        for file in (self._people, *self._shares):
            file.close()

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def add(self, person: Person) -> None:
        """Put a contact aside."""
        number = len(self)
        own = keys(person)
        blob = marshal.dumps((tuple(own), _flat(person)))
        self._people.write(blob)
        self._offsets.append(self._offsets[-1] + len(blob))
        self.seen.add(person)
        for key in own:
            self._shares[key % SHARES].write(array("q", (key, number)).tobytes())

    def learn(self) -> None:
        """Count who shares keys with too many, and correct the figures by the list itself."""
        self._people.flush()
        self._read = lru_cache(maxsize=20_000)(self._from_file)
        for share in range(SHARES):
            blocks = self._blocks(share)
            self._crowded |= {key for key, own in blocks.items() if len(own) > MOST_TOGETHER}
        judge = Judge(self.seen)
        step = max(1, len(self) // LEARNED_FROM)
        offset = random.Random(len(self)).randrange(step)  # noqa: S311 - a sample, no secret
        pairs = (
            (self._read(a)[1], self._read(b)[1])
            for share in range(SHARES)
            for a, b in self._pairs(share, lambda number: number % step == offset)
        )
        self._judge = learn(judge, pairs, len(self) / step)

    def found(self, share: int) -> list[Found]:
        """Return the pairs of one share (0 … SHARES - 1) that may be one person."""
        if self._judge is None:
            raise RuntimeError("learn first")
        score = self._judge.score
        pairs = []
        for a, b in self._pairs(share, None):
            one, other = self._read(a)[1], self._read(b)[1]
            scored = score(one, other)
            if scored.score >= MAYBE_FROM:
                pairs.append(Found(min(one.id, other.id), max(one.id, other.id), scored))
        return pairs

    @property
    def judge(self) -> Judge:
        """What judges this list, after `learn`."""
        return self._judge or Judge(self.seen)

    def _blocks(self, share: int) -> dict[int, list[int]]:
        file = self._shares[share]
        file.flush()
        file.seek(0)
        rows = array("q")
        rows.frombytes(file.read())
        blocks: defaultdict[int, list[int]] = defaultdict(list)
        for key, number in zip(rows[::2], rows[1::2], strict=True):
            blocks[key].append(number)
        return blocks

    def _pairs(self, share: int, sampled: Sampled | None) -> Iterator[tuple[int, int]]:
        """Yield each pair once: in the block of the smallest key that both have."""
        for key, numbers in self._blocks(share).items():
            if not 1 < len(numbers) <= MOST_TOGETHER:
                continue
            for i, a in enumerate(numbers):
                if sampled is not None and not sampled(a):
                    continue
                mine = self._read(a)[0]
                for b in numbers[i + 1 :]:
                    if self._first(mine & self._read(b)[0]) == key:
                        yield a, b

    def _first(self, shared: frozenset[int]) -> int:
        if len(shared) == 1:
            return next(iter(shared))
        return min(key for key in shared if key not in self._crowded)

    def _from_file(self, number: int) -> tuple[frozenset[int], Person]:
        start, end = self._offsets[number], self._offsets[number + 1]
        self._people.seek(start)
        own, flat = marshal.loads(self._people.read(end - start))  # noqa: S302 - our own scratch
        return frozenset(own), _person(flat)


def _flat(person: Person) -> Any:
    """Return a contact in plain tuples, as marshal wants them."""
    boxes, streets = map(tuple, person.mailboxes), map(tuple, person.streets)
    head, rest = person[:1], person[2:4]
    return (
        *head,
        tuple(person.name),
        *rest,
        tuple(boxes),
        person.phones,
        tuple(streets),
        *person[7:],
    )


def _person(flat: Any) -> Person:
    number, name, sex, birth, boxes, phones, streets, *rest = flat
    made = tuple(Mailbox(*box) for box in boxes)
    lived = tuple(Street(*street) for street in streets)
    return Person(number, Name(*name), sex, birth, made, phones, lived, *rest)
