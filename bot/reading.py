"""What an update says, without Telegram's many optional fields."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from telegram import Chat, Document, Message, Update, User

from bot.asks import Place
from bot.gate import language_of
from storage.staff import Newcomer

Kind = Literal["said", "edited", "tapped", "shared", "inline", "picked", "file", "other"]
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks without a shape that keyboards and web pages leave in what is typed or pasted."""
_LOOKS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+|\+?\d[\d\s().-]{6,}\d")
"""What in a forwarded message says who it is about."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One update. `command` is without slash and bot name, and empty for plain words.

    `text` is what follows the command; for a shared contact its phone, for a tap the token,
    for a file its id, for a picked inline result what was picked.
    """

    update_id: int
    kind: Kind
    place: Place
    newcomer: Newcomer
    text: str
    command: str = ""
    message_id: int | None = None
    reply_to: int | None = None
    file_name: str = ""
    file_size: int = 0
    tap_id: str = ""
    """Of a tap or an inline query: what the answer names."""

    @property
    def invitation(self) -> str:
        """The token of an invitation link that was opened in a private chat."""
        is_start = self.kind == "said" and self.command == "start" and self.place.private
        return self.text.removeprefix("i_") if is_start and self.text.startswith("i_") else ""


def read(update: Update, username: str, language: str) -> Heard | None:
    """Read an update; None for what the bot has no use for, or what is meant for another bot.

    `username` is the bot's; `language` is for people whose own is none of ours.
    """
    if update.message is None and update.edited_message is None:
        return _tap(update, language) or _inline(update, language) or _picked(update, language)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    if message.contact is not None:
        return _heard(update, message, language, kind="shared", text=message.contact.phone_number)
    if message.forward_origin is not None:
        return _heard(update, message, language, kind="shared", text=_forwarded(message))
    if message.document is not None and update.message is not None:
        return _file(update, message, message.document, language)
    return _typed(update, message, username, language)


def _file(update: Update, message: Message, sent: Document, language: str) -> Heard:
    heard = _heard(update, message, language, kind="file", text=sent.file_id)
    return replace(heard, file_name=sent.file_name or "", file_size=sent.file_size or 0)


def _typed(update: Update, message: Message, username: str, language: str) -> Heard | None:
    text = _UNSEEN.sub("", message.text or message.caption or "").strip()
    if not text:
        return _wordless(update, message, language)
    command, rest = _command(text, username)
    if command is None:
        return None
    kind: Kind = "edited" if update.edited_message else "said"
    return _heard(update, message, language, kind=kind, text=rest, command=command)


def _wordless(update: Update, message: Message, language: str) -> Heard | None:
    """A picture, a voice, a sticker: worth a word in a private chat; what Telegram says is not."""
    sent = message.effective_attachment
    if not sent or message.chat.type != "private" or update.message is None:
        return None
    return _heard(update, message, language, kind="other", text="")


def _heard(
    update: Update, message: Message, language: str, *, kind: Kind, text: str, command: str = ""
) -> Heard:
    assert message.from_user is not None  # noqa: S101 - `read` has seen it
    replied = message.reply_to_message
    return Heard(
        update_id=update.update_id,
        kind=kind,
        place=_place(message.chat, message.message_thread_id if message.is_topic_message else None),
        newcomer=_newcomer(message.from_user, language),
        text=text.strip(),
        command=command,
        message_id=message.message_id,
        reply_to=replied.message_id if replied else None,
    )


def _forwarded(message: Message) -> str:
    """Return the e-mail or phone in a forwarded message, else who wrote it."""
    found = _LOOKS.search(message.text or message.caption or "")
    if found:
        return found[0]
    origin = message.forward_origin
    writer = getattr(origin, "sender_user", None)
    return writer.full_name if writer else str(getattr(origin, "sender_user_name", "") or "")


def _inline(update: Update, language: str) -> Heard | None:
    query = update.inline_query
    if query is None:
        return None
    return Heard(
        update_id=update.update_id,
        kind="inline",
        place=Place(query.from_user.id, private=True),
        newcomer=_newcomer(query.from_user, language),
        text=query.query.strip(),
        tap_id=query.id,
    )


def _picked(update: Update, language: str) -> Heard | None:
    result = update.chosen_inline_result
    if result is None:
        return None
    return Heard(
        update_id=update.update_id,
        kind="picked",
        place=Place(result.from_user.id, private=True),
        newcomer=_newcomer(result.from_user, language),
        text=result.result_id,
    )


def _tap(update: Update, language: str) -> Heard | None:
    tap = update.callback_query
    if tap is None or tap.message is None or not tap.data:
        return None
    thread = tap.message.message_thread_id if isinstance(tap.message, Message) else None
    return Heard(
        update_id=update.update_id,
        kind="tapped",
        place=_place(tap.message.chat, thread),
        newcomer=_newcomer(tap.from_user, language),
        text=tap.data,
        message_id=tap.message.message_id,
        tap_id=tap.id,
    )


def _command(text: str, username: str) -> tuple[str | None, str]:
    """Return the command and the rest; None as command where it names another bot."""
    first, *others = text.split(maxsplit=1)
    rest = others[0] if others else ""
    if not first.startswith("/") or len(first) < 2:
        return "", text
    name, _, bot = first[1:].partition("@")
    if bot and bot.lower() != username.lower():
        return None, ""
    return name.lower(), rest


def _place(chat: Chat, thread_id: int | None) -> Place:
    return Place(chat.id, chat.type == "private", thread_id)


def _newcomer(user: User, language: str) -> Newcomer:
    return Newcomer(user.id, user.full_name, language_of(user.language_code, language))
