"""A chat as somebody looking over the shoulder would see it, as text and as plain values."""

from aldia.sandbox.bot_api.chats import Chat, Message
from aldia.sandbox.bot_api.values import Json

_INDENT = "    "


def transcript(chat: Chat) -> str:
    """The messages of a chat as they are now, oldest first, with their buttons."""
    return "\n".join(line for message in _shown(chat) for line in _lines(message))


def transcript_json(chat: Chat) -> list[Json]:
    """The same for a page to draw: sender, time (UTC, ISO 8601), text, entities, keyboard."""
    return [_drawn(message) for message in _shown(chat)]


def _shown(chat: Chat) -> list[Message]:
    return [message for message in chat.messages.values() if not message.deleted]


def _lines(message: Message) -> list[str]:
    edited = "*" if message.edited else ""
    media = message.content.media
    carried = [f"<{media.kind} {_name(media.detail)}>"] if media else []
    service = [f"<{name}>" for name in message.content.service]
    said = " ".join([*carried, *service, message.text]).strip().replace("\n", f"\n{_INDENT}")
    head = f"{message.date:%Y-%m-%d %H:%M} {message.sender.first_name}{edited}: {said}"
    rows = ["".join(f"[{button.text}]" for button in row) for row in message.buttons]
    return [head, *(_INDENT + row for row in rows)]


def _name(detail: object) -> str:
    if not isinstance(detail, dict):
        return ""
    return str(detail.get("file_name") or detail.get("phone_number") or "")


def _drawn(message: Message) -> Json:
    return {
        "id": message.id,
        "sender": message.sender.as_json(),
        "at": message.date.isoformat(),
        "edited": message.edited is not None,
        "text": message.text,
        "entities": [entity.as_json() for entity in message.content.entities],
        "media": message.content.as_json().get(message.content.media.kind)
        if message.content.media
        else None,
        "keyboard": message.keyboard,
        "reply_to": message.reply_to.id if message.reply_to else None,
        "reaction": message.reaction,
        "service": dict(message.content.service),
    }
