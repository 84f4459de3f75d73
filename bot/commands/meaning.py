"""Whom a command is about: the card it replies to, or the name that the words begin with.

`Ana Ruiz: …` says it with a colon; without one the longest beginning that finds somebody is the
name. Where several are found, each is one tap away and the command goes on with them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from bot.answers import Answer, Float, Key, Show
from bot.asks import Ask
from bot.cards import name_of
from bot.commands.looking import search, wrong
from bot.wording import Html, lines
from storage import access, cards, chat
from storage.query import QueryError

_NAME_WORDS = 5
_OFFERED = 5
_JOINED = re.compile(r"\s*(?:\+|=|\s(?:y|con|and|with|и|с)\s)\s*")


@dataclass(frozen=True, slots=True)
class About:
    """The contact that is meant, and what is said; nothing where only the name was typed."""

    contact_id: int
    text: str


class Two(NamedTuple):
    """Two contacts, the smaller number first."""

    one: int
    other: int


async def about(ask: Ask, how: str) -> About | list[Answer]:
    """Return whom the words are about, or what to answer where that is not one person.

    `how` is the key of the text that shows an example.
    """
    if ask.card is not None and ask.text:
        return About(ask.card, ask.text)
    if not ask.text:
        return ask.tell(how)
    named, colon, said = (part.strip() for part in ask.text.partition(":"))
    if colon and named:
        return await _one_of(ask, named, said)
    only_named = await _one_of(ask, ask.text, "")
    if isinstance(only_named, About) or only_named:
        return only_named
    for who, rest in _beginnings(ask.text):
        meant = await _one_of(ask, who, rest)
        if isinstance(meant, About) or meant:
            return meant
    return ask.tell(how)


def _beginnings(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the name and the rest, the longest name first; it ends before a number."""
    words = text.split()
    number = next((i for i, word in enumerate(words) if i and word[0].isdigit()), len(words))
    longest = min(number, _NAME_WORDS, len(words) - 1)
    for count in range(longest, 0, -1):
        rest = text.split(maxsplit=count)[count]
        yield " ".join(words[:count]), rest


async def _one_of(ask: Ask, who: str, said: str) -> About | list[Answer]:
    """Return the one who is found, or the choice; nothing where a bare beginning finds nobody."""
    has_colon = ":" in ask.text
    try:
        found = await search(ask, who, 0, _OFFERED)
    except QueryError as error:
        return [wrong(ask, error, who)] if has_colon else []
    if found.total == 1:
        return About(found.ids[0], said)
    if found.total == 0 and not has_colon:
        return []
    told = ask.say("note.which", n=found.total, query=who)
    if found.total > _OFFERED or not ask.command:
        return [Show(told)]
    await access.log("look_up", ask.by, query=who, count=found.total)
    rows = await cards.rows(found.ids)
    carried = {"command": ask.command, "text": said, "message": ask.message_id}
    keys = tuple(
        (Key(_label(ask, row), "about_this", {**carried, "contact": row.id}),) for row in rows
    )
    return [Show(told, keys)]


async def two(ask: Ask, how: str) -> Two | list[Answer]:
    """Return the two whom `ana + luis` means, or what to answer where they are not two people.

    In a reply to a card only the other is named.
    """
    parts = [part for part in _JOINED.split(ask.text) if part]
    if len(parts) != (1 if ask.card is not None else 2):
        return ask.tell(how)
    found: list[set[int]] = [] if ask.card is None else [{ask.card}]
    for part in parts:
        try:
            found.append(set((await search(ask, part, 0, _OFFERED + 1)).ids))
        except QueryError as error:
            return [wrong(ask, error, part)]
    pair = _pair(*found)
    if pair is not None:
        return pair
    unclear = max(range(len(parts)), key=lambda i: (not found[-1 - i], len(found[-1 - i])))
    count, query = len(found[-1 - unclear]), parts[-1 - unclear]
    return ask.tell("note.which", n=count, query=query)


def _pair(one: set[int], other: set[int]) -> Two | None:
    """Return the two who are meant: Pepe finds José as well, so whom the other names is out."""
    if one == other and len(one) == 2:
        return Two(*sorted(one))
    left, right = one - other if len(other) == 1 else one, other - one if len(one) == 1 else other
    both = sorted((*left, *right))
    return Two(*both) if len(left) == len(right) == 1 else None


async def wait_for(ask: Ask, contact_id: int, action: str, key: str) -> list[Answer]:
    """Wait for what is said next about a contact; `key` asks for it, `action` takes it."""
    card = await cards.card(contact_id, ask.by.at)
    if card is None:
        gone = Float(ask.label("find.gone"), alert=True)
        return [gone] if ask.tapped else ask.tell("find.gone")
    told = ask.say(key, name=name_of(card, ask.view))
    return await wait(ask, action, {"contact": card.id}, told)


async def wait(ask: Ask, action: str, params: Mapping[str, Any], told: Html) -> list[Answer]:
    """Ask, and give what is said next to `action`; say how to get out of it."""
    await chat.ask(ask.place.chat_id, ask.who.id, action, params, ask.by.at)
    return [Show(lines(told, ask.say("chat.or_cancel")), ask_reply=True)]


def _label(ask: Ask, row: cards.Row) -> str:
    name = ask.view.plain_name(row.first_name, row.last_name, row.company)
    beside = row.city if row.city and not ask.view.masked else ""
    return f"{name} · {beside}"[:60] if beside else name[:60]


def chosen(ask: Ask) -> Ask:
    """Return what was asked, once a tap has said whom it is about."""
    return replace(
        ask,
        card=int(ask.params["contact"]),
        text=str(ask.params["text"]),
        message_id=ask.params["message"],
        tapped=False,
    )
