"""The call list: one customer at a time, taken for a while, and what came of the call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.answers import Answer, Float, Key, Rows, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.looking import lately
from bot.commands.meaning import wait
from bot.keyboards import card_key, confirm_keys, undo_key
from bot.wording import Html, escape, lines, paragraphs
from storage import access, calls, cards
from storage.calls import Moot, Settled
from storage.cards import Card, ToDo
from storage.contacts import Refusal
from storage.rules.roles import Deed

_LATER_HOURS = {"soon": 2, "tomorrow": 24, "week": 7 * 24}


async def call_next(ask: Ask) -> list[Answer]:
    """Take the next call that waits, and show whom to call and what to ask."""
    after = int(ask.params.get("after", 0))
    queue = await calls.queue(ask.who.actor, ask.by.at, after=after)
    if queue.next_task is None:
        return [Show(ask.say("call.none"), edit=ask.in_place)]
    return await _show(ask, queue.next_task, queue.waiting)


async def call_open(ask: Ask) -> list[Answer]:
    """Take one call, from a card or going back to it."""
    return await _show(ask, int(ask.params["task"]), 0)


async def all_is_right(ask: Ask) -> list[Answer]:
    """What we have is right: confirmed by phone."""
    return await _settled(ask, await calls.all_is_right(_task(ask), ask.by), "confirmed")


async def address_ask(ask: Ask) -> list[Answer]:
    """Wait for the new e-mail address."""
    told = ask.say("call.which_address")
    return await wait(ask, "call_address_told", {"task": _task(ask)}, told)


async def address_told(ask: Ask) -> list[Answer]:
    """Take the new address; one that cannot be right is asked for again."""
    country = ask.house.country
    result = await calls.new_address(_task(ask), ask.text, ask.by, country=country)
    if isinstance(result, Refusal):
        told = ask.say("call.bad_address", typed=ask.text)
        return await wait(ask, "call_address_told", ask.params, told)
    return await _settled(ask, result, "new_address")


async def wrong_number(ask: Ask) -> list[Answer]:
    """The number is somebody else's."""
    result = await calls.wrong_number(_task(ask), ask.by, country=ask.house.country)
    return await _settled(ask, result, "wrong_number")


async def later_ask(ask: Ask) -> list[Answer]:
    """Ask when to try again, in place of the buttons."""
    keys = tuple(
        Key(ask.label(f"call.later.{name}"), "call_later", {"task": _task(ask), "in": name})
        for name in _LATER_HOURS
    )
    back = Key(ask.label("key.back"), "call_open", {"task": _task(ask)})
    return [Show(ask.say("call.when"), (keys, (back,)), edit=ask.in_place)]


async def later(ask: Ask) -> list[Answer]:
    """Put the call off."""
    until = ask.by.at + timedelta(hours=_LATER_HOURS[str(ask.params["in"])])
    result = await calls.later(_task(ask), until, ask.by)
    return await _settled(ask, result, "later", until=until)


async def remove_ask(ask: Ask) -> list[Answer]:
    """Ask before recording a refusal: it binds everybody, and cannot be taken back."""
    return await ask_to_remove(ask, "call_remove", back="call_open")


async def ask_to_remove(ask: Ask, action: str, *, back: str) -> list[Answer]:
    """Ask whether the customer of a task is to be taken off; `back` is what "no" leads to."""
    task = await cards.open_to_do(_task(ask))
    rows = await cards.rows([task.contact_id]) if task and task.contact_id else []
    if not rows:
        return [Float(ask.label("task.closed"), alert=True)]
    text = ask.say("call.remove", name=name_of(rows[0], ask.view))
    keys = confirm_keys(ask, action, {"task": _task(ask)}, ask.label("key.remove"), back)
    return [Show(text, keys, edit=ask.in_place)]


async def remove(ask: Ask) -> list[Answer]:
    """The customer wants to hear nothing more from us."""
    result = await calls.take_off(_task(ask), ask.by)
    return await _settled(ask, result, "removed", undoable=False)


