"""What is asked of a handler, and the shape of handlers, commands and actions."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.answers import Answer, Show
from bot.settings import House
from bot.wording import Html, View
from storage.events import By
from storage.query import Query, read_back
from storage.rules.roles import Deed
from storage.staff import Colleague
from storage.values.money import currency_of


@dataclass(frozen=True, slots=True)
class Place:
    """The chat something was said in; a forum topic is kept by its thread id."""

    chat_id: int
    private: bool
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked by a colleague who was let in.

    `text` is what follows the command, or all that was said; `message_id` is the message that was
    typed, or the one of ours whose button was tapped; `card` is the contact shown by the message
    replied to; `params` is what the button or the open question carries; `command` is the key of
    the command that was given.
    """

    who: Colleague
    by: By
    place: Place
    house: House
    text: str = ""
    message_id: int | None = None
    card: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    tapped: bool = False
    command: str = ""

    @property
    def view(self) -> View:
        """How to word things for whoever asked, where they asked."""
        house, hidden = self.house, not self.place.private
        return View(self.who.language, house.zone, house.country, self.by.at, hidden)

    @property
    def in_place(self) -> int | None:
        """The message to edit: the tapped one, but for a button that answers beside it."""
        return self.message_id if self.tapped and not self.params.get("beside") else None

    def say(self, key: str, **params: object) -> Html:
        """Return the text for `key` as HTML in the language of who asked."""
        return self.view.speak(key, **params)

    def label(self, key: str, **params: object) -> str:
        """Return the text for `key` as plain words."""
        return self.view.label(key, **params)

    def read_back(self, query: Query, count: int | None = None) -> str:
        """Return a query in words, amounts in the currency of the house's country."""
        currency = currency_of(self.house.country) or "EUR"
        return read_back(query, self.who.language, count, currency)

    def tell(self, key: str, **params: object) -> list[Answer]:
        """Answer with one sentence."""
        return [Show(self.say(key, **params))]


Handler = Callable[[Ask], Awaitable[list[Answer]]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its names (the first of each language goes into the menu there).

    `words` are Cyrillic words that work typed plainly, as a first word.
    """

    names: Mapping[str, str]
    words: tuple[str, ...]
    deed: Deed
    handler: Handler
    also: tuple[str, ...] = ()
    in_menu: bool = True
    private: bool = False
    """Only in a private chat: it shows too much for a group."""

    @property
    def key(self) -> str:
        """The name that its texts go by: the English one."""
        return self.names["en"]


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does, or what the answer to a question does.

    `once`: of two taps only the first counts.
    """

    name: str
    deed: Deed
    handler: Handler
    once: bool = False
