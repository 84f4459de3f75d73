"""Two cards of one person: `/unir pepe garcia + jose talleres`, seen before it is done.

The preview says which card stays, what wins and what is kept beside; the other way round is one
tap. Confirming is bound to who asked, and expires; undoing gives each card its own again.
"""

from collections.abc import Sequence

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import Two, two
from bot.field_values import shown_value
from bot.keyboards import card_key, undo_key
from bot.wording import Html, escape, known, lines, paragraphs
from storage import access, cards, merging
from storage.merging import Merged, NotMerged
from storage.rules.roles import Deed

_SHOWN_FIELDS = 8


async def join(ask: Ask) -> list[Answer]:
    """Show what merging the two would do."""
    found = await two(ask, "join.how")
    return await _preview(ask, found) if isinstance(found, Two) else found


async def join_preview(ask: Ask) -> list[Answer]:
    """Show it the other way round."""
    return await _preview(ask, [int(one) for one in ask.params["ids"]])


async def join_yes(ask: Ask) -> list[Answer]:
    """Merge what was shown; whom somebody told apart only where the preview had said so."""
    ids = [int(one) for one in ask.params["ids"]]
    done = await merging.merge(ids, ask.by, anyway=bool(ask.params.get("anyway")))
    if isinstance(done, NotMerged):
        return [Float(ask.label(f"join.{done.reason}"), alert=True)]
    keys = ((undo_key(ask, done.events[0]), card_key(ask, done.contact_id)),)
    card = await cards.card(done.contact_id, ask.by.at)
    told = ask.say("join.done", name=name_of(card, ask.view) if card else "")
    return [Show(told, keys, card=done.contact_id, edit=ask.in_place)]


async def _preview(ask: Ask, ids: Sequence[int]) -> list[Answer]:
    told = await merging.preview(ids, ask.by, anyway=True)
    if isinstance(told, NotMerged):
        words = ask.label(f"join.{told.reason}")
        return [Float(words, alert=True)] if ask.tapped else [Show(escape(words))]
    shown = [await cards.card(one, ask.by.at) for one in ids]
    there = [card for card in shown if card is not None]
    if len(there) < len(ids):
        return ask.tell("find.gone")
    for card in there:
        await access.log("card", ask.by, contact_id=card.id)
    stays, *goes = [name_of(card, ask.view) for card in there]
    names = {"stays": stays, "goes": Html(", ".join(goes))}
    text = paragraphs(ask.say("join.preview", **names), _what(ask, told), _warnings(ask, told))
    warned = {"anyway": 1} if "was_told_apart" in told.warnings else {}
    yes = Key(ask.label("key.join"), "join_yes", {"ids": list(ids), **warned}, bound=True)
    swap = Key(ask.label("key.swap"), "join_preview", {"ids": [*reversed(ids)]}, bound=True)
    keys = ((yes, Key(ask.label("key.no"), "never_mind", {})), (swap,))
    return [Show(text, keys, edit=ask.in_place)]


def _what(ask: Ask, told: Merged) -> Html:
    """Say which values stand where the two differ, what is kept beside, and how much moves."""
    if ask.view.masked:
        return Html("")
    won = [one for one in told.won if f"field.{one.field}" in known(ask.who.language)][
        :_SHOWN_FIELDS
    ]
    standing = (
        Html(f"• {ask.view.code('field', one.field)}: {_shown(ask, one.field, one.value)}")
        for one in won
    )
    beside = [one for one in told.beside if f"field.{one.field}" in known(ask.who.language)][
        :_SHOWN_FIELDS
    ]
    kept = ", ".join(_shown(ask, one.field, one.value) for one in beside)
    rows = sum(told.moved.values())
    return lines(
        *standing,
        ask.say("join.beside", values=Html(kept)) if kept else Html(""),
        ask.say("join.moved", n=rows) if rows else Html(""),
    )


def _shown(ask: Ask, field: str, value: object) -> Html:
    return shown_value(ask.view, field, str(value))


def _warnings(ask: Ask, told: Merged) -> Html:
    return lines(*(ask.view.code("merge", code) for code in told.warnings))


COMMANDS = (
    Command(
        {"es": "unir", "en": "merge", "ru": "merge"},
        ("объединить", "слить"),
        Deed.WRITE,
        join,
        also=("fusionar", "join"),
    ),
)
ACTIONS = (
    Action("join_preview", Deed.WRITE, join_preview),
    Action("join_yes", Deed.WRITE, join_yes, once=True),
)
