"""The mails of a rehearsal, kept to be looked at: the newest of each direction, as raw bytes."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from storage.clock import Clock

Take = Callable[[str, tuple[str, ...], bytes], Awaitable[str]]
Deliver = Callable[[bytes, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail. `reply` is what the receiving server said; empty for mail that came in."""

    number: int
    at: datetime
    raw: bytes
    reply: str = ""


class Album:
    """The last `size` mails out, and the last `size` in."""

    def __init__(self, size: int) -> None:
        self.out: deque[Kept] = deque(maxlen=size)
        self.came: deque[Kept] = deque(maxlen=size)
        self._numbers = count(1)

    def taking(self, take: Take, clock: Clock) -> Take:
        """Return `take`, which also keeps what it takes from our program."""

        async def taking(envelope: str, recipients: tuple[str, ...], raw: bytes) -> str:
            reply = await take(envelope, recipients, raw)
            self.out.append(Kept(next(self._numbers), clock.now(), raw, reply))
            return reply

        return taking

    def delivering(self, deliver: Deliver) -> Deliver:
        """Return `deliver`, which also keeps what comes in."""

        async def delivering(raw: bytes, at: datetime) -> object:
            self.came.append(Kept(next(self._numbers), at, raw))
            return await deliver(raw, at)

        return delivering

    def find(self, number: int) -> Kept | None:
        """Return a mail that is still kept."""
        return next((mail for mail in (*self.out, *self.came) if mail.number == number), None)
