"""Everything the local Bot API knows: users, chats, files, what waits for the bot, what it said.

One `World` is one bot's Telegram. Its methods are the few acts from which both sides, the bot's
calls and the people's doings, are made. It is used from one event loop only.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from aldia.sandbox.bot_api.bell import Bell
from aldia.sandbox.bot_api.chats import Chat, Ears, Message
from aldia.sandbox.bot_api.errors import Refusal, bad_request, blocked, forbidden, migrated
from aldia.sandbox.bot_api.files import Files
from aldia.sandbox.bot_api.floods import FloodGate
from aldia.sandbox.bot_api.updates import Updates
from aldia.sandbox.bot_api.values import Content, Heard, Json, User

Clock = Callable[[], datetime]


@dataclass(slots=True)
class CallbackQuery:
    """A tap on a button, waiting for the bot's answer."""

    id: str
    user: User
    message: Message
    data: str
    answered: bool = False


@dataclass(slots=True)
class InlineQuery:
    """What somebody typed after the bot's name in another chat, and the results offered."""

    id: str
    user: User
    text: str
    results: list[Json] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: method as named by it, parameters, and Refusal or None for done."""

    method: str
    values: dict[str, Any]
    refusal: Refusal | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Trouble that waits for a call: a refusal, or None for "done, but the reply got lost"."""

    method: str
    chat_id: int | None
    refusal: Refusal | None


@dataclass(slots=True)
class World:
    """The state of one bot's Telegram."""

    token: str
    me: User
    clock: Clock
    updates: Updates = field(default_factory=Updates)
    files: Files = field(default_factory=Files)
    users: dict[int, User] = field(default_factory=dict)
    ears: dict[int, Ears] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    taps: dict[str, CallbackQuery] = field(default_factory=dict)
    inline: dict[str, InlineQuery] = field(default_factory=dict)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    bell: Bell = field(default_factory=Bell)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    webhook: Json = field(default_factory=lambda: {"url": ""})
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=100_000))
    flood: FloodGate = field(default_factory=FloodGate)
    faults: list[Fault] = field(default_factory=list)
    _message_ids: dict[int, "count[int]"] = field(default_factory=dict)
    _query_ids: "count[int]" = field(default_factory=lambda: count(1))

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups number their own messages; private chats and groups share one count."""
        line = chat.id if chat.type == "supergroup" else 0
        return next(self._message_ids.setdefault(line, count(1)))

    def next_query_id(self) -> str:
        """An id for a tap or an inline query."""
        return str(next(self._query_ids))

    def writable(self, chat_id: int) -> Chat:
        """The chat, if the bot may write there; Refusal otherwise, as Telegram words it."""
        chat = self.chat(chat_id)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.type == "private" and chat.bot == "kicked":
            raise blocked()
        if chat.type == "private" and not chat.started:
            raise self._stranger(chat)
        if chat.bot == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if chat.bot == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def _stranger(self, chat: Chat) -> Refusal:
        met = any(chat.id in other.members for other in self.chats.values() if other is not chat)
        if met:
            return forbidden("bot can't initiate conversation with a user")
        return bad_request("chat not found")

    def chat(self, chat_id: int) -> Chat:
        """The chat of that id; Refusal (400) when there is none."""
        if chat_id not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat_id]

    def message(self, chat: Chat, message_id: int, missing: str) -> Message:
        """A message still there; Refusal (400) with these words when it is not."""
        found = chat.messages.get(message_id)
        if found is None or found.deleted:
            raise bad_request(missing)
        return found

    def post(self, message: Message) -> Message:
        """Put a message into its chat and show it to the others there."""
        message.chat.messages[message.id] = message
        heard = Heard("message", message.chat, message, message.text)
        message.chat.tell(heard, but=message.sender.id)
        return message

    def change(self, message: Message, content: Content, keyboard: Json | None) -> Message:
        """Edit a message for the bot; Refusal (400) when that changes nothing."""
        if message.content == content and message.keyboard == keyboard:
            raise bad_request(
                "message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message"
            )
        message.earlier.append(message.content)
        message.content, message.keyboard = content, keyboard
        message.edited = self.clock()
        message.chat.tell(Heard("edited", message.chat, message, message.text))
        return message

    def remove(self, message: Message) -> None:
        """Delete a message for everybody, as the bot."""
        message.deleted = True
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        message.chat.tell(Heard("deleted", message.chat, message, message.text))
