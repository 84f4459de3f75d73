"""Whom a command is about: the card it replies to, or `Ana Ruiz: …` before a colon."""

from dataclasses import dataclass

from bot.answers import Answer
from bot.asks import Ask
from bot.commands.looking import search, wrong
from storage.query import QueryError


@dataclass(frozen=True, slots=True)
class About:
    """The contact that is meant, and what is said."""

    contact_id: int
    text: str


async def about(ask: Ask, how: str) -> About | list[Answer]:
    """Return whom the words are about, or what to answer where that is not one person.

    `how` is the key of the text that shows an example.
    """
    if ask.card is not None and ask.text:
        return About(ask.card, ask.text)
    who, _, text = (part.strip() for part in ask.text.partition(":"))
    if not who or not text:
        return ask.tell(how)
    try:
        found = await search(ask, who, 0, 1)
    except QueryError as error:
        return [wrong(ask, error, who)]
    if found.total != 1:
        return ask.tell("note.which", n=found.total, query=who)
    return About(found.ids[0], text)
