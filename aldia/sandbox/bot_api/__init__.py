"""A local Telegram Bot API: the bot on one side over HTTP, people on the other as Python.

    async with bot_api() as api:
        lucia = api.person(1001, "Lucía", language_code="es")
        # ... start the bot with base_url=api.base_url, token=api.token ...
        await lucia.starts()
        greeting = await lucia.hears()

It refuses what Telegram refuses, in Telegram's words, so that what works here works there. It
promises the same ids for the same doings, and keeps everything in memory. Known to be missing:
parse modes other than HTML, media other than documents, photos and contacts, channels, payments.
"""

from aldia.sandbox.bot_api.chats import Chat, Message
from aldia.sandbox.bot_api.floods import Allowance, FloodLimits
from aldia.sandbox.bot_api.groups import Group
from aldia.sandbox.bot_api.people import NoSuchButtonError, Person, SilenceError
from aldia.sandbox.bot_api.server import TOKEN, BotApi, bot_api
from aldia.sandbox.bot_api.transcript import transcript, transcript_json
from aldia.sandbox.bot_api.values import Button, Content, Entity, Heard, User

__all__ = [
    "TOKEN",
    "Allowance",
    "BotApi",
    "Button",
    "Chat",
    "Content",
    "Entity",
    "FloodLimits",
    "Group",
    "Heard",
    "Message",
    "NoSuchButtonError",
    "Person",
    "SilenceError",
    "User",
    "bot_api",
    "transcript",
    "transcript_json",
]
