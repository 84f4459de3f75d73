"""The methods about the bot itself: who it is, its menu of commands, its updates and files."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from aldia.sandbox.bot_api.chats import Chat
from aldia.sandbox.bot_api.errors import bad_request, conflict
from aldia.sandbox.bot_api.parameters import Parameters
from aldia.sandbox.bot_api.values import Json, User
from aldia.sandbox.bot_api.world import World

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST_POLL: Final = 50
_SCOPES_OF_A_PRIVATE_CHAT: Final = ("all_private_chats", "default")
_SCOPES_OF_A_GROUP: Final = ("all_group_chats", "default")


def get_me(world: World, _p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getme"""
    group = {"can_join_groups": True, "can_read_all_group_messages": False}
    return world.me.as_json() | group | {"supports_inline_queries": True}


async def get_updates(world: World, p: Parameters) -> list[Json]:
    """https://core.telegram.org/bots/api#getupdates"""
    if world.webhook["url"]:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    if p.json("allowed_updates") is not None:
        world.updates.allowed = frozenset(p.json("allowed_updates"))
    if p.number("offset", 0):
        world.updates.confirm(p.number("offset"))
    limit = min(max(p.number("limit", 100), 1), 100)
    return await world.updates.poll(limit, min(p.number("timeout", 0), _LONGEST_POLL))


def set_webhook(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setwebhook, plain http being good enough on this host."""
    url = p.text("url")
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if p.json("allowed_updates") is not None:
        world.updates.allowed = frozenset(p.json("allowed_updates"))
    if p.flag("drop_pending_updates"):
        world.updates.waiting.clear()
    world.webhook = {"url": url, "secret_token": p.text("secret_token")}
    world.bell.ring()
    return True


def delete_webhook(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletewebhook"""
    return set_webhook(world, Parameters({**p.values, "url": ""}))


def get_webhook_info(world: World, _p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getwebhookinfo"""
    shown = {key: value for key, value in world.webhook.items() if key != "secret_token"}
    waiting = {"pending_update_count": len(world.updates.waiting)}
    return {"has_custom_certificate": False} | shown | waiting


def get_file(world: World, p: Parameters) -> Json:
    """https://core.telegram.org/bots/api#getfile"""
    return world.files.as_json(p.text("file_id"))


def set_my_commands(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#setmycommands, one list for each scope and language."""
    commands = p.json("commands", [])
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(world, p), p.text("language_code")] = commands
    return True


def get_my_commands(world: World, p: Parameters) -> list[Json]:
    """https://core.telegram.org/bots/api#getmycommands: exactly that scope and language."""
    return world.commands.get((_scope(world, p), p.text("language_code")), [])


def delete_my_commands(world: World, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands"""
    world.commands.pop((_scope(world, p), p.text("language_code")), None)
    return True


def _scope(world: World, p: Parameters) -> str:
    scope = p.json("scope", {"type": "default"})
    if "chat_id" not in scope:
        return str(scope["type"])
    chat = world.chat(int(scope["chat_id"]))
    return ":".join(str(part) for part in (scope["type"], chat.id, scope.get("user_id")) if part)


def menu_for(world: World, user: User, chat: Chat) -> list[Json]:
    """The commands that this person is offered in this chat, by Telegram's order of scopes.

    https://core.telegram.org/bots/api#determining-list-of-commands, administrators' scopes aside.
    """
    for scope in (*_narrow_scopes(user, chat), *_wide_scopes(chat)):
        for language in (user.language_code, ""):
            if (scope, language) in world.commands:
                return world.commands[scope, language]
    return []


def _narrow_scopes(user: User, chat: Chat) -> Sequence[str]:
    return f"chat_member:{chat.id}:{user.id}", f"chat:{chat.id}"


def _wide_scopes(chat: Chat) -> Sequence[str]:
    return _SCOPES_OF_A_PRIVATE_CHAT if chat.type == "private" else _SCOPES_OF_A_GROUP


def _set(setting: str) -> Any:
    def method(world: World, p: Parameters) -> bool:
        where = (setting, p.text("language_code"), p.text("chat_id"))
        world.settings[":".join(where)] = p.json("menu_button") or p.text(setting)
        return True

    return method


def _get(setting: str) -> Any:
    def method(world: World, p: Parameters) -> Any:
        where = (setting, p.text("language_code"), p.text("chat_id"))
        kept = world.settings.get(":".join(where))
        return (kept or {"type": "commands"}) if setting == "menu_button" else {setting: kept or ""}

    return method


METHODS: Final = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set("name"),
    "getMyName": _get("name"),
    "setMyDescription": _set("description"),
    "getMyDescription": _get("description"),
    "setMyShortDescription": _set("short_description"),
    "getMyShortDescription": _get("short_description"),
    "setChatMenuButton": _set("menu_button"),
    "getChatMenuButton": _get("menu_button"),
    "logOut": lambda _world, _p: True,
    "close": lambda _world, _p: True,
}
