"""Chats and their messages, as the local Bot API remembers them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from aldia.sandbox.bot_api import keyboards
from aldia.sandbox.bot_api.bell import Bell
from aldia.sandbox.bot_api.values import Button, Content, Heard, Json, User

ChatType = Literal["private", "group", "supergroup"]
Standing = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(slots=True, eq=False)
class Ears:
    """What one person has been shown and has not looked at yet, in order."""

    waiting: deque[Heard] = field(default_factory=deque)
    bell: Bell = field(default_factory=Bell)

    def take(self, heard: Heard) -> None:
        """Show it to the person."""
        self.waiting.append(heard)
        self.bell.ring()


@dataclass(slots=True, eq=False)
class Message:
    """One message. `earlier` keeps what it said before each edit, oldest first."""

    chat: "Chat"
    id: int
    sender: User
    date: datetime
    content: Content
    keyboard: Json | None = None
    reply_to: "Message | None" = None
    thread_id: int | None = None
    forward_origin: Json | None = None
    via_bot: User | None = None
    edited: datetime | None = None
    deleted: bool = False
    reaction: str = ""
    earlier: list[Content] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text or caption as it is now, without markup."""
        return self.content.text

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """Rows of buttons as they are now."""
        return keyboards.buttons(self.keyboard)

    def as_json(self, *, nested: bool = False) -> Json:
        """Bot API `Message`; a nested one leaves out what it replied to."""
        seconds = int(self.date.timestamp())
        plain = {"message_id": self.id, "date": seconds, "chat": self.chat.as_json()}
        known = {
            "from": self.sender.as_json(),
            "edit_date": int(self.edited.timestamp()) if self.edited else None,
            "forward_origin": self.forward_origin,
            "via_bot": self.via_bot.as_json() if self.via_bot else None,
            "message_thread_id": self.thread_id,
            "is_topic_message": True if self.thread_id and self.chat.is_forum else None,
            "reply_to_message": self._replied(nested),
            "reply_markup": self._inline_keyboard(),
        }
        given = {key: value for key, value in known.items() if value is not None}
        return plain | given | self.content.as_json()

    def _replied(self, nested: bool) -> Json | None:
        shown = self.reply_to is not None and not nested and not self.reply_to.deleted
        return self.reply_to.as_json(nested=True) if shown and self.reply_to else None

    def _inline_keyboard(self) -> Json | None:
        return self.keyboard if self.keyboard and "inline_keyboard" in self.keyboard else None


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat, a group or a supergroup, and who is in it.

    `started`: in a private chat, the person has written first, so the bot may write.
    """

    id: int
    type: ChatType
    title: str = ""
    owner: User | None = None
    is_forum: bool = False
    started: bool = False
    bot: Standing = "member"
    migrated_to: int | None = None
    members: dict[int, User] = field(default_factory=dict)
    standing: dict[int, Standing] = field(default_factory=dict)
    ears: dict[int, Ears] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    def as_json(self) -> Json:
        """Bot API `Chat`."""
        if self.owner is not None:
            named = self.owner.as_json()
            told = ("first_name", "last_name", "username")
            shown: Json = {name: named[name] for name in told if name in named}
            return {"id": self.id, "type": self.type} | shown
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "type": self.type, "title": self.title, **forum}

    def seat(self, user: User, ears: Ears, standing: Standing = "member") -> None:
        """Let a person into the chat."""
        self.members[user.id] = user
        self.standing[user.id] = standing
        self.ears[user.id] = ears

    def tell(self, heard: Heard, *, but: int | None = None) -> None:
        """Show it to everybody in the chat except one."""
        for user_id, ears in self.ears.items():
            if user_id != but:
                ears.take(heard)

    def latest_first(self) -> Iterator[Message]:
        """The messages still there, newest first."""
        return (m for m in reversed(self.messages.values()) if not m.deleted)
