"""What is to be done besides calling: the list of open tasks, and ticking one off."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of, task_text
from bot.keyboards import PAGE, card_key, confirm_keys, pages, undo_key
from bot.wording import Html, escape, lines, paragraphs
from storage import access, cards, sign_ups, staff, tasks
from storage.cards import ToDo
from storage.rules.roles import Deed

_WORDS = 1500
"""How much of the customer's own words a task shows."""


async def task_list(ask: Ask) -> list[Answer]:
    """Show one's open tasks, or everybody's, the first due first; a number opens one."""
    page, everybody = int(ask.params.get("page", 0)), bool(ask.params.get("all"))
    whose = "" if everybody else ask.who.actor
    total, shown = await cards.to_do_list(PAGE, page * PAGE, whose=whose)
    others = (await cards.to_do_list(0, 0))[0] - total if whose else 0
    every = Key(ask.label("key.all_tasks", n=others), "task_list", {"all": True})
    more = ((every,),) if others else ()
    if not shown:
        return [Show(ask.say("task.none"), more, edit=ask.in_place)]
    await access.log("look_up", ask.by, query="tasks", count=len(shown))
    first = page * PAGE + 1
    names = await staff.names(task.claimed_by for task in shown)
    rows = [await _row(ask, number, task, names) for number, task in enumerate(shown, first)]
    keys = [Key(str(number), "task_open", {"task": t.id}) for number, t in enumerate(shown, first)]
    text = paragraphs(ask.say("task.list", n=total), lines(*rows))
    turning = pages("task_list", {"all": everybody}, page, total)
    keyboard = (tuple(keys[:5]), tuple(keys[5:]), *turning, *more)
    return [Show(text, keyboard, edit=ask.in_place)]


async def task_open(ask: Ask) -> list[Answer]:
    """Show one task, with what can be done about it."""
    task = await cards.open_to_do(int(ask.params["task"]))
    if task is None:
        return [Float(ask.label("task.closed"), alert=True)]
    await access.log("card", ask.by, contact_id=task.contact_id, query="task")
    done = Key(ask.label("key.done"), "task_done", {"task": task.id})
    card = (card_key(ask, task.contact_id),) if task.contact_id else ()
    back = Key("‹", "task_list", {})
    words = str(task.params.get("words") or "")[:_WORDS]
    shown = bool(words) and not ask.view.masked
    said = ask.say("review.said", words=words) if shown else Html("")
    names = await staff.names([task.claimed_by])
    text = paragraphs(await _row(ask, 0, task, names), said)
    wish = {"task": task.id, "sign_up": task.params.get("sign_up")}
    first = ((Key(ask.label("key.ask_back"), "ask_back", wish),),) if wish["sign_up"] else ()
    keys = (*first, (done, *card, back))
    return [Show(text, keys, card=task.contact_id, edit=ask.in_place)]


async def ask_back(ask: Ask) -> list[Answer]:
    """Ask before writing to somebody who left and signed up again: was it them?"""
    task = await cards.open_to_do(int(ask.params["task"]))
    rows = await cards.rows([task.contact_id]) if task and task.contact_id else []
    address = await sign_ups.waiting(int(ask.params["sign_up"]))
    if not rows or not address:
        return [Float(ask.label("task.closed"), alert=True)]
    text = ask.say("back.sure", name=name_of(rows[0], ask.view), address=ask.view.email(address))
    keys = confirm_keys(ask, "ask_back_yes", ask.params, ask.label("key.ask_back"), "task_open")
    return [Show(text, keys, card=rows[0].id, edit=ask.in_place)]


async def ask_back_yes(ask: Ask) -> list[Answer]:
    """Let the question out; only the customer's own yes to it changes anything."""
    asked = await sign_ups.ask_back(int(ask.params["sign_up"]), ask.by)
    if asked == "settled":
        return [Float(ask.label("task.closed"), alert=True)]
    keys = ((Key(ask.label("key.tasks"), "task_list", {}),),)
    return [Show(ask.say(f"back.{asked}"), keys, edit=ask.in_place)]


async def task_done(ask: Ask) -> list[Answer]:
    """Tick a task off."""
    task = await cards.open_to_do(int(ask.params["task"]))
    event = await tasks.close_task(int(ask.params["task"]), "done", ask.by)
    if task is None or event is None:
        return [Float(ask.label("task.closed"), alert=True)]
    keys = ((undo_key(ask, event), Key(ask.label("key.tasks"), "task_list", {})),)
    return [Show(ask.say("task.done"), keys, card=task.contact_id, edit=ask.in_place)]


async def _row(ask: Ask, number: int, task: ToDo, names: dict[str, str]) -> Html:
    doer = names.get(task.claimed_by, "") if task.claimed_by != ask.who.actor else ""
    given = Html(f" <i>({escape(doer)})</i>") if doer else ""
    what = f"{task_text(task, ask.view)}{given}"
    who = (await cards.rows([task.contact_id]))[:1] if task.contact_id else []
    named = f"<b>{name_of(who[0], ask.view)}</b> · " if who else ""
    return Html(f"{f'{number}. ' if number else ''}{named}{what}")


COMMANDS = (
    Command(
        {"es": "tareas", "en": "tasks", "ru": "tasks"},
        ("задачи", "дела"),
        Deed.LOOK,
        task_list,
        private=True,
    ),
)
ACTIONS = (
    Action("task_list", Deed.LOOK, task_list),
    Action("task_open", Deed.LOOK, task_open),
    Action("task_done", Deed.WRITE, task_done),
    Action("ask_back", Deed.WRITE, ask_back),
    Action("ask_back_yes", Deed.WRITE, ask_back_yes, once=True),
)
