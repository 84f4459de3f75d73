"""Telegram's limits on how fast a bot may speak, for those who want them imposed here too.

The figures are those of https://core.telegram.org/bots/faq#my-bot-is-hitting-limits; Telegram's
own counting is secret and kinder to short bursts. Time is the event loop's, not the sandbox's.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Final

from aldia.sandbox.bot_api.errors import flood

_SPEAKING: Final = ("send", "edit", "forward", "copy")
_QUIET: Final = ("sendchataction",)
_EVERYWHERE: Final = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many messages in so many seconds."""

    messages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """What a bot may send overall, into one private chat, and into one group."""

    overall: Allowance = Allowance(30, 1)
    private: Allowance = Allowance(5, 5)
    group: Allowance = Allowance(20, 60)


@dataclass(slots=True)
class FloodGate:
    """Counts what was sent and when; without limits it lets everything through."""

    limits: FloodLimits | None = None
    _sent: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def pass_through(self, method: str, chat_id: int, now: float) -> None:
        """Count one call; Refusal 429 with the whole seconds to wait when it comes too soon."""
        name = method.lower()
        if self.limits is None or not name.startswith(_SPEAKING) or name in _QUIET:
            return
        here = self.limits.group if chat_id < 0 else self.limits.private
        wait = max(
            self._wait(_EVERYWHERE, self.limits.overall, now), self._wait(chat_id, here, now)
        )
        if wait > 0:
            raise flood(math.ceil(wait))
        self._sent[_EVERYWHERE].append(now)
        self._sent[chat_id].append(now)

    def _wait(self, line: int, allowed: Allowance, now: float) -> float:
        sent = self._sent[line]
        while sent and sent[0] <= now - allowed.seconds:
            sent.popleft()
        return sent[0] + allowed.seconds - now if len(sent) >= allowed.messages else 0
