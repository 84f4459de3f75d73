"""The invented admin: approves the run, looks at what is doubtful, resumes after a pause.

Types and taps in the local chat as a person would; it knows the program only by its buttons.
"""

from dataclasses import dataclass

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
        while True:
            self.person.forgets()
            await self.person.says("/revisar")
            shown = await self.person.hears(PATIENCE)
            key = self._first(shown, FINISHING)
            if key is None:
                return decided
            await self.person.taps(key, on=shown.message)
            await self._next_card()
            decided += 1

    async def _through(self, command: str, key: str) -> None:
        """Open a card, tap a button, and tap it again to confirm."""
        self.person.forgets()
        label = say(self.language, key)
        await self.person.says(f"/{command}")
        card = await self.person.hears(PATIENCE)
        for _ in range(2):
            await self.person.taps(label, on=card.message)
            card = await self._next_card()

    async def _next_card(self) -> Heard:
        """Return what the message says after a tap; the tap's own answer is passed over."""
        while True:
            heard = await self.person.hears(PATIENCE)
            if heard.kind != "answer":
                return heard

    def _first(self, shown: Heard, keys: tuple[str, ...]) -> str | None:
        there = {button.text for row in shown.buttons for button in row}
        labels = [say(self.language, key) for key in keys]
        return next((label for label in labels if label in there), None)
