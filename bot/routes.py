"""From what was said to the handler that answers, and what that handler needs to be allowed."""

from dataclasses import dataclass, replace

from bot.answers import Answer, Float, Show
from bot.asks import Ask, Command, Handler
from bot.commands import ACTIONS, COMMANDS, WORDS
from bot.commands.beginning import in_private, lost, start, wordless
from bot.commands.importing import received
from bot.commands.looking import look_up, offer, picked, search
from bot.commands.noting import note_edited, note_reply
from bot.reading import Heard
from storage import chat
from storage.chat import Question
from storage.query import QueryError
from storage.rules.roles import Deed, Denied, may
from storage.values.folding import fold


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers, what is asked of them, and what the role must allow."""

    handler: Handler
    ask: Ask
    deed: Deed


_CANCEL = COMMANDS["cancel"]
_PLAINLY: dict[str, Handler] = {
    "shared": look_up,
    "inline": offer,
    "picked": picked,
    "other": wordless,
}


async def answer(heard: Heard, ask: Ask, *, new: bool) -> list[Answer]:
    """Answer what a colleague asked, inside the transaction of the update."""
    if heard.kind == "tapped":
        return await _tapped(heard, ask)
    route = await _route(heard, ask, new=new)
    if route is None:
        return []
    verdict = may(ask.who.role, route.deed)
    if isinstance(verdict, Denied):
        return ask.tell(f"chat.{verdict.reason}")
    return await route.handler(route.ask)


async def _tapped(heard: Heard, ask: Ask) -> list[Answer]:
    button = await chat.button(heard.text, ask.by.at)
    action = ACTIONS.get(button.action) if button else None
    if button is None or action is None:
        return [Float(ask.label("chat.old_button"), alert=True)]
    if button.staff_id not in {None, ask.who.id}:
        return [Float(ask.label("chat.not_yours"), alert=True)]
    verdict = may(ask.who.role, action.deed)
    if isinstance(verdict, Denied):
        return [Float(ask.label(f"chat.{verdict.reason}"), alert=True)]
    if action.once and not await chat.use(button.token, ask.by.at):
        return [Float(ask.label("chat.done_already"))]
    return await action.handler(replace(ask, params=button.params, text=""))


async def _route(heard: Heard, ask: Ask, *, new: bool) -> Route | None:
    if heard.kind == "edited":
        edited = replace(ask, params={"command": heard.command})
        return Route(note_edited, edited, Deed.WRITE) if not new else None
    if heard.kind == "file":
        named = {"file_id": heard.text, "name": heard.file_name, "size": heard.file_size}
        return Route(received, replace(ask, params=named), Deed.RULE)
    if heard.kind in _PLAINLY:
        return Route(_PLAINLY[heard.kind], ask, Deed.LOOK)
    if heard.command:
        return await _command(heard, ask, new=new)
    return await _plain(heard, ask)


async def _command(heard: Heard, ask: Ask, *, new: bool) -> Route | None:
    await chat.drop_question(ask.place.chat_id, ask.who.id)
    if heard.command == "start":
        text = "" if new else ask.text
        return Route(start, replace(ask, text=text, params={"new": new}), Deed.LOOK)
    command = COMMANDS.get(heard.command)
    if command is None:
        return Route(lost, ask, Deed.LOOK) if ask.place.private else None
    if command.private and not ask.place.private:
        return Route(in_private, ask, Deed.LOOK)
    return Route(command.handler, replace(ask, command=command.key), command.deed)


async def _plain(heard: Heard, ask: Ask) -> Route | None:
    if not ask.place.private and heard.reply_to is None:
        return None
    question = await chat.question(ask.place.chat_id, ask.who.id, ask.by.at)
    if question is not None:
        return await _told(question, ask)
    if ask.card is not None:
        return Route(note_reply, ask, Deed.WRITE)
    if not ask.place.private:
        return None
    first, _, rest = ask.text.partition(" ")
    command = _named(first)
    if command is not None and await _is_meant(command, first, ask):
        asked = replace(ask, text=rest.strip(), command=command.key)
        return Route(command.handler, asked, command.deed)
    return Route(look_up, ask, Deed.LOOK)


async def _told(question: Question, ask: Ask) -> Route:
    await chat.drop_question(ask.place.chat_id, ask.who.id)
    if _named(ask.text) is _CANCEL:
        return Route(_CANCEL.handler, ask, _CANCEL.deed)
    action = ACTIONS[question.action]
    return Route(action.handler, replace(ask, params=question.params), action.deed)


def _named(word: str) -> Command | None:
    return WORDS.get(fold(word)) or COMMANDS.get(fold(word))


async def _is_meant(command: Command, word: str, ask: Ask) -> bool:
    """Tell whether a command was typed without its slash: a customer may be called so as well."""
    if fold(word) in WORDS:
        return True
    try:
        return (await search(ask, ask.text, 0, 1)).total == 0
    except QueryError:
        return True


def broken(ask_text: str, *, tapped: bool) -> list[Answer]:
    """Return what to say when a handler failed: nothing was changed."""
    return [Float(ask_text, alert=True)] if tapped else [Show(ask_text)]
