"""The review queue: proposals to accept, edit or reject, and doubts that hold all mail."""

from bot.answers import Answer, Float, Key, Rows, Show
from bot.asks import Action, Ask, Command
from bot.cards import change_text, name_of
from bot.commands.calling import ask_to_remove
from bot.commands.meaning import wait
from bot.keyboards import card_key, undo_key
from bot.wording import Html, View, escape, lines, paragraphs
from storage import access, cards, proposals, reviews, tasks
from storage.proposals import Decided, NotDecided
from storage.reviews import Doubt, Item, Suggested
from storage.rules.roles import Deed

_EVIDENCE = 600


async def review_next(ask: Ask) -> list[Answer]:
    """Show the next thing to decide; past the last one it starts again."""
    names = await reviews.waiting(contact_id=ask.params.get("contact"))
    after = str(ask.params.get("after", ""))
    start = names.index(after) + 1 if after in names else 0
    for name in (*names[start:], *names[:start]):
        item = await reviews.item(name)
        if item is not None:
            return await _show(ask, name, item, len(names))
    return [Show(ask.say("review.none"), edit=ask.in_place)]


async def accept(ask: Ask) -> list[Answer]:
    """Apply a proposal as it is."""
    result = await proposals.accept(_proposal(ask), ask.by, country=ask.house.country)
    return await _decided(ask, result)


async def reject(ask: Ask) -> list[Answer]:
    """Leave the record as it is."""
    return await _decided(ask, await proposals.reject(_proposal(ask), ask.by))


async def edit_ask(ask: Ask) -> list[Answer]:
    """Wait for the right value."""
    item = await reviews.item(f"proposal:{_proposal(ask)}")
    if not isinstance(item, Suggested):
        return [Float(ask.label("review.decided_already"), alert=True)]
    told = ask.say("review.tell", field=ask.view.code("field", item.field), new=item.new)
    return await wait(ask, "review_edit_told", {"proposal": item.id}, told)


async def edit_told(ask: Ask) -> list[Answer]:
    """Apply the value that was typed; one that cannot be right is asked for again."""
    country = ask.house.country
    result = await proposals.edit(_proposal(ask), ask.text, ask.by, country=country)
    if isinstance(result, NotDecided) and result.reason.startswith("invalid"):
        told = ask.say("review.bad_value", typed=ask.text)
        return await wait(ask, "review_edit_told", ask.params, told)
    return await _decided(ask, result)


async def release(ask: Ask) -> list[Answer]:
    """It was no opt-out."""
    events = await reviews.keep_writing(_task(ask), ask.by)
    return await _settled(ask, "review.released", events)


async def take_off_ask(ask: Ask) -> list[Answer]:
    """Ask before recording a refusal."""
    return await ask_to_remove(ask, "review_off", back="review_next")


async def take_off(ask: Ask) -> list[Answer]:
    """It was an opt-out."""
    events = await reviews.take_off(_task(ask), ask.by)
    return await _settled(ask, "review.removed", events)


async def done(ask: Ask) -> list[Answer]:
    """A doubt that holds nothing has been looked at."""
    event = await tasks.close_task(_task(ask), "done", ask.by)
    return await _settled(ask, "review.done", (event,) if event else None, undoable=True)


async def _show(ask: Ask, name: str, item: Item, waiting: int) -> list[Answer]:
    card = await cards.card(item.contact_id, ask.by.at) if item.contact_id else None
    await access.log("card", ask.by, contact_id=item.contact_id)
    who = Html(f"🔎 <b>{name_of(card, ask.view)}</b>") if card else Html("🔎")
    told = _suggested(item, ask.view) if isinstance(item, Suggested) else _doubt(item, ask.view)
    left = ask.say("review.waiting", n=waiting) if waiting > 1 else Html("")
    text = paragraphs(lines(who, told), left)
    return [Show(text, _keys(ask, name, item), card=item.contact_id, edit=ask.in_place)]


def _suggested(item: Suggested, view: View) -> Html:
    shown = bool(item.evidence) and not view.masked
    said = view.speak("review.said", words=item.evidence[:_EVIDENCE]) if shown else Html("")
    return lines(change_text(item.field, item.old, item.new, view), said)


def _doubt(item: Doubt, view: View) -> Html:
    params = {"address": "", **{k: str(v) for k, v in item.params.items()}}
    why = escape(item.text) if item.text else view.code("task.reason", item.reason, **params)
    words = str(item.params.get("words") or item.params.get("subject") or "")
    shown = bool(words) and not view.masked
    said = view.speak("review.said", words=words[:_EVIDENCE]) if shown else Html("")
    held = view.speak("card.held") if item.held else Html("")
    return lines(why, said, held)


def _keys(ask: Ask, name: str, item: Item) -> Rows:
    on = Key(ask.label("key.next"), "review_next", {"after": name})
    card = (card_key(ask, item.contact_id),) if item.contact_id else ()
    if isinstance(item, Suggested):
        here = {"proposal": item.id}
        first = (
            Key(ask.label("key.accept"), "review_accept", here),
            Key(ask.label("key.change"), "review_edit", here),
            Key(ask.label("key.reject"), "review_reject", here),
        )
        return (first, (*card, on))
    here = {"task": item.id}
    off = Key(ask.label("key.keep_off"), "review_off_ask", here)
    if item.held:
        return ((Key(ask.label("key.release"), "review_release", here), off), (*card, on))
    return ((Key(ask.label("key.done"), "review_done", here), off), (*card, on))


async def _decided(ask: Ask, result: Decided | NotDecided) -> list[Answer]:
    if isinstance(result, NotDecided):
        words = ask.view.code("review", result.reason)
        return [Float(words, alert=True)] if ask.tapped else [Show(words)]
    # The mail that asks a new address is queued: taking the decision back would not stop it.
    undoable = result.state != "awaiting_confirmation"
    return await _told(ask, f"review.{result.state}", result.contact_id, result.events, undoable)


async def _settled(
    ask: Ask, key: str, events: tuple[int, ...] | None, *, undoable: bool = False
) -> list[Answer]:
    if events is None:
        return [Float(ask.label("review.decided_already"), alert=True)]
    return await _told(ask, key, None, events, undoable)


async def _told(
    ask: Ask, key: str, contact_id: int | None, events: tuple[int, ...], undoable: bool
) -> list[Answer]:
    undo = (undo_key(ask, *events),) if undoable else ()
    card = (card_key(ask, contact_id),) if contact_id else ()
    on = Key(ask.label("key.next"), "review_next", {})
    return [Show(ask.say(key), ((*undo, *card, on),), card=contact_id, edit=ask.in_place)]


def _proposal(ask: Ask) -> int:
    return int(ask.params["proposal"])


def _task(ask: Ask) -> int:
    return int(ask.params["task"])


COMMANDS = (
    Command(
        {"es": "revisar", "en": "review", "ru": "review"},
        ("проверить", "проверка"),
        Deed.WRITE,
        review_next,
        private=True,
    ),
)
ACTIONS = (
    Action("review_next", Deed.WRITE, review_next),
    Action("review_accept", Deed.WRITE, accept),
    Action("review_reject", Deed.WRITE, reject),
    Action("review_edit", Deed.WRITE, edit_ask),
    Action("review_edit_told", Deed.WRITE, edit_told),
    Action("review_release", Deed.WRITE, release),
    Action("review_off_ask", Deed.WRITE, take_off_ask),
    Action("review_off", Deed.WRITE, take_off, once=True),
    Action("review_done", Deed.WRITE, done),
)
