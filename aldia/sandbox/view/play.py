"""An open rehearsal: who is there to type, and letting the time go by."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from aldia.sandbox import rehearsal
from aldia.sandbox.album import Album
from aldia.sandbox.bot_api import Person, SilenceError
from aldia.sandbox.rehearsal import Run, Stage
from storage import staff
from storage.events import By
from storage.importing import ImportOptions
from storage.rules.roles import Role

NAMES = {"es": "Español", "en": "English", "ru": "Русский"}
"""The labels of the bot's own language buttons."""
COLLEAGUE, STRANGER = 1002, 1003
INVITED_FOR = timedelta(days=7)
GREETING_SECONDS = 20.0
END = timedelta(days=60)
log = logging.getLogger("aldia.sandbox")


@dataclass(frozen=True, slots=True)
class Floated:
    """What floats up after a tap, numbered in order."""

    number: int
    text: str
    alert: bool
    url: str


@dataclass(slots=True)
class Play:
    """A rehearsal under way. One stretch of time goes by at once; `until` is where it leads."""

    stage: Stage
    run: Run
    album: Album
    people: Mapping[str, Person]
    until: datetime | None = None
    stopped: str = ""
    _floats: dict[str, deque[Floated]] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _going: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, stage: Stage, file: Path, options: ImportOptions, album: Album) -> "Play":
        """Import the file, plan its run, and let the colleague in. Raises FileError."""
        run = await rehearsal.begin(stage, file, options)
        admin = stage.admin.person
        language = stage.settings.language
        people = {
            "admin": admin,
            "colleague": stage.api.person(COLLEAGUE, "Lucía", language_code=language),
            "stranger": stage.api.person(STRANGER, "Desconocido", language_code=language),
        }
        now = stage.clock.now()
        invited = await staff.invite(Role.EDITOR, By("cli", now), now + INVITED_FOR)
        await people["colleague"].starts(f"i_{invited.token}")
        await people["colleague"].hears(GREETING_SECONDS)
        return cls(stage, run, album, people)

    def go_on(self, by: timedelta | None) -> bool:
        """Let time go by, to the end of the run without `by`; False while it already does."""
        if self.until is not None:
            return False
        self.stopped = ""
        self.until = self.stage.clock.now() + (by or END)
        self._going = asyncio.create_task(self._go(to_end=by is None), name="rehearsed time")
        return True

    async def wait(self) -> None:
        """Wait until the time stands still again."""
        if self._going is not None:
            await self._going

    async def end(self) -> None:
        """Stop the time where it is."""
        if self._going is not None:
            self._going.cancel()
            with suppress(asyncio.CancelledError):
                await self._going

    async def speak(self, who: str, language: str) -> None:
        """Choose the bot's language as a person does: ask for the choice, and tap."""
        person = self.people[who]
        person.forgets()
        await person.says("/language")
        with suppress(SilenceError):  # a stranger gets no answer
            asked = await person.hears(1.0 if who == "stranger" else GREETING_SECONDS)
            if any(button.text == NAMES[language] for row in asked.buttons for button in row):
                await person.taps(NAMES[language], on=asked.message)

    def floats(self, who: str) -> list[Floated]:
        """Return the last words that floated up for somebody after their taps."""
        person = self.people[who]
        kept = self._floats.setdefault(who, deque(maxlen=5))
        for heard in person.ears.waiting:
            if heard.kind == "answer" and (heard.text or heard.url):
                kept.append(Floated(next(self._numbers), heard.text, heard.alert, heard.url))
        person.forgets()
        return list(kept)

    async def counts(self) -> dict[str, Any]:
        """Return how the run stands."""
        return await rehearsal.summary(self.stage, self.run)

    async def _go(self, *, to_end: bool) -> None:
        try:
            before = await rehearsal.state_of(self.run)
            while self.until is not None and self.stage.clock.now() < self.until:
                state = await rehearsal.state_of(self.run)
                if why := _halt(before, state, to_end=to_end):
                    self.stopped = why
                    return
                later = await rehearsal.next_moment(self.stage, self.run)
                self.stage.clock.move_to(min(later, self.until))
                await rehearsal.happen(self.stage)
        except Exception:
            # Whatever a job meets, the page stays, and says so.
            log.exception("the rehearsal failed")
            self.stopped = "failed"
        finally:
            self.until = None


def _halt(before: str, state: str, *, to_end: bool) -> str:
    """Name why time must not go on by itself, or return an empty text.

    A pause stops it once: whoever lets time go by all the same means it.
    """
    if state == "paused" and (to_end or before != "paused"):
        return "paused"
    if to_end and state in ("planned", "closed"):
        return state
    return ""
