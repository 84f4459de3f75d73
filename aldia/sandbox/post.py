"""The post of the sandbox: takes what our program sends, and brings back what customers do.

`played` counts what they really did, by kind: the program's own summary must say the same.
"""

import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from aldia.sandbox import answers
from aldia.sandbox.customers import Town
from aldia.sandbox.letters import Letter, read
from aldia.sandbox.mail_servers import ACCEPTED
from storage.clock import Clock

Act = tuple[datetime, int, str, bytes]
REFUSAL = "550 5.1.1 <{address}>: Recipient address rejected: User unknown in local recipient table"


@dataclass(slots=True)
class Post:
    """Letters out, and acts to come in, by rehearsed time."""

    clock: Clock
    town: Town
    deliver: Callable[[bytes, datetime], Awaitable[object]]
    played: Counter[str] = field(default_factory=Counter)
    mailed: dict[str, int] = field(default_factory=dict)
    _to_come: list[Act] = field(default_factory=list)
    _moving_to: dict[str, str] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=count)

    async def take(self, envelope: str, recipients: tuple[str, ...], raw: bytes) -> str:
        """Receive a mail from our program; returns the SMTP reply."""
        letter = read(envelope, recipients, raw)
        if letter.address in self._moving_to:
            self._later(1, "", answers.reply(letter, self._said(letter, "confirmed"), self._at(1)))
            return ACCEPTED
        times = self.mailed.get(letter.address, 0)
        character = self.town.character(letter.address)
        if character == "is_refused":
            self.played["bounced_hard"] += times == 0
            self.mailed[letter.address] = times + 1
            return REFUSAL.format(address=letter.address)
        self.mailed[letter.address] = times + 1
        if times == 0:
            self._react(letter, character)
        return ACCEPTED

    def next_at(self) -> datetime | None:
        """Return when somebody does something next."""
        return self._to_come[0][0] if self._to_come else None

    async def bring(self, now: datetime) -> int:
        """Deliver everything that happened until now to our mailbox; return how many."""
        brought = 0
        while self._to_come and self._to_come[0][0] <= now:
            at, _, kind, raw = heapq.heappop(self._to_come)
            await self.deliver(raw, at)
            if kind:
                self.played[kind] += 1
            brought += 1
        return brought

    def _react(self, letter: Letter, character: str) -> None:
        match character:
            case "confirms":
                self._answer(letter, "confirmed", "confirmed", 30)
            case "unsubscribes":
                self._answer(letter, "unsubscribed", "unsubscribed", 20)
            case "asks":
                self._answer(letter, "question", "to_review", 20)
            case "corrects":
                new = self.town.new_mobile(letter.language)
                words = self._said(letter, "mobile").format(new=new)
                self._later(40, "corrected", answers.reply(letter, words, self._at(40)))
            case "moves":
                self._move(letter)
            case _:
                self._react_by_machine(letter, character)

    def _react_by_machine(self, letter: Letter, character: str) -> None:
        at = self._at(0.2)
        match character:
            case "is_dead":
                said = f"550 5.1.1 <{letter.address}>: User unknown"
                self._later(0.2, "bounced_hard", answers.bounce(letter, "5.1.1", said, at))
            case "is_full":
                said = f"552 5.2.2 <{letter.address}>: Mailbox is full / over quota"
                self._later(0.2, "bounced_soft", answers.bounce(letter, "5.2.2", said, at))
            case "is_on_holiday":
                words = self._said(letter, "holiday")
                self._later(0.2, "auto_replies", answers.vacation(letter, words, at))
            case "complains":
                self._later(9, "complaints", answers.complaint(letter, self._at(9)))

    def _move(self, letter: Letter) -> None:
        new = self.town.new_address(letter.address)
        self._moving_to[new] = letter.address
        words = self._said(letter, "email").format(new=new)
        self._later(25, "corrected", answers.reply(letter, words, self._at(25)))

    def _answer(self, letter: Letter, phrase: str, kind: str, hours: float) -> None:
        words = self._said(letter, phrase)
        self._later(hours, kind, answers.reply(letter, words, self._at(hours)))

    def _said(self, letter: Letter, phrase: str) -> str:
        return self.town.words(letter.language, phrase)

    def _at(self, hours: float) -> datetime:
        return self.clock.now() + timedelta(hours=hours)

    def _later(self, hours: float, kind: str, raw: bytes) -> None:
        at = self.clock.now() + self.town.delay(hours)
        heapq.heappush(self._to_come, (at, next(self._numbers), kind, raw))
