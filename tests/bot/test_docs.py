"""What the page for staff shows as a command is one."""

import re
from pathlib import Path

import bot
from bot.commands import COMMANDS, WORDS
from storage.values.folding import fold

PAGE = Path(bot.__file__).parent.parent / "docs" / "chat.md"


def test_every_command_on_the_page_is_known() -> None:
    text = PAGE.read_text("utf-8")
    named = set(re.findall(r"`/([a-z]+)", text))
    assert named
    assert named <= COMMANDS.keys()
    words = set(re.findall(r"`([а-яё]+)(?: …)?`", text))
    assert words
    assert {fold(word) for word in words} <= WORDS.keys()


def test_every_command_in_the_menu_is_on_the_page_or_an_admins() -> None:
    text = PAGE.read_text("utf-8")
    shown = {COMMANDS[name].key for name in re.findall(r"`/([a-z]+)", text)}
    missing = {command.key for command in COMMANDS.values() if command.in_menu} - shown
    assert missing == {"find", "language", "campaign", "invite", "team"}
