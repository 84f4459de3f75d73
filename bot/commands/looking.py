"""Looking up: a search, the caller's card, one's history. Every look is logged.

What is typed is the query language, of which a bare word, phone or e-mail is the simplest form.
A mistake is answered with what is wrong and where, and a button that tries the nearest right word.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.answers import Answer, File, Float, Key, Offer, Offered, Rows, Show
from bot.asks import Action, Ask, Command
from bot.cards import actors_on, card_text, event_text, name_of, row_text
from bot.dealings import entry_text
from bot.files import MOST
from bot.keyboards import PAGE, card_key, card_keys, pages
from bot.wording import Html, escape, lines, paragraphs
from storage import access, cards, interactions, near_names, staff
from storage.cards import Card
from storage.dealings import Dealings
from storage.interactions import Entry
from storage.knowing import Around
from storage.query import Found, QueryError, corrected, explain, find
from storage.rules.roles import Deed, Granted, may

_HISTORY = 20
_FEW = 3
_LED = {
    "ticket": ("🎫", "ticket_open", "ticket"),
    "opportunity": ("💡", "prospect_open", "prospect"),
}
_OFFERED = 5
_POINTED = 200
"""Longer queries are not shown again: what is wrong would scroll away."""
_SHORTEST = 3
"""Fewer letters would offer anybody."""


async def look_up(ask: Ask) -> list[Answer]:
    """Look for people; one hit is a card, several a list."""
    if not ask.text:
        return ask.tell("find.how")
    try:
        found = await search(ask, ask.text, 0, PAGE)
    except QueryError as error:
        return [wrong(ask, error, ask.text)]
    await access.log("look_up", ask.by, query=ask.text, count=found.total)
    if found.total == 0:
        return [await _nobody(ask, found)]
    if found.total == 1:
        return await open_card(ask, found.ids[0])
    return [await _list(ask, ask.text, found, 0)]


async def look_up_again(ask: Ask) -> list[Answer]:
    """Try the query with the nearest right word."""
    return await look_up(replace(ask, text=str(ask.params["query"])))


async def found_list(ask: Ask) -> list[Answer]:
    """Turn the pages of a list in place."""
    query, page = str(ask.params["query"]), int(ask.params["page"])
    found = await search(ask, query, page * PAGE, PAGE)
    if not found.ids:
        return [Float(ask.label("find.changed"))]
    await access.log("look_up", ask.by, query=query, count=len(found.ids))
    return [await _list(ask, query, found, page)]


async def found_one(ask: Ask) -> list[Answer]:
    """Show one of those found, in place; the same search is made anew."""
    query, at = str(ask.params["query"]), int(ask.params["at"])
    found = await search(ask, query, at, 1)
    if not found.ids:
        return [Float(ask.label("find.changed"))]
    turning = {"query": query, "at": at, "total": found.total}
    return await open_card(ask, found.ids[0], turning)


async def card_again(ask: Ask) -> list[Answer]:
    """Show a card in place."""
    return await open_card(ask, int(ask.params["contact"]))


async def open_card(ask: Ask, contact_id: int, found: dict[str, Any] | None = None) -> list[Answer]:
    """Show a contact's card: in place under a tap, as a new message otherwise."""
    card = await cards.card(contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    await access.log("card", ask.by, contact_id=card.id)
    names = await staff.names(actors_on(card))
    text = lines(card_text(card, ask.view, names), await lately(ask, card))
    return [Show(text, card_keys(ask, card, found), card=card.id, edit=ask.in_place)]


async def lately(ask: Ask, card: Card) -> Html:
    """Say it where a colleague was in touch with this customer in the last days."""
    touch = card.dealings.touch
    if not card.note_count and (touch is None or touch.at < ask.by.at - interactions.LATELY):
        return Html("")
    talk = await interactions.touched_lately(card.id, ask.by)
    if talk is None:
        return Html("")
    name = (await staff.names([talk.actor])).get(talk.actor, "")
    return ask.say("call.lately", name=name, day=ask.view.day(talk.at))


async def history(ask: Ask) -> list[Answer]:
    """Show what happened with a contact and how its record changed, in place of its card."""
    contact_id = int(ask.params["contact"])
    card = await cards.card(contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    await access.log("card", ask.by, contact_id=card.id)
    told = await interactions.timeline(card.id, limit=_HISTORY)
    entries = told.entries if told else ()
    events = await cards.history(card.id, _HISTORY, without=cards.QUIET_EVENTS)
    names = await staff.names([*(e.actor for e in entries), *(e.actor for e in events)])
    view = ask.view
    shown = [lines(*(f"• {entry_text(entry, view, names)}" for entry in entries))]
    shown.append(lines(*(f"• {event_text(event, view, names)}" for event in events)))
    text = paragraphs(ask.say("history.of", name=name_of(card, view)), *shown)
    keys = (*_led_to(ask, entries), (card_key(ask, card.id),))
    return [Show(text, keys, card=card.id, edit=ask.in_place)]


def _led_to(ask: Ask, entries: Sequence[Entry]) -> Rows:
    """Return a button for each of the last tickets and sales told of, settled ones too."""
    if not ask.place.private:
        return ()
    told = [entry for entry in entries if entry.kind in _LED][:_FEW]
    ways = ((entry, *_LED[entry.kind]) for entry in told)
    return tuple(
        (Key(f"{mark} {entry.text[:40]}", action, {param: entry.id}),)
        for entry, mark, action, param in ways
    )


async def offer(ask: Ask) -> list[Answer]:
    """Offer cards to drop into another chat, while somebody types after the bot's name."""
    if len(ask.text) < _SHORTEST:
        return [Offer(())]
    try:
        found = await search(ask, ask.text, 0, _OFFERED)
    except QueryError:
        return [Offer(())]
    await access.log("look_up", ask.by, query=ask.text, count=len(found.ids))
    return [Offer(tuple([one for i in found.ids if (one := await _offered(ask, i))]))]


async def _offered(ask: Ask, contact_id: int) -> Offered | None:
    card = await cards.card(contact_id, ask.by.at)
    if card is None:
        return None
    bare = replace(card, tags=(), notes=(), events=(), tasks=(), proposals=0, dealings=Dealings())
    bare = replace(bare, around=Around())
    title = f"{card.first_name} {card.last_name}".strip() or card.company
    about = " · ".join(part for part in (card.company, *(h.city for h in card.homes)) if part)
    text = card_text(bare, ask.view, {})
    return Offered(str(card.id), title or str(card.id), about, text)


async def picked(ask: Ask) -> list[Answer]:
    """Log which card was dropped into another chat: there it is out of our hands."""
    if ask.text.isdecimal():
        await access.log("card", ask.by, contact_id=int(ask.text), query="inline")
    return []


async def as_file(ask: Ask) -> list[Answer]:
    """Send what a query finds as a file; only in private, and logged as an export."""
    if not ask.place.private:
        return [Float(ask.label("chat.in_private"), alert=True)]
    query, kind = str(ask.params["query"]), str(ask.params["kind"])
    found = await search(ask, query, 0, 1)
    count = min(found.total, MOST[kind])
    await access.log("export", ask.by, query=query, count=count)
    caption = ask.read_back(found.query)[:900]
    house = ask.house
    return [File(kind, query, caption, ask.who.language, house.country, house.zone.key)]


async def search(ask: Ask, query: str, offset: int, limit: int) -> Found:
    """Find people as `ask` types and reads it. Raises QueryError."""
    return await find(
        query,
        language=ask.who.language,
        country=ask.house.country,
        now=ask.by.at,
        timezone=ask.house.zone.key,
        limit=limit,
        offset=offset,
    )


def wrong(ask: Ask, error: QueryError, query: str) -> Show:
    """Say what is wrong with a query and where, and offer the nearest right one."""
    first, *pointed = explain(error, query, ask.who.language).split("\n")
    pointed = pointed if len(query) <= _POINTED else []
    text = lines(
        escape(first), Html(f"<pre>{escape(chr(10).join(pointed))}</pre>") if pointed else ""
    )
    better = corrected(error, query)
    keys: Rows = ((Key(better[:60], "find_again", {"query": better}),),) if better else ()
    return Show(text, keys)


async def _nobody(ask: Ask, found: Found) -> Show:
    """Say so, and offer the nearest names that somebody has."""
    what = ask.read_back(found.query)
    if not near_names.words_of(ask.text):
        return Show(ask.say("find.none", what=what))
    near = await _near(ask)
    if not near:
        return Show(ask.say("find.nobody", what=what))
    keys = ((Key(near[:60], "find_again", {"query": near}),),)
    return Show(ask.say("find.near", what=what), keys)


async def _near(ask: Ask) -> str:
    words = near_names.words_of(ask.text)
    try:
        known = [(await search(ask, word, 0, 1)).total > 0 for word in words]
        near = [
            word if there else await near_names.nearest_name(word)
            for word, there in zip(words, known, strict=True)
        ]
        better = " ".join(word or "" for word in near)
        return better if all(near) and (await search(ask, better, 0, 1)).total else ""
    except QueryError:  # a word of the query language among the names
        return ""


async def _list(ask: Ask, query: str, found: Found, page: int) -> Show:
    rows = await cards.rows(found.ids)
    first = page * PAGE + 1
    shown = (row_text(number, row, ask.view) for number, row in enumerate(rows, first))
    text = paragraphs(
        ask.say("find.several", what=ask.read_back(found.query, found.total)),
        lines(*shown),
    )
    files = _files(ask, query)
    keys = (*_numbers(query, first, len(rows)), *_pages(query, page, found.total), *files)
    return Show(text, keys, edit=ask.in_place)


def _files(ask: Ask, query: str) -> Rows:
    if not ask.place.private or not isinstance(may(ask.who.role, Deed.WRITE), Granted):
        return ()
    kinds = (("xlsx", "📄 Excel"), ("csv", "🧾 CSV"), ("vcf", "👤 vCard"))
    return (tuple(Key(text, "as_file", {"query": query, "kind": kind}) for kind, text in kinds),)


def _numbers(query: str, first: int, count: int) -> Rows:
    keys = [
        Key(str(first + i), "found", {"query": query, "at": first - 1 + i}) for i in range(count)
    ]
    return (tuple(keys[:5]), tuple(keys[5:]))


def _pages(query: str, page: int, total: int) -> Rows:
    return pages("found_list", {"query": query}, page, total)


COMMANDS = (
    Command(
        {"es": "buscar", "en": "find", "ru": "find"},
        ("найти", "найди", "поиск", "кто"),
        Deed.LOOK,
        look_up,
        also=("search", "quien", "who"),
    ),
)
ACTIONS = (
    Action("found", Deed.LOOK, found_one),
    Action("find_again", Deed.LOOK, look_up_again),
    Action("found_list", Deed.LOOK, found_list),
    Action("as_file", Deed.WRITE, as_file),
    Action("card", Deed.LOOK, card_again),
    Action("history", Deed.LOOK, history),
)
