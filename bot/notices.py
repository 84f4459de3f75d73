"""Notices: what jobs and mail have to tell the staff. Each is told to each person once.

A notice to every admin is first divided into one for each, in one transaction, so that a fault
half-way repeats nothing. One that cannot be delivered waits longer each time.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.answers import Envelope, Show, seal
from bot.delivery import Courier
from bot.digest import digest_shown
from bot.settings import House
from bot.telling import told
from bot.wording import View
from storage import chat, notice_delivery, reminders, staff
from storage.clock import Clock
from storage.events import By
from storage.notice_delivery import Waiting
from storage.staff import Colleague

_log = logging.getLogger(__name__)
LOOK_EVERY = 2.0
TIDY_EVERY = timedelta(hours=1)


class NoticeBoard:
    """Looks for notices that are due, and delivers them."""

    def __init__(self, courier: Courier, house: House, clock: Clock) -> None:
        self.courier = courier
        self.house = house
        self.clock = clock
        self._tidied: datetime | None = None

    async def tidy(self) -> None:
        """Drop what the chat no longer needs, once an hour."""
        now = self.clock.now()
        if self._tidied is None or now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            await chat.tidy(now)

    async def watch(self, stop: asyncio.Event) -> None:
        """Deliver what is due, again and again until `stop` is set."""
        while not stop.is_set():
            try:
                await self.tidy()
                await self.deliver_due()
            except Exception:  # noqa: BLE001 - the database may be away for a while
                _log.exception("notices could not be delivered; trying again")
            await asyncio.sleep(LOOK_EVERY)

    async def deliver_due(self) -> int:
        """Deliver every notice that is due; return how many were sent."""
        await reminders.post_due(self.clock.now())
        await notice_delivery.divide(self.clock.now())
        sent = 0
        for notice in await notice_delivery.due(self.clock.now()):
            try:
                sent += await self._deliver(notice)
            except Exception:  # noqa: BLE001 - one that cannot be worded must not hold up the rest
                _log.exception("notice %d (%s) failed; later again", notice.notice_id, notice.code)
                await notice_delivery.put_off(notice, self.clock.now())
        return sent

    async def _deliver(self, notice: Waiting) -> int:
        colleague = await staff.by_id(notice.staff_id)
        now = self.clock.now()
        if colleague is None:
            await notice_delivery.told(notice.notice_id, now)
            return 0
        shown = await self._worded(notice, colleague, now)
        to = Envelope(colleague.telegram_id, None, colleague.id, "", now)
        for part in await seal([shown], to):
            if await self.courier.hand_over(part) is None:
                await notice_delivery.put_off(notice, now)
                return 0
        await notice_delivery.told(notice.notice_id, now)
        return 1

    async def _worded(self, notice: Waiting, colleague: Colleague, now: datetime) -> Show:
        view = View(colleague.language, self.house.zone, self.house.country, now)
        if notice.code == "digest":
            by = By(colleague.actor, now, f"notice:{notice.notice_id}")
            return await digest_shown(notice.params, colleague.role, by, view)
        names = await staff.names([str(notice.params.get("from", ""))])
        return told(notice.code, notice.params, view, names)
