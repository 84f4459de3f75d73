"""Who is what in a chat, and what the bot therefore gets to see."""

from typing import Final

from aldia.sandbox.bot_api.chats import Chat, Message, Standing
from aldia.sandbox.bot_api.values import Json, User
from aldia.sandbox.bot_api.world import World

_RIGHTS: Final = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def member_json(user: User, standing: Standing) -> Json:
    """Bot API `ChatMember`; an administrator has every right."""
    shown: Json = {"status": standing, "user": user.as_json()}
    if standing == "creator":
        return shown | {"is_anonymous": False}
    if standing == "administrator":
        return shown | dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False}
    return shown | ({"until_date": 0} if standing == "kicked" else {})


def report_bot_standing(world: World, chat: Chat, by: User, before: Standing) -> None:
    """Tell the bot that somebody changed what it is in a chat."""
    shown: Json = {"chat": chat.as_json(), "from": by.as_json()}
    shown["date"] = int(world.clock().timestamp())
    shown["old_chat_member"] = member_json(world.me, before)
    shown["new_chat_member"] = member_json(world.me, chat.bot)
    world.updates.add("my_chat_member", shown)


def bot_sees(world: World, message: Message) -> bool:
    """Privacy mode: in groups the bot sees commands, replies to it and service messages.

    https://core.telegram.org/bots/features#privacy-mode; an administrator sees everything.
    """
    chat = message.chat
    if chat.type == "private":
        return chat.bot != "kicked"
    if chat.bot in ("left", "kicked"):
        return False
    if chat.bot == "administrator" or message.content.service:
        return True
    to_bot = message.reply_to is not None and message.reply_to.sender == world.me
    return to_bot or message.via_bot == world.me or _is_for_bot(world, message.text)


def _is_for_bot(world: World, text: str) -> bool:
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    command, _, name = first.partition("@")
    return command.startswith("/") and name.lower() in ("", world.me.username.lower())