async def _show(ask: Ask, task_id: int, waiting: int) -> list[Answer]:
    task = await calls.take(task_id, ask.by)
    if isinstance(task, Moot):
        return _moot(ask, task)
    card = await cards.card(task.contact_id or 0, ask.by.at)
    if card is None:
        return _moot(ask, Moot("closed"))
    await access.log("card", ask.by, contact_id=card.id)
    warned = await lately(ask, card)
    text = lines(_call_text(ask, card, cards.todo(task), waiting), warned)
    return [Show(text, _call_keys(ask, card, task_id), card=card.id, edit=ask.in_place)]


def _call_text(ask: Ask, card: Card, task: ToDo, waiting: int) -> Html:
    view = ask.view
    head = Html(f"📞 <b>{name_of(card, view)}</b>")
    numbers = (
        Html(f"☎️ {view.phone(n.e164, n.as_typed)} {view.code('phone.label', n.label)}")
        for n in card.numbers
    )
    params = {"address": "", **{k: str(v) for k, v in task.params.items()}}
    if view.masked:
        params["address"] = "•••"
    why = escape(task.text) if task.text else view.code("task.reason", task.reason, **params)
    ask_what = view.code("call.ask", task.reason)
    left = view.speak("call.waiting", n=waiting) if waiting > 1 else Html("")
    return paragraphs(lines(head, *numbers), lines(why, ask_what), left)


def _call_keys(ask: Ask, card: Card, task_id: int) -> Rows:
    here = {"task": task_id}
    skip = Key(ask.label("key.skip"), "call_next", {"after": task_id})
    return (
        (
            Key(ask.label("key.new_address"), "call_address", here),
            Key(ask.label("key.all_right"), "call_right", here),
        ),
        (
            Key(ask.label("key.later"), "call_later_ask", here),
            Key(ask.label("key.wrong_number"), "call_wrong", here),
        ),
        (Key(ask.label("key.wants_off"), "call_remove_ask", here), card_key(ask, card.id), skip),
    )


async def _settled(
    ask: Ask,
    result: Settled | Moot,
    what: str,
    *,
    until: datetime | None = None,
    undoable: bool = True,
) -> list[Answer]:
    if isinstance(result, Moot):
        return _moot(ask, result)
    card = await cards.card(result.contact_id, ask.by.at)
    name = name_of(card, ask.view) if card else Html("")
    key = f"call.{what}_open" if result.open else f"call.{what}"
    text = ask.say(key, name=name, when=ask.view.moment(until) if until else "")
    return [Show(text, _after(ask, result, undoable), card=result.contact_id, edit=ask.in_place)]


def _after(ask: Ask, result: Settled, undoable: bool) -> Rows:
    on = Key(ask.label("key.next_call"), "call_next", {"after": ask.params.get("task", 0)})
    again = Key(ask.label("key.call"), "call_open", {"task": ask.params.get("task", 0)})
    going: Sequence[Key] = (again,) if result.open else (on,)
    if not undoable:
        return (tuple(going),)
    return ((undo_key(ask, *result.events), *going),)


def _moot(ask: Ask, moot: Moot) -> list[Answer]:
    if ask.tapped:
        return [Float(ask.label(f"call.moot.{moot.reason}"), alert=True)]
    return ask.tell(f"call.moot.{moot.reason}")


def _task(ask: Ask) -> int:
    return int(ask.params["task"])


COMMANDS = (
    Command(
        {"es": "llamadas", "en": "calls", "ru": "calls"},
        ("звонки", "обзвон"),
        Deed.WRITE,
        call_next,
        private=True,
    ),
)
ACTIONS = (
    Action("call_next", Deed.WRITE, call_next),
    Action("call_open", Deed.WRITE, call_open),
    Action("call_right", Deed.WRITE, all_is_right),
    Action("call_address", Deed.WRITE, address_ask),
    Action("call_address_told", Deed.WRITE, address_told),
    Action("call_wrong", Deed.WRITE, wrong_number, once=True),
    Action("call_later_ask", Deed.WRITE, later_ask),
    Action("call_later", Deed.WRITE, later),
    Action("call_remove_ask", Deed.WRITE, remove_ask),
    Action("call_remove", Deed.WRITE, remove, once=True),
)
