"""Who is in the list twice, one group at a time: merge, tell apart, or leave for later."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import row_text
from bot.keyboards import undo_key
from bot.telling import likeness_text
from bot.wording import Html, lines, paragraphs
from storage import access, cards, duplicates
from storage.rules.roles import Deed

_MOST = 8


async def doubles(ask: Ask) -> list[Answer]:
    """Show the next group that may be one person, the surest first."""
    waiting = await duplicates.alike()
    skip = int(ask.params.get("skip", 0)) % max(1, len(waiting))
    if not waiting:
        return [Show(ask.say("doubles.none"), edit=ask.in_place)]
    one = waiting[skip]
    rows = await cards.rows(one.contacts[:_MOST])
    for row in rows:
        await access.log("card", ask.by, contact_id=row.id)
    shown = (row_text(number, row, ask.view) for number, row in enumerate(rows, 1))
    left = ask.say("doubles.waiting", n=len(waiting)) if len(waiting) > 1 else Html("")
    verdict = ask.say(f"doubles.{one.verdict}")
    text = paragraphs(lines(verdict, *shown), likeness_text(one.why, ask.view), left)
    ids = [row.id for row in rows]
    opening = tuple(Key(str(n), "card", {"contact": i}) for n, i in enumerate(ids, 1))
    keys = (
        opening,
        (
            Key(ask.label("key.join_these"), "join_preview", {"ids": ids}),
            Key(ask.label("key.apart"), "doubles_apart", {"ids": ids}),
        ),
        (Key(ask.label("key.skip"), "doubles", {"skip": skip + 1}),),
    )
    return [Show(text, keys, edit=ask.in_place)]


async def apart(ask: Ask) -> list[Answer]:
    """They are different people: not asked about again."""
    event = await duplicates.tell_apart([int(one) for one in ask.params["ids"]], ask.by)
    if event is None:
        return [Float(ask.label("find.gone"), alert=True)]
    on = Key(ask.label("key.next"), "doubles", {})
    return [Show(ask.say("doubles.apart"), ((undo_key(ask, event), on),), edit=ask.in_place)]


COMMANDS = (
    Command(
        {"es": "duplicados", "en": "duplicates", "ru": "duplicates"},
        ("дубли", "дубликаты"),
        Deed.WRITE,
        doubles,
        private=True,
    ),
)
ACTIONS = (
    Action("doubles", Deed.WRITE, doubles),
    Action("doubles_apart", Deed.WRITE, apart, once=True),
)
