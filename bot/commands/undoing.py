"""Deshacer: taking back, and an honest word on what had to be left."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.keyboards import card_key
from bot.wording import Html, paragraphs
from storage import contacts
from storage.rules.roles import Deed
from storage.undo import NotUndone, Undone, undo


async def take_back(ask: Ask) -> list[Answer]:
    """Take the events back, the last one first; the message says what came of it."""
    events = [int(event) for event in ask.params["events"]]
    results = [await undo(event, ask.by) for event in reversed(events)]
    undone = [result for result in results if isinstance(result, Undone)]
    refused = [result for result in results if isinstance(result, NotUndone)]
    if not undone:
        return [Float(ask.view.label(_why(refused[0])), alert=True)]
    text = paragraphs(ask.say("undo.done"), _left(ask, undone), *(_refused(ask, refused)))
    about = next((result.contact_id for result in undone if result.contact_id), None)
    contact = about if about and await contacts.resolve(about) else None
    keys: tuple[tuple[Key, ...], ...] = ((card_key(ask, contact),),) if contact else ()
    return [Show(text, keys, card=contact, edit=ask.in_place)]


def _left(ask: Ask, undone: list[Undone]) -> Html:
    fields = {left.field for result in undone for left in result.left}
    if not fields:
        return Html("")
    named = ", ".join(sorted(ask.view.code("field", field) for field in fields))
    return ask.say("undo.left", fields=named)


def _refused(ask: Ask, refused: list[NotUndone]) -> list[Html]:
    return [ask.say(_why(result)) for result in refused[:1]]


def _why(result: NotUndone) -> str:
    return f"undo.{result.reason}"


COMMANDS: tuple[Command, ...] = ()
ACTIONS = (Action("undo", Deed.WRITE, take_back, once=True),)
