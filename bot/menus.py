"""The commands behind "/", per role and language."""

from bot.commands import ALL
from storage.rules.roles import Granted, Role, may
from storage.texts import say


def menu_of(role: str, language: str) -> list[tuple[str, str]]:
    """Return (command, description) pairs; Russian ones keep Latin names, as Telegram wants."""
    spoken = language if language == "es" else "en"
    return [
        (command.names[spoken], say(language, f"menu.{command.key}"))
        for command in ALL
        if command.in_menu and isinstance(may(Role(role), command.deed), Granted)
    ]
