"""The invented admin: approves the run, looks at what is doubtful, resumes after a pause.

Types and taps in the local chat as a person would; it knows the program only by its buttons.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from aldia.sandbox.bot_api.people import Person
from aldia.sandbox.bot_api.values import Heard
from storage.texts import say

PATIENCE = 30.0
FINISHING = ("key.accept", "key.done", "key.release")


@dataclass(slots=True)
class Admin:
    """Somebody with the admin's telephone in one hand."""

    person: Person
    language: str
    pauses: int = 0

    async def arrive(self) -> None:
        """Say the first word, by which an admin of the settings becomes staff."""
        await self.person.starts()
        await self.person.hears(PATIENCE)

    async def approve(self) -> None:
        """Let the run start: look, tap, confirm."""
        await self._through("campana", "key.approve")

    async def resume(self) -> None:
        """Go on after a pause, with the higher limit that the bot offers."""
        self.pauses += 1
        await self._through("campana", "key.resume")

    async def review(self) -> int:
        """Decide everything that waits; return how many."""
        decided = 0
        labels = [say(self.language, key) for key in FINISHING]
        while True:
            self.person.forgets()
            await self.person.says("/revisar")
            shown = await self._sees(lambda heard: self._is_review(heard, labels))
            key = next((label for label in labels if label in _labels(shown)), None)
            if key is None:
                return decided
            await self.person.taps(key, on=shown.message)
            after = await self._sees(partial(_settled, shown))
            if after.alert:
                return decided
            decided += 1

    async def _through(self, command: str, key: str) -> None:
        """Open a card, tap a button, and tap it again to confirm."""
        self.person.forgets()
        label = say(self.language, key)
        await self.person.says(f"/{command}")
        card = await self._sees(lambda heard: label in _labels(heard))
        for _ in range(2):
            await self.person.taps(label, on=card.message)
            card = await self._sees(partial(_changed, card))

    async def _sees(self, what: Callable[[Heard], bool]) -> Heard:
        """Wait for what was asked for; a notice that comes in between is left for later."""
        while True:
            heard = await self.person.hears(PATIENCE)
            if what(heard):
                return heard

    def _is_review(self, heard: Heard, labels: list[str]) -> bool:
        nothing = say(self.language, "review.none")
        return heard.text == nothing or not _labels(heard).isdisjoint(labels)


def _labels(heard: Heard) -> set[str]:
    return {button.text for row in heard.buttons for button in row}


def _changed(before: Heard, heard: Heard) -> bool:
    return heard.kind == "edited" and heard.message is before.message


def _settled(before: Heard, heard: Heard) -> bool:
    return heard.alert or _changed(before, heard)
