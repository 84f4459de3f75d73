"""What can be asked: every command and every button, one file a family.

`COMMANDS` by any of their names, `WORDS` by Cyrillic word, `ACTIONS` by the name that buttons and
open questions carry. A new family is one more name in `_FAMILIES`.
"""

from dataclasses import replace

from bot.answers import Answer, Show
from bot.asks import Action, Ask, Command
from bot.commands import (
    beginning,
    calling,
    campaigning,
    charting,
    doubles,
    editing,
    employing,
    importing,
    knowing,
    listing,
    looking,
    merging,
    noting,
    pursuing,
    relating,
    reviewing,
    selling,
    serving,
    sorting,
    tasking,
    team,
    ticketing,
    undoing,
    writing,
)
from bot.commands.meaning import chosen
from storage.rules.roles import Deed
from storage.values.folding import fold

_FAMILIES = (
    looking,
    noting,
    calling,
    writing,
    selling,
    ticketing,
    pursuing,
    knowing,
    serving,
    relating,
    employing,
    editing,
    sorting,
    tasking,
    listing,
    charting,
    doubles,
    reviewing,
    merging,
    campaigning,
    importing,
    team,
    undoing,
    beginning,
)
ALL: tuple[Command, ...] = tuple(c for family in _FAMILIES for c in family.COMMANDS)
COMMANDS: dict[str, Command] = {
    name: command for command in ALL for name in (*command.names.values(), *command.also)
}
WORDS: dict[str, Command] = {fold(word): command for command in ALL for word in command.words}


async def about_this(ask: Ask) -> list[Answer]:
    """Go on with the command whose customer was in doubt, in place of the choice."""
    command = next(one for one in ALL if one.key == ask.params["command"])
    answers = await command.handler(chosen(ask))
    return [
        replace(answer, edit=ask.in_place) if i == 0 and isinstance(answer, Show) else answer
        for i, answer in enumerate(answers)
    ]


_ABOUT_THIS = Action("about_this", Deed.WRITE, about_this, once=True)
ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (_ABOUT_THIS, *(a for family in _FAMILIES for a in family.ACTIONS))
}
