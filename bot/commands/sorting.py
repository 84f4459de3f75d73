"""Tags on a customer, and segments: queries saved by name."""

from dataclasses import replace

from bot.answers import Answer, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.looking import look_up, search, wrong
from bot.commands.meaning import About, about
from bot.keyboards import card_key, undo_key
from bot.wording import lines, paragraphs
from storage import cards, segments, tags
from storage.query import QueryError
from storage.rules.roles import Deed, Granted, may

_DASHES = "-—–"


async def tag(ask: Ask) -> list[Answer]:
    """`/etiqueta ana ruiz: vip, -moroso`: adds one, takes the other off."""
    meant = await about(ask, "tag.how")
    if not isinstance(meant, About):
        return meant
    words = [word.strip() for word in meant.text.replace("#", "").split(",") if word.strip()]
    remove = [
        word.lstrip(_DASHES).strip() for word in words if word[0] in _DASHES and word.strip(_DASHES)
    ]
    add = [word for word in words if word[0] not in _DASHES]
    if not add and not any(remove):
        return ask.tell("tag.how")
    event = await tags.change(meant.contact_id, ask.by, add=add, remove=remove)
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    if event is None:
        return ask.tell("edit.same")
    shown = ", ".join(card.tags) or ask.label("tag.none")
    text = ask.say("tag.kept", name=name_of(card, ask.view), tags=shown)
    return [Show(text, ((undo_key(ask, event), card_key(ask, card.id)),), card=card.id)]


async def segment(ask: Ask) -> list[Answer]:
    """`/segmento vip = gasto>500` saves, `/segmento vip` looks up, `/segmento` lists."""
    name, equals, query = (part.strip() for part in ask.text.partition("="))
    if name and equals and query:
        return await _save(ask, name, query)
    if name:
        return await _open(ask, name)
    saved = await segments.every()
    if not saved:
        return ask.tell("segment.how")
    keys = tuple((Key(one.name[:60], "find_again", {"query": one.query}),) for one in saved[:30])
    return [Show(paragraphs(ask.say("segment.list"), ask.say("segment.how")), keys)]


async def _save(ask: Ask, name: str, query: str) -> list[Answer]:
    if not isinstance(may(ask.who.role, Deed.WRITE), Granted):
        return ask.tell("chat.needs_editor")
    try:
        found = await search(ask, query, 0, 1)
    except QueryError as error:
        return [wrong(ask, error, query)]
    event = await segments.save(name, query, ask.by)
    if event is None:
        return ask.tell("edit.same")
    told = ask.read_back(found.query, found.total)
    text = lines(ask.say("segment.kept", name=name), ask.say("find.several", what=told))
    look = Key(ask.label("key.look"), "find_again", {"query": query})
    return [Show(text, ((undo_key(ask, event), look),))]


async def _open(ask: Ask, name: str) -> list[Answer]:
    saved = await segments.named(name)
    if saved is None:
        return ask.tell("segment.unknown", name=name)
    return await look_up(replace(ask, text=saved.query))


COMMANDS = (
    Command({"es": "etiqueta", "en": "tag", "ru": "tag"}, ("метка", "тег"), Deed.WRITE, tag),
    Command({"es": "segmento", "en": "segment", "ru": "segment"}, ("сегмент",), Deed.LOOK, segment),
)
ACTIONS: tuple[Action, ...] = ()
