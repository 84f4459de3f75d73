"""What a call wants in its message: text, media, reply, thread; checked as Telegram checks."""

from typing import Any, Final

from aldia.sandbox.bot_api import keyboards
from aldia.sandbox.bot_api.chats import Chat, Message
from aldia.sandbox.bot_api.errors import bad_request
from aldia.sandbox.bot_api.markup import from_html, trimmed
from aldia.sandbox.bot_api.parameters import Parameters, Upload
from aldia.sandbox.bot_api.values import Content, Entity, Json, Media
from aldia.sandbox.bot_api.world import World

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024


def marked_text(p: Parameters, name: str, marks: str) -> tuple[str, tuple[Entity, ...]]:
    """The text and its entities after parsing. Of the parse modes only HTML is known here."""
    source, mode = p.text(name), p.text("parse_mode").lower()
    if mode == "html":
        return from_html(source)
    if mode:
        raise bad_request("unsupported parse_mode")
    return trimmed(source, [_entity(given) for given in p.json(marks, [])])


def _entity(given: Json) -> Entity:
    own = ("type", "offset", "length")
    extra = {key: value for key, value in given.items() if key not in own}
    return Entity(given["type"], given["offset"], given["length"], extra)


def text_content(p: Parameters, too_long: str = "message is too long") -> Content:
    """The content of a text message; Refusal (400) when empty or over 4096 characters."""
    text, entities = marked_text(p, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT_LIMIT:
        raise bad_request(too_long)
    return Content(text, entities)


def captioned(p: Parameters, media: Media | None) -> Content:
    """Media with the caption given; Refusal (400) when that is over 1024 characters."""
    text, entities = marked_text(p, "caption", "caption_entities")
    if len(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return Content(text, entities, media)


def media_from(world: World, p: Parameters, kind: str, given: str) -> Media:
    """A file that came along, or one known by its id; Refusal (400) for anything else."""
    name = given.removeprefix("attach://") if given.startswith("attach://") else kind
    upload = p.uploads.get(name)
    if upload is None and not given:
        raise bad_request(f"there is no {kind} in the request")
    if upload is None:
        return world.files.of(given).media
    return keep(world, kind, upload)


def keep(world: World, kind: str, upload: Upload) -> Media:
    """Store an uploaded file; Refusal (400) when it is empty or no picture."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    return world.files.keep_photo(upload) if kind == "photo" else world.files.keep_document(upload)


def replied(world: World, p: Parameters, chat: Chat) -> Message | None:
    """The message that the new one answers, if any."""
    wanted: dict[str, Any] = p.json("reply_parameters", {})
    number = int(wanted.get("message_id") or p.number("reply_to_message_id", 0))
    if not number:
        return None
    found = chat.messages.get(number)
    if found is not None and not found.deleted:
        return found
    if wanted.get("allow_sending_without_reply") or p.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def thread_of(p: Parameters, chat: Chat) -> int | None:
    """The topic to write in; Refusal (400) when the chat has no such topic."""
    number = p.number("message_thread_id", 0)
    if not number:
        return None
    if number not in chat.messages:
        raise bad_request("message thread not found")
    return number


def send(world: World, p: Parameters, chat: Chat, content: Content) -> Json:
    """Post the bot's message with the keyboard, reply and thread that the call names."""
    message = Message(
        chat,
        0,
        world.me,
        world.clock(),
        content,
        keyboard=keyboards.checked(p.json("reply_markup")),
        reply_to=replied(world, p, chat),
        thread_id=thread_of(p, chat),
    )
    message.id = world.next_message_id(chat)
    return world.post(message).as_json()
