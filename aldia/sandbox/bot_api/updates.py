"""The line of updates that wait for the bot, and the rules of fetching them.

Follows https://core.telegram.org/bots/api#getting-updates: an update stays until a call with a
higher offset confirms it; a second poller ends the first one's call with 409.
"""

from collections.abc import Collection
from typing import Final

from aldia.sandbox.bot_api.bell import Bell
from aldia.sandbox.bot_api.errors import conflict
from aldia.sandbox.bot_api.values import Json

_ONLY_ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_TWO_POLLERS: Final = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class Updates:
    """Updates in order of their ids, which count from 1 without gaps."""

    def __init__(self) -> None:
        self.waiting: list[Json] = []
        self.confirmed = 0
        self.allowed: Collection[str] = ()
        self.bell = Bell()
        self._given = 0
        self._pollers = 0
        self._closed = False

    def add(self, kind: str, content: Json) -> int | None:
        """Queue an update and return its id; None where the bot has not asked for its kind."""
        if kind not in self.allowed if self.allowed else kind in _ONLY_ON_REQUEST:
            return None
        self._given += 1
        self.waiting.append({"update_id": self._given, kind: content})
        self.bell.ring()
        return self._given

    def confirm(self, offset: int) -> None:
        """Forget updates below the offset; a negative one keeps that many from the end."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        first = self.waiting[0]["update_id"] if self.waiting else self._given + 1
        self.confirmed = first - 1
        self.bell.ring()

    async def poll(self, limit: int, seconds: float) -> list[Json]:
        """The next updates, waiting for one if there is none; Refusal 409 for a second poller."""
        self._pollers += 1
        mine = self._pollers
        self.bell.ring()
        await self.bell.until(lambda: self._has_news(mine), seconds)
        if mine != self._pollers:
            raise conflict(_TWO_POLLERS)
        return self.waiting[:limit]

    def _has_news(self, poller: int) -> bool:
        return bool(self.waiting) or poller != self._pollers or self._closed

    async def all_confirmed(self, seconds: float) -> bool:
        """Wait until the bot has taken everything; taken is not yet answered."""
        return await self.bell.until(lambda: not self.waiting, seconds)

    def close(self) -> None:
        """Let a waiting poller go with nothing."""
        self._closed = True
        self.bell.ring()
