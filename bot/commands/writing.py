"""Leaving what was learnt: a task with its day, a call told, a new customer, a field corrected."""

from collections.abc import Mapping

from bot.answers import Answer, Float, Key, Rows, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of, row_text
from bot.commands.looking import open_card
from bot.commands.meaning import About, about, wait, wait_for
from bot.field_values import Given, Odd, read_field, shown_value
from bot.keyboards import card_key, undo_key
from bot.one_line import read as read_line
from bot.remembering import remember
from bot.telling import cut_text, likeness_text
from bot.wording import Html, lines, paragraphs
from storage import access, cards, contacts, interactions, likely
from storage.contacts import Refusal
from storage.likeness.person import Described, Place
from storage.rules.roles import Deed

_FEW = 5
_LONGEST_LINE = 300
EDITED = (
    *("first_name", "last_name", "mobile", "phone", "email"),
    *("street", "postcode", "city", "province", "country"),
    *("company", "job_title", "birth_date", "language", "channel"),
)


async def task(ask: Ask) -> list[Answer]:
    """`/tarea ana ruiz: send the offer tomorrow at 10`, or as a reply to a card."""
    meant = await about(ask, "task.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "task_told", "task.tell")
    return await _remember(ask, meant)


async def task_ask(ask: Ask) -> list[Answer]:
    """Wait for what is to be done, and when."""
    return await wait_for(ask, int(ask.params["contact"]), "task_told", "task.tell")


async def task_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _remember(ask, About(int(ask.params["contact"]), ask.text))


async def call(ask: Ask) -> list[Answer]:
    """`/llamada ana ruiz: wants an offer; send it on friday`: a note, and the next step."""
    meant = await about(ask, "told.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text.strip("; "):
        return await wait_for(ask, meant.contact_id, "call_told", "told.tell")
    return await _call(ask, meant)


async def call_told(ask: Ask) -> list[Answer]:
    """Take what was said on the phone."""
    return await _call(ask, About(int(ask.params["contact"]), ask.text))


async def _call(ask: Ask, meant: About) -> list[Answer]:
    said, _, step = (part.strip() for part in meant.text.partition(";"))
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    kept = await interactions.record(card.id, "call", ask.by, text=said, next_step=step)
    if isinstance(kept, Refusal):
        return ask.tell("find.gone")
    told = ask.say("told.kept", name=name_of(card, ask.view))
    if not step:
        keys = ((undo_key(ask, kept.event_id), card_key(ask, card.id)),)
        return [Show(lines(told, cut_text(kept.cut, ask.view)), keys, card=card.id)]
    set_task = await remember(ask, card.id, step)
    told = lines(told, set_task.told, cut_text(kept.cut, ask.view))
    keys = ((undo_key(ask, kept.event_id, set_task.event_id), card_key(ask, card.id)),)
    return [Show(told, keys, card=card.id)]


async def new(ask: Ask) -> list[Answer]:
    """Add a customer in one line, unless somebody like that is there already."""
    line = read_line(ask.text[:_LONGEST_LINE], ask.who.language, ask.house.country)
    if line.bad:
        return ask.tell("new.bad", typed=line.bad[:60])
    if not line.values or len(ask.text) > _LONGEST_LINE:
        return ask.tell("new.how")
    alike = (await likely.likely(_described(line.values), language=ask.house.language))[:_FEW]
    if not alike:
        return await _create(ask, line.values)
    await access.log("look_up", ask.by, query=ask.text, count=len(alike))
    rows = await cards.rows([one.contact_id for one in alike])
    why = {one.contact_id: likeness_text(one.why, ask.view) for one in alike}
    shown = (
        lines(row_text(number, row, ask.view), why[row.id]) for number, row in enumerate(rows, 1)
    )
    opening = tuple(Key(str(n), "card", {"contact": row.id}) for n, row in enumerate(rows, 1))
    anyway = Key(ask.label("key.new_anyway"), "new_anyway", {"values": line.values}, bound=True)
    return [Show(paragraphs(ask.say("new.alike"), *shown), (opening, (anyway,)))]


def _described(values: Mapping[str, str]) -> Described:
    """Return a line as comparing wants it."""
    phones = [values[name] for name in ("mobile", "phone") if values.get(name)]
    return Described(
        0,
        values.get("first_name", ""),
        values.get("last_name", ""),
        emails=(values["email"],) if values.get("email") else (),
        phones=tuple(phones),
        places=(Place("", values.get("city", ""), values.get("postcode", "")),),
    )


async def new_anyway(ask: Ask) -> list[Answer]:
    """Add the customer although somebody is alike."""
    return await _create(ask, dict(ask.params["values"]))


async def edit_menu(ask: Ask) -> list[Answer]:
    """Offer the fields of a card, in place."""
    return await open_fields(ask, int(ask.params["contact"]))


async def open_fields(ask: Ask, contact_id: int) -> list[Answer]:
    """Offer the fields of a contact."""
    card = await cards.card(contact_id, ask.by.at)
    if card is None:
        return [Float(ask.label("find.gone"), alert=True)]
    keys = [
        Key(ask.view.label(f"field.{name}"), "edit_ask", {"contact": card.id, "field": name})
        for name in EDITED
    ]
    rows: Rows = tuple(tuple(keys[i : i + 3]) for i in range(0, len(keys), 3))
    text = ask.say("edit.which", name=name_of(card, ask.view))
    return [Show(text, (*rows, (card_key(ask, card.id),)), card=card.id, edit=ask.in_place)]


async def edit_ask(ask: Ask) -> list[Answer]:
    """Wait for the new value of a field; show the one that is there."""
    contact = await contacts.resolve(int(ask.params["contact"]))
    if contact is None:
        return [Float(ask.label("find.gone"), alert=True)]
    await access.log("card", ask.by, contact_id=contact.id)
    name = str(ask.params["field"])
    now = (await contacts.record_of(contact))[name]
    field = ask.view.label(f"field.{name}")
    key = "edit.tell" if now else "edit.tell_empty"
    told = ask.say(key, field=field, now=shown_value(ask.view, name, now))
    return await wait(ask, "edit_told", ask.params, told)


async def edit_told(ask: Ask) -> list[Answer]:
    """Take the new value; one that cannot be right is asked for again. `-` empties the field."""
    name, contact_id = str(ask.params["field"]), int(ask.params["contact"])
    given = read_field(name, ask.text, ask.who.language, ask.house.country)
    if isinstance(given, Given):
        values = {name: given.value}
        done = await contacts.correct(contact_id, values, ask.by, country=ask.house.country)
        if not isinstance(done, Refusal):
            return await edited(ask, done.contact_id, name, given, done.event_id)
        given = Odd(done.reason)
    return await wait(ask, "edit_told", ask.params, ask.say("review.bad_value", typed=ask.text))


async def edited(
    ask: Ask, contact_id: int, name: str, given: Given, event_id: int | None
) -> list[Answer]:
    """Say what a field became, with Deshacer."""
    if event_id is None:
        return ask.tell("edit.same")
    card = await cards.card(contact_id, ask.by.at)
    field, value = ask.view.label(f"field.{name}"), shown_value(ask.view, name, given.value)
    whose = name_of(card, ask.view) if card else ""
    keys = ((undo_key(ask, event_id), card_key(ask, contact_id)),)
    text = ask.say("edit.kept", name=whose, field=field, value=value)
    return [Show(text, keys, card=contact_id)]


async def _create(ask: Ask, values: Mapping[str, str]) -> list[Answer]:
    made = await contacts.create(values, ask.by, country=ask.house.country)
    if isinstance(made, Refusal):
        return ask.tell("new.bad", typed=values.get(made.field, ""))
    card = await open_card(ask, made.contact_id)
    kept = Show(ask.say("new.kept"), ((undo_key(ask, made.event_id),),), card=made.contact_id)
    return [kept, *card] if not ask.tapped else [*card, kept]


async def _remember(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    kept = await remember(ask, card.id, meant.text)
    told = lines(Html(f"<b>{name_of(card, ask.view)}</b>"), kept.told)
    return [Show(told, ((undo_key(ask, kept.event_id), card_key(ask, card.id)),), card=card.id)]


COMMANDS = (
    Command({"es": "tarea", "en": "task", "ru": "task"}, ("задача", "дело"), Deed.WRITE, task),
    Command({"es": "llamada", "en": "call", "ru": "call"}, ("звонок",), Deed.WRITE, call),
    Command({"es": "nuevo", "en": "new", "ru": "new"}, ("новый", "новая"), Deed.WRITE, new),
)
ACTIONS = (
    Action("task_ask", Deed.WRITE, task_ask),
    Action("task_told", Deed.WRITE, task_told),
    Action("call_told", Deed.WRITE, call_told),
    Action("new_anyway", Deed.WRITE, new_anyway, once=True),
    Action("edit_menu", Deed.WRITE, edit_menu),
    Action("edit_ask", Deed.WRITE, edit_ask),
    Action("edit_told", Deed.WRITE, edit_told),
)
