"""Contacts made ready, in a scratch file: written once, read back by their number."""

import marshal
from array import array
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from storage.likeness.names import Name
from storage.likeness.person import Mailbox, Person, Street

_WAITING = 1 << 16
_AT_HAND = 2_000


@dataclass
class Shelf:
    """The contacts in the file `path`, numbered as they came, from 0."""

    path: Path
    _ends: "array[int]" = field(default_factory=lambda: array("q", [0]))
    _waiting: bytearray = field(default_factory=bytearray)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def put(self, person: Person) -> None:
        """Put a contact at the end."""
        blob = marshal.dumps(_flat(person))
        self._ends.append(self._ends[-1] + len(blob))
        self._waiting += blob
        if len(self._waiting) >= _WAITING:
            self.finish()

    def finish(self) -> None:
        """Write what still waits, so that another process can read it."""
        with self.path.open("ab") as file:
            file.write(self._waiting)
        self._waiting.clear()

    @contextmanager
    def opened(self) -> Generator[Callable[[int], Person]]:
        """Open the file, after `finish`, for reading contacts by their number."""
        with self.path.open("rb", buffering=0) as file:

            @lru_cache(maxsize=_AT_HAND)
            def read(number: int) -> Person:
                start, end = self._ends[number : number + 2]
                file.seek(start)
                return _person(marshal.loads(file.read(end - start)))  # noqa: S302 - our own scratch

            yield read


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
