"""Who is what to whom: `/relacion ana ruiz + luis ruiz`, then one tap says what they are."""

from collections.abc import Awaitable, Callable, Sequence

from bot.answers import Answer, Float, Key, Rows, Show
from bot.asks import Action, Ask, Command
from bot.commands.looking import search, wrong
from bot.commands.meaning import Two, two, wait_for
from bot.keyboards import card_key, undo_key
from bot.wording import View
from storage import access, cards, relations
from storage.cards import Row
from storage.contacts import Refusal
from storage.events import By
from storage.query import QueryError
from storage.relations import Related
from storage.rules.roles import Deed

_OFFERED = 5
_BOTH_WAYS = ("household", "family", "colleague")
Verb = Callable[[int, int, str, By], Awaitable[Related | Refusal]]


async def relation(ask: Ask) -> list[Answer]:
    """`/relacion ana ruiz + luis ruiz`: asks what they are to each other."""
    found = await two(ask, "relation.how")
    return await _which_kind(ask, *found) if isinstance(found, Two) else found


async def tie_ask(ask: Ask) -> list[Answer]:
    """Wait for the name of the other."""
    return await wait_for(ask, int(ask.params["contact"]), "tie_told", "relation.with_whom")


async def tie_told(ask: Ask) -> list[Answer]:
    """Take the name; several are offered to choose from."""
    contact_id = int(ask.params["contact"])
    try:
        found = await search(ask, ask.text, 0, _OFFERED + 1)
    except QueryError as error:
        return [wrong(ask, error, ask.text)]
    ids = [one for one in found.ids if one != contact_id]
    if len(ids) == 1:
        return await _which_kind(ask, contact_id, ids[0])
    told = ask.say("note.which", n=found.total, query=ask.text)
    if not ids or found.total > _OFFERED:
        return [Show(told)]
    await access.log("look_up", ask.by, query=ask.text, count=len(ids))
    return [Show(told, _choice(ask.view, contact_id, await cards.rows(ids)))]


def _choice(view: View, contact_id: int, rows: Sequence[Row]) -> Rows:
    return tuple(
        (
            Key(
                view.plain_name(row.first_name, row.last_name, row.company)[:60],
                "tie_kind",
                {"contact": contact_id, "other": row.id},
            ),
        )
        for row in rows
    )


async def tie_kind(ask: Ask) -> list[Answer]:
    """Ask what the chosen one is to them."""
    return await _which_kind(ask, int(ask.params["contact"]), int(ask.params["other"]))


async def _which_kind(ask: Ask, one: int, other: int) -> list[Answer]:
    rows = {row.id: row for row in await cards.rows([one, other])}
    if len(rows) < 2:
        return ask.tell("find.gone")
    names = [ask.view.plain_name(r.first_name, r.last_name, r.company) for r in rows.values()]
    both = tuple(
        Key(ask.label(f"relation.{kind}"), "tie", {"contact": one, "other": other, "kind": kind})
        for kind in _BOTH_WAYS
    )
    brought = tuple(
        (Key(ask.label("relation.who_brought", one=a, other=b)[:60], "tie", params),)
        for (a, b), params in (
            (names, {"contact": one, "other": other, "kind": "referral"}),
            (names[::-1], {"contact": other, "other": one, "kind": "referral"}),
        )
    )
    text = ask.say("relation.which", one=names[0], other=names[1])
    return [Show(text, (both, *brought), edit=ask.in_place)]


async def tie(ask: Ask) -> list[Answer]:
    """Note what they are to each other."""
    return await _tied(ask, "relation.kept", relations.relate)


async def tie_end(ask: Ask) -> list[Answer]:
    """They are so no more."""
    return await _tied(ask, "relation.ended", relations.part)


async def _tied(ask: Ask, key: str, verb: Verb) -> list[Answer]:
    one, other = int(ask.params["contact"]), int(ask.params["other"])
    done = await verb(one, other, str(ask.params["kind"]), ask.by)
    if isinstance(done, Refusal) or done.event_id is None:
        return [Float(ask.label("relation.so_already"), alert=True)]
    keys = ((undo_key(ask, done.event_id), card_key(ask, one)),)
    return [Show(ask.say(key), keys, card=one, edit=ask.in_place)]


COMMANDS = (
    Command(
        {"es": "relacion", "en": "relation", "ru": "relation"},
        ("связь", "родня"),
        Deed.WRITE,
        relation,
        in_menu=False,
    ),
)
ACTIONS = (
    Action("tie_ask", Deed.WRITE, tie_ask),
    Action("tie_told", Deed.WRITE, tie_told),
    Action("tie_kind", Deed.WRITE, tie_kind),
    Action("tie", Deed.WRITE, tie, once=True),
    Action("tie_end", Deed.WRITE, tie_end, once=True),
)
