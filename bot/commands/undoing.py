"""Deshacer: taking back, and an honest word on what had to be left."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.digest import digest_shown
from bot.keyboards import card_key
from bot.wording import Html, known, paragraphs
from storage import contacts
from storage.rules.roles import Deed
from storage.undo import Left, NotUndone, Undone, undo


async def take_back(ask: Ask) -> list[Answer]:
    """Take the events back, the last one first; the message says what came of it."""
    events = [int(event) for event in ask.params["events"]]
    results = [await undo(event, ask.by) for event in reversed(events)]
    undone = [result for result in results if isinstance(result, Undone)]
    refused = [result for result in results if isinstance(result, NotUndone)]
    if "digest" in ask.params:
        return await _in_the_digest(ask, undone, refused)
    if not undone:
        return [Float(ask.view.label(_why(refused[0])), alert=True)]
    text = paragraphs(ask.say("undo.done"), _left(ask, undone), *(_refused(ask, refused)))
    about = next((result.contact_id for result in undone if result.contact_id), None)
    contact = about if about and await contacts.resolve(about) else None
    keys: tuple[tuple[Key, ...], ...] = ((card_key(ask, contact),),) if contact else ()
    return [Show(text, keys, card=contact, edit=ask.in_place)]


async def _in_the_digest(ask: Ask, undone: list[Undone], refused: list[NotUndone]) -> list[Answer]:
    """Say what came of it in a floating word, and mark it in the list, which stays."""
    told = [*(["undo.done"] if undone else []), *(_why(result) for result in refused[:1])]
    fields = _fields_left(ask, undone)
    words = [*map(ask.label, told), *([ask.label("undo.left", fields=fields)] if fields else [])]
    page, role = ask.params["digest"], ask.who.role
    shown = await digest_shown(page, role, ask.by, ask.view, edit=ask.in_place)
    return [Float(" ".join(words), alert=bool(refused or fields)), shown]


def _left(ask: Ask, undone: list[Undone]) -> Html:
    fields = _fields_left(ask, undone)
    return ask.say("undo.left", fields=fields) if fields else Html("")


def _fields_left(ask: Ask, undone: list[Undone]) -> Html:
    """Name the fields that were changed since, and so were left."""
    left = {_field(one) for result in undone for one in result.left}
    named = known(ask.who.language)
    keys = {key if key in named else "undo.other" for key in (f"field.{name}" for name in left)}
    return Html(", ".join(sorted(map(ask.say, keys))))


def _field(left: Left) -> str:
    return {"phone": "phone", "email_address": "email"}.get(left.table, left.field)


def _refused(ask: Ask, refused: list[NotUndone]) -> list[Html]:
    return [ask.say(_why(result)) for result in refused[:1]]


def _why(result: NotUndone) -> str:
    return f"undo.{result.reason}"


COMMANDS: tuple[Command, ...] = ()
ACTIONS = (Action("undo", Deed.WRITE, take_back, once=True),)
