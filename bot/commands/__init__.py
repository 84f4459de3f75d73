"""What can be asked: every command and every button, one file a family.

`COMMANDS` by any of their names, `WORDS` by Cyrillic word, `ACTIONS` by the name that buttons and
open questions carry. A new family is one more name in `_FAMILIES`.
"""

from bot.asks import Action, Command
from bot.commands import (
    beginning,
    calling,
    campaigning,
    importing,
    looking,
    noting,
    reviewing,
    sorting,
    tasking,
    team,
    undoing,
    writing,
)
from storage.values.folding import fold

_FAMILIES = (
    looking,
    noting,
    calling,
    writing,
    sorting,
    reviewing,
    tasking,
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
ACTIONS: dict[str, Action] = {a.name: a for family in _FAMILIES for a in family.ACTIONS}
