"""The methods that send, edit and delete messages."""

from typing import Any, Final

from aldia.sandbox.bot_api import keyboards
from aldia.sandbox.bot_api.chats import Message
from aldia.sandbox.bot_api.composing import (
    captioned,
    marked_text,
    media_from,
    replied,
    send,
    text_content,
    thread_of,
)
from aldia.sandbox.bot_api.errors import bad_request
from aldia.sandbox.bot_api.parameters import Parameters
from aldia.sandbox.bot_api.values import Content, Heard, Json, Media
from aldia.sandbox.bot_api.world import World

_DELETABLE_SECONDS: Final = 48 * 3600
_CANNOT_EDIT: Final = "message can't be edited"
_ACTIONS: Final = (
    "typing",
    "upload_photo",
    "upload_document",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "choose_sticker",
    "find_location",
)


def send_message(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#sendmessage"""
    chat = world.writable(p.number("chat_id"))
    return send(world, p, chat, text_content(p))


def send_document(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#senddocument"""
    return _send_file(world, p, "document")


def send_photo(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#sendphoto"""
    return _send_file(world, p, "photo")


def _send_file(world: World, p: Parameters, kind: str) -> Json:
    chat = world.writable(p.number("chat_id"))
    # What may be refused is read before the file is kept, so that a refused call leaves nothing.
    captioned(p, None)
    keyboards.checked(p.json("reply_markup"))
    replied(world, p, chat)
    thread_of(p, chat)
    return send(world, p, chat, captioned(p, media_from(world, p, kind, p.text(kind))))


def send_contact(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#sendcontact"""
    chat = world.writable(p.number("chat_id"))
    names = ("phone_number", "first_name", "last_name", "vcard")
    detail = {name: p.text(name) for name in names if p.text(name)}
    if not {"phone_number", "first_name"} <= detail.keys():
        raise bad_request("CONTACT_NAME_EMPTY" if p.text("phone_number") else "PHONE_NUMBER_EMPTY")
    return send(world, p, chat, Content(media=Media("contact", detail)))


def edit_message_text(world: World, p: Parameters) -> Any:
    """https://core.telegram.org/bots/api#editmessagetext"""
    message = _editable(world, p)
    if message.content.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, p, message, text_content(p, "MESSAGE_TOO_LONG"))


def edit_message_caption(world: World, p: Parameters) -> Any:
    """https://core.telegram.org/bots/api#editmessagecaption"""
    message = _editable(world, p)
    if message.content.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _changed(world, p, message, captioned(p, message.content.media))


def edit_message_media(world: World, p: Parameters) -> Any:
    """https://core.telegram.org/bots/api#editmessagemedia"""
    message = _editable(world, p)
    given = p.json("media", {})
    caption = Parameters(given)
    captioned(caption, None)
    media = media_from(world, p, str(given.get("type")), str(given.get("media", "")))
    return _changed(world, p, message, captioned(caption, media))


def edit_message_reply_markup(world: World, p: Parameters) -> Any:
    """https://core.telegram.org/bots/api#editmessagereplymarkup"""
    message = _editable(world, p)
    return _changed(world, p, message, message.content)


def _editable(world: World, p: Parameters) -> Message:
    inline_id = p.text("inline_message_id")
    if inline_id:
        if inline_id not in world.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.inline_messages[inline_id]
    chat = world.writable(p.number("chat_id"))
    message = world.message(chat, p.number("message_id"), "message to edit not found")
    ours = message.sender == world.me
    if not ours or (message.keyboard and "inline_keyboard" not in message.keyboard):
        raise bad_request(_CANNOT_EDIT)
    return message


def _changed(world: World, p: Parameters, message: Message, content: Content) -> Any:
    keyboard = keyboards.checked(p.json("reply_markup"))
    if keyboard and "inline_keyboard" not in keyboard:
        raise bad_request("inline keyboard expected")
    edited = world.change(message, content, keyboard)
    return True if p.text("inline_message_id") else edited.as_json()


def delete_message(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemessage"""
    chat = world.writable(p.number("chat_id"))
    message = world.message(chat, p.number("message_id"), "message to delete not found")
    age = (world.clock() - message.date).total_seconds()
    may = chat.type == "private" or message.sender == world.me or chat.bot == "administrator"
    if not may or age > _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    world.remove(message)
    return True


def delete_messages(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemessages: what is not there is passed over."""
    chat = world.writable(p.number("chat_id"))
    for number in p.json("message_ids", []):
        message = chat.messages.get(int(number))
        if message is not None and not message.deleted:
            world.remove(message)
    return True


def pin_chat_message(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#pinchatmessage"""
    chat = world.writable(p.number("chat_id"))
    message = world.message(chat, p.number("message_id"), "message to pin not found")
    if chat.type != "private" and chat.bot != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        chat.tell(Heard("pinned", chat, message, message.text))
    return True


def unpin_chat_message(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#unpinchatmessage: without an id, the newest one."""
    chat = world.writable(p.number("chat_id"))
    number = p.number("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def unpin_all_chat_messages(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#unpinallchatmessages"""
    world.writable(p.number("chat_id")).pinned.clear()
    return True


def send_chat_action(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#sendchataction"""
    world.writable(p.number("chat_id"))
    if p.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def set_message_reaction(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmessagereaction: an emoji, or none to take it away."""
    chat = world.writable(p.number("chat_id"))
    message = world.message(chat, p.number("message_id"), "message to react not found")
    given = p.json("reaction", [])
    message.reaction = str(given[0].get("emoji", "")) if given else ""
    return True


def inline_content(given: Json) -> Content:
    """The text that a chosen inline result will send; Refusal (400) when it cannot be sent."""
    text, entities = marked_text(Parameters(given), "message_text", "entities")
    if not text:
        raise bad_request("message text is empty")
    return Content(text, entities)


METHODS: Final = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendContact": send_contact,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
}
