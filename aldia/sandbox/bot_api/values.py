"""The small values of the local Bot API: who, what was said, and what a person notices.

`as_json` gives the object as https://core.telegram.org/bots/api describes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from aldia.sandbox.bot_api.chats import Chat, Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """A Telegram account; the bot is one too."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def as_json(self) -> Json:
        """Bot API `User`; empty fields are left out."""
        named = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        known = {key: value for key, value in named.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **known}


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked stretch of text. `offset` and `length` count UTF-16 code units."""

    type: str
    offset: int
    length: int
    extra: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Bot API `MessageEntity`."""
        return {"type": self.type, "offset": self.offset, "length": self.length, **self.extra}


@dataclass(frozen=True, slots=True)
class Media:
    """What a message carries besides text: Bot API object `detail` under the name `kind`."""

    kind: Literal["document", "photo", "contact"]
    detail: Any
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. `text` is the caption where there is media with a file."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    service: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> Json:
        """The fields of a Bot API `Message` that hold its content."""
        marked = [entity.as_json() for entity in self.entities]
        if self.media is None:
            said = {"text": self.text, "entities": marked}
        else:
            said = {"caption": self.text, "caption_entities": marked}
            said[self.media.kind] = self.media.detail
        return {key: value for key, value in said.items() if value} | dict(self.service)


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it; exactly one of the targets is set."""

    text: str
    data: str | None = None
    url: str | None = None
    other: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that appeared on a person's screen.

    `message`: a new one; `edited`, `deleted`, `pinned`: what became of an old one; `answer`: the
    words that float up after a tap (empty where the bot only ended the waiting), as an `alert`
    when they must be clicked away.
    """

    kind: Literal["message", "edited", "deleted", "pinned", "answer"]
    chat: "Chat"
    message: "Message"
    text: str
    alert: bool = False
    url: str = ""

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """The buttons under the message as they are now."""
        return self.message.buttons
