"""The first word, help, one's own language, and what to say to an unknown command."""

import re
from dataclasses import replace

from bot.answers import Answer, Float, Key, Menu, Rows, Show
from bot.asks import Action, Ask, Command
from bot.commands.looking import open_card
from storage import chat, staff
from storage.rules.roles import Deed, Granted, may

_CARD_LINK = re.compile(r"c_([0-9]{1,9})")
_NAMES = {"es": "Español", "en": "English", "ru": "Русский"}


async def start(ask: Ask) -> list[Answer]:
    """Greet, or open what a deep link leads to: `c_12` is a contact's card."""
    link = _CARD_LINK.fullmatch(ask.text)
    if link and ask.place.private:
        return await open_card(ask, int(link[1]))
    role = ask.label(f"role.{ask.who.role.value}")
    key = "start.new" if ask.params.get("new") else "start.again"
    hello = ask.say(key, name=ask.who.name, role=role)
    return [Show(f"{hello}\n\n{_help_text(ask)}")]


async def help_me(ask: Ask) -> list[Answer]:
    """Show what can be done here, by example."""
    return [Show(_help_text(ask))]


async def lost(ask: Ask) -> list[Answer]:
    """Answer a command that there is not."""
    return ask.tell("chat.unknown_command")


async def wordless(ask: Ask) -> list[Answer]:
    """Answer a picture, a voice or a sticker."""
    return ask.tell("chat.only_words")


async def in_private(ask: Ask) -> list[Answer]:
    """Lead away from a group, where this would show too much."""
    link = Key(ask.label("key.private"), url=ask.house.link("hello"))
    return [Show(ask.say("chat.in_private"), ((link,),))]


async def language(ask: Ask) -> list[Answer]:
    """Offer the three languages."""
    return [Show(ask.say("language.which"), _language_keys())]


async def language_chosen(ask: Ask) -> list[Answer]:
    """Speak the chosen language from now on."""
    chosen = str(ask.params["language"])
    await staff.change(ask.who.id, ask.by, language=chosen)
    changed = replace(ask, who=replace(ask.who, language=chosen))
    menu = Menu(ask.who.telegram_id, ask.who.role.value, chosen)
    return [Show(changed.say("language.chosen"), edit=ask.in_place), menu]


async def cancel(ask: Ask) -> list[Answer]:
    """Forget what was asked; a command has dropped the question already."""
    return ask.tell("chat.cancelled")


async def never_mind(ask: Ask) -> list[Answer]:
    """Answer "no" to a confirmation."""
    await chat.drop_question(ask.place.chat_id, ask.who.id)
    return [Show(ask.say("chat.not_done"), edit=ask.in_place)]


async def nothing(_ask: Ask) -> list[Answer]:
    """A button that only shows something."""
    return [Float()]


def _help_text(ask: Ask) -> str:
    parts = [ask.say("help.look")]
    if isinstance(may(ask.who.role, Deed.WRITE), Granted):
        parts.append(ask.say("help.write"))
    if isinstance(may(ask.who.role, Deed.RULE), Granted):
        parts.append(ask.say("help.rule"))
    return "\n".join(parts)


def _language_keys() -> Rows:
    return (tuple(Key(_NAMES[code], "language_chosen", {"language": code}) for code in _NAMES),)


COMMANDS = (
    Command({"es": "ayuda", "en": "help", "ru": "help"}, ("помощь", "справка"), Deed.LOOK, help_me),
    Command({"es": "idioma", "en": "language", "ru": "language"}, ("язык",), Deed.LOOK, language),
    Command(
        {"es": "cancelar", "en": "cancel", "ru": "cancel"},
        ("отмена",),
        Deed.LOOK,
        cancel,
        in_menu=False,
    ),
)
ACTIONS = (
    Action("language_chosen", Deed.LOOK, language_chosen),
    Action("never_mind", Deed.LOOK, never_mind),
    Action("nothing", Deed.LOOK, nothing),
)
