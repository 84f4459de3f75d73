"""An update takes effect exactly once: its effect and its answer are one transaction.

    gate → begin (unique row) → route → handler → keep the answer        (committed together)
    deliver the answer part by part → note each as sent                  (outside, may be repeated)

An update that comes again finds its row: nothing happens but the delivery of what is still owed.
A handler that fails changes nothing, and its sender is told so.
"""

import logging

from telegram import Update

from bot.answers import Answer, Envelope, Menu, seal
from bot.asks import Ask
from bot.gate import Admitted, admit
from bot.reading import Heard, read
from bot.routes import answer, broken
from bot.settings import House
from storage import chat
from storage.chat import Pending, SeenBeforeError
from storage.clock import Clock
from storage.events import By
from storage.tables.transactions import transaction
from storage.texts import say

_log = logging.getLogger(__name__)


class Desk:
    """Takes updates, one at a time in each chat. Knows no network."""

    def __init__(self, house: House, clock: Clock) -> None:
        self.house = house
        self.clock = clock

    async def take(self, update: Update) -> Pending | None:
        """Let an update take its effect, if it had none yet; return what is to be said for it.

        None where it had its effect before, or has none. Raises only what keeps anything from
        being stored (the database is gone): then the update is not to be confirmed.
        """
        moved = update.message.migrate_to_chat_id if update.message else None
        if moved and update.message:
            await chat.moved(update.message.chat_id, moved)
            return None
        heard = read(update, self.house.username, self.house.language)
        if heard is None:
            return None
        try:
            return await self._effect(heard)
        except SeenBeforeError:
            return None
        except Exception:  # noqa: BLE001 - one broken handler must not stop everybody's chat
            _log.exception("update %d failed; its sender is told", heard.update_id)
            return await self._apologise(heard)

    @transaction
    async def _effect(self, heard: Heard) -> Pending | None:
        at = self.clock.now()
        by = By(f"telegram:{heard.newcomer.telegram_id}", at, f"update:{heard.update_id}")
        admitted = await admit(heard.newcomer, self.house, by, invitation=heard.invitation)
        if admitted is None:
            return None
        await chat.begin(heard.update_id, admitted.who.id, at)
        ask = await self._ask(heard, admitted, by)
        answers = await answer(heard, ask, new=admitted.new)
        if admitted.new:
            who = admitted.who
            answers = [*answers, Menu(who.telegram_id, who.role.value, who.language)]
        return await self._kept(heard, ask, answers)

    @transaction
    async def _apologise(self, heard: Heard) -> Pending | None:
        at = self.clock.now()
        by = By(f"telegram:{heard.newcomer.telegram_id}", at, f"update:{heard.update_id}")
        admitted = await admit(heard.newcomer, self.house, by, invitation="")
        if admitted is None:
            return None
        await chat.begin(heard.update_id, admitted.who.id, at)
        ask = await self._ask(heard, admitted, by)
        words = say(admitted.who.language, "chat.broken")
        return await self._kept(heard, ask, broken(words, tapped=bool(heard.tap_id)))

    async def _kept(self, heard: Heard, ask: Ask, answers: list[Answer]) -> Pending:
        parts = await seal(answers, self._envelope(heard, ask))
        await chat.keep_answer(heard.update_id, parts, ask.by.at)
        return Pending(heard.update_id, tuple(parts))

    async def _ask(self, heard: Heard, admitted: Admitted, by: By) -> Ask:
        card = None
        if heard.reply_to is not None:
            card = await chat.shown_in(heard.place.chat_id, heard.reply_to)
        return Ask(
            who=admitted.who,
            by=By(admitted.who.actor, by.at, by.cause),
            place=heard.place,
            house=self.house,
            text=heard.text,
            message_id=heard.message_id,
            card=card,
            tapped=heard.kind == "tapped",
        )

    def _envelope(self, heard: Heard, ask: Ask) -> Envelope:
        place = heard.place
        return Envelope(place.chat_id, place.thread_id, ask.who.id, heard.tap_id, ask.by.at)
