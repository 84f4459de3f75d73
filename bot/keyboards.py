"""The buttons that several commands share."""

from collections.abc import Mapping
from typing import Any

from bot.answers import Key, Rows
from bot.asks import Ask
from storage.cards import Card
from storage.rules.roles import Deed, Granted, may

PAGE = 10


def undo_key(ask: Ask, *events: int | None) -> Key:
    """Deshacer: take back these events, the last one first."""
    return Key(ask.label("key.undo"), "undo", {"events": [e for e in events if e is not None]})


def card_key(ask: Ask, contact_id: int) -> Key:
    """Show the contact's card in place."""
    return Key(ask.label("key.card"), "card", {"contact": contact_id})


def confirm_keys(
    ask: Ask, action: str, params: Mapping[str, Any], yes: str, back: str = "never_mind"
) -> Rows:
    """Ask before doing: bound to who asked, and expiring. `back` is what "no" leads to."""
    return ((Key(yes, action, params, bound=True), Key(ask.label("key.no"), back, params)),)


def card_keys(ask: Ask, card: Card, found: Mapping[str, Any] | None = None) -> Rows:
    """The next likely acts under a card; in a group only the way to the private chat."""
    if not ask.place.private:
        link = ask.house.link(f"c_{card.id}")
        return (*_turning(ask, found), (Key(ask.label("key.private"), url=link),))
    here = {"contact": card.id}
    look = Key(ask.label("key.history"), "history", here)
    more = Key("⋯", "more", here)
    if not isinstance(may(ask.who.role, Deed.WRITE), Granted):
        return (*_turning(ask, found), (look, more))
    calls = [task for task in card.tasks if task.kind == "call"]
    first = (
        Key(ask.label("key.note"), "note_ask", here),
        Key(ask.label("key.task"), "task_ask", here),
        Key(ask.label("key.purchase"), "purchase_ask", here),
    )
    second = (
        Key(ask.label("key.edit"), "edit_menu", here),
        Key(ask.label("key.ticket"), "ticket_ask", here),
        look,
        more,
    )
    call = tuple(Key(ask.label("key.call"), "call_open", {"task": task.id}) for task in calls[:1])
    review: tuple[Key, ...] = ()
    if card.proposals or card.held:
        review = (Key(ask.label("key.review"), "review_next", here),)
    tickets = tuple(
        Key(f"🎫 {ticket.subject[:30]}", "ticket_open", {"ticket": ticket.id})
        for ticket in card.dealings.tickets[:1]
    )
    return (*_turning(ask, found), first, second, (*call, *review), tickets)


def _turning(ask: Ask, found: Mapping[str, Any] | None) -> Rows:
    """‹ 2/7 › through what was found; the middle goes back to the list."""
    if not found or found["total"] < 2:
        return ()
    at, total, query = found["at"], found["total"], found["query"]
    before = Key("‹", "found", {"query": query, "at": (at - 1) % total})
    after = Key("›", "found", {"query": query, "at": (at + 1) % total})
    middle = Key(f"{at + 1}/{total}", "found_list", {"query": query, "page": at // PAGE})
    return ((before, middle, after),)


def pages(action: str, params: Mapping[str, Any], page: int, total: int, size: int = PAGE) -> Rows:
    """‹ 1/3 › under a list of `size` rows a page."""
    count = (total + size - 1) // size
    if count < 2:
        return ()
    before = Key("‹", action, {**params, "page": (page - 1) % count})
    after = Key("›", action, {**params, "page": (page + 1) % count})
    middle = Key(f"{page + 1}/{count}", action, {**params, "page": page})
    return ((before, middle, after),)
