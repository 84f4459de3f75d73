"""What is to be done besides calling: the list of open tasks, and ticking one off."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of, task_text
from bot.keyboards import PAGE, card_key, pages, undo_key
from bot.wording import Html, lines, paragraphs
from storage import access, cards, tasks
from storage.cards import ToDo
from storage.rules.roles import Deed

_WORDS = 1500
"""How much of the customer's own words a task shows."""


async def task_list(ask: Ask) -> list[Answer]:
    """Show open tasks, the first due first; a number opens one."""
    page = int(ask.params.get("page", 0))
    total, shown = await cards.to_do_list(PAGE, page * PAGE)
    if not shown:
        return [Show(ask.say("task.none"), edit=ask.in_place)]
    await access.log("look_up", ask.by, query="tasks", count=len(shown))
    first = page * PAGE + 1
    rows = [await _row(ask, number, task) for number, task in enumerate(shown, first)]
    keys = [Key(str(number), "task_open", {"task": t.id}) for number, t in enumerate(shown, first)]
    text = paragraphs(ask.say("task.list", n=total), lines(*rows))
    turning = pages("task_list", {}, page, total)
    return [Show(text, (tuple(keys[:5]), tuple(keys[5:]), *turning), edit=ask.in_place)]


async def task_open(ask: Ask) -> list[Answer]:
    """Show one task, with what can be done about it."""
    task = await cards.open_to_do(int(ask.params["task"]))
    if task is None:
        return [Float(ask.label("task.closed"), alert=True)]
    done = Key(ask.label("key.done"), "task_done", {"task": task.id})
    card = (card_key(ask, task.contact_id),) if task.contact_id else ()
    back = Key("‹", "task_list", {})
    words = str(task.params.get("words") or "")[:_WORDS]
    shown = bool(words) and not ask.view.masked
    said = ask.say("review.said", words=words) if shown else Html("")
    text = paragraphs(await _row(ask, 0, task), said)
    return [Show(text, ((done, *card, back),), card=task.contact_id, edit=ask.in_place)]


async def task_done(ask: Ask) -> list[Answer]:
    """Tick a task off."""
    task = await cards.open_to_do(int(ask.params["task"]))
    event = await tasks.close_task(int(ask.params["task"]), "done", ask.by)
    if task is None or event is None:
        return [Float(ask.label("task.closed"), alert=True)]
    keys = ((undo_key(ask, event), Key(ask.label("key.tasks"), "task_list", {})),)
    return [Show(ask.say("task.done"), keys, card=task.contact_id, edit=ask.in_place)]


async def _row(ask: Ask, number: int, task: ToDo) -> Html:
    what = task_text(task, ask.view)
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
)
