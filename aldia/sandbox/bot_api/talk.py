"""The methods that answer taps and inline queries, and those that ask who is in a chat."""

from typing import Final

from aldia.sandbox.bot_api import keyboards
from aldia.sandbox.bot_api.chats import Chat
from aldia.sandbox.bot_api.errors import bad_request
from aldia.sandbox.bot_api.membership import member_json
from aldia.sandbox.bot_api.messages import inline_content
from aldia.sandbox.bot_api.parameters import Parameters
from aldia.sandbox.bot_api.values import Heard, Json
from aldia.sandbox.bot_api.world import World

_ANSWER_LIMIT: Final = 200
_RESULT_LIMIT: Final = 50
_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery: only the first answer is seen."""
    tap = world.taps.get(p.text("callback_query_id"))
    if tap is None:
        raise bad_request(_TOO_OLD)
    if len(p.text("text")) > _ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if not tap.answered:
        tap.answered = True
        words, alert, url = p.text("text"), p.flag("show_alert"), p.text("url")
        chat = tap.message.chat
        world.ears[tap.user.id].take(Heard("answer", chat, tap.message, words, alert, url))
    return True


def answer_inline_query(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#answerinlinequery"""
    query = world.inline.get(p.text("inline_query_id"))
    if query is None:
        raise bad_request(_TOO_OLD)
    results = p.json("results", [])
    if len(results) > _RESULT_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result.get("id") for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        inline_content(result.get("input_message_content", {}))
        keyboards.checked(result.get("reply_markup"))
    query.results = results
    world.bell.ring()
    return True


def get_chat(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getchat"""
    chat = world.writable(p.number("chat_id"))
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    fixed = {"accent_color_id": 0, "max_reaction_count": 11}
    full = chat.as_json() | fixed
    full["accepted_gift_types"] = dict.fromkeys((*gifts, "gifts_from_channels"), False)
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].as_json(nested=True)
    return full


def get_chat_member(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getchatmember"""
    chat = world.writable(p.number("chat_id"))
    user_id = p.number("user_id")
    if user_id == world.me.id:
        return member_json(world.me, chat.bot)
    if user_id not in world.users:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(world.users[user_id], chat.standing.get(user_id, "left"))


def get_chat_administrators(world: World, p: Parameters) -> list[Json]:
    """https://core.telegram.org/bots/api#getchatadministrators"""
    chat = _group(world, p)
    ruling = [
        member_json(chat.members[user_id], standing)
        for user_id, standing in chat.standing.items()
        if standing in ("creator", "administrator")
    ]
    own = [member_json(world.me, chat.bot)] if chat.bot == "administrator" else []
    return ruling + own


def get_chat_member_count(world: World, p: Parameters) -> int:
    """https://core.telegram.org/bots/api#getchatmembercount: the bot counts too."""
    return len(world.writable(p.number("chat_id")).members) + 1


def leave_chat(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#leavechat"""
    _group(world, p).bot = "left"
    return True


def _group(world: World, p: Parameters) -> Chat:
    chat = world.writable(p.number("chat_id"))
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return chat


METHODS: Final = {
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
