"""Notes: by command, by replying to a card, by a button; editing the message edits the note."""

from bot.answers import Answer, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import About, about, wait_for
from bot.keyboards import card_key, undo_key
from bot.telling import cut_text
from bot.wording import lines
from storage import cards, notes
from storage.notes import Place
from storage.rules.roles import Deed


async def note(ask: Ask) -> list[Answer]:
    """`/nota` as a reply to a card, or `/nota Ana Ruiz: prefers mornings`."""
    meant = await about(ask, "note.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "note_told", "note.tell")
    return await _add(ask, meant.contact_id, meant.text)


async def note_reply(ask: Ask) -> list[Answer]:
    """A reply to a card is a note on it."""
    assert ask.card is not None  # noqa: S101 - the route has seen it
    return await _add(ask, ask.card, ask.text)


async def note_ask(ask: Ask) -> list[Answer]:
    """Wait for the words of a note."""
    return await wait_for(ask, int(ask.params["contact"]), "note_told", "note.tell")


async def note_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _add(ask, int(ask.params["contact"]), ask.text)


async def note_edited(ask: Ask) -> list[Answer]:
    """The message that a note came in was edited, so the note is; other edits mean nothing."""
    if ask.message_id is None:
        return []
    place = Place(ask.place.chat_id, ask.message_id)
    by_name = bool(ask.params.get("command")) and ask.card is None
    text = ask.text.partition(":")[2].strip() if by_name else ask.text
    noted = await notes.edit(place, text or ask.text, ask.by)
    if noted is None or noted.event_id is None:
        return []
    keys = ((undo_key(ask, noted.event_id), card_key(ask, noted.contact_id)),)
    told = lines(ask.say("note.changed"), cut_text(noted.cut, ask.view))
    return [Show(told, keys, card=noted.contact_id)]


async def _add(ask: Ask, contact_id: int, text: str) -> list[Answer]:
    card = await cards.card(contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    place = Place(ask.place.chat_id, ask.message_id) if ask.message_id else None
    noted = await notes.add(card.id, text, ask.by, place=place)
    keys = ((undo_key(ask, noted.event_id), card_key(ask, card.id)),)
    told = ask.say("note.kept", name=name_of(card, ask.view))
    return [Show(lines(told, cut_text(noted.cut, ask.view)), keys, card=card.id)]


COMMANDS = (
    Command({"es": "nota", "en": "note", "ru": "note"}, ("заметка", "запиши"), Deed.WRITE, note),
)
ACTIONS = (
    Action("note_ask", Deed.WRITE, note_ask),
    Action("note_told", Deed.WRITE, note_told),
)
