"""Complaints and incidents: `/ticket ana ruiz: the machine is broken`, and what is done on them."""

from collections.abc import Sequence

from bot.answers import Answer, Float, Key, Rows, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import About, about, wait, wait_for
from bot.dealings import ticket_text, whole_ticket_text
from bot.keyboards import PAGE, card_key, pages, undo_key
from bot.telling import cut_text
from bot.wording import Html, lines, paragraphs
from storage import access, cards, dealings, staff, tickets
from storage.contacts import Refusal
from storage.dealings import OpenTicket, WholeTicket
from storage.rules.roles import Deed
from storage.tickets import Stepped

_MOST = 100


async def ticket(ask: Ask) -> list[Answer]:
    """Open a ticket in a customer's words; without any, show those that are open."""
    if not ask.text:
        return await ticket_list(ask)
    meant = await about(ask, "ticket.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "ticket_told", "ticket.tell")
    return await _open(ask, meant)


async def ticket_ask(ask: Ask) -> list[Answer]:
    """Wait for what is wrong."""
    return await wait_for(ask, int(ask.params["contact"]), "ticket_told", "ticket.tell")


async def ticket_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _open(ask, About(int(ask.params["contact"]), ask.text))


async def ticket_list(ask: Ask) -> list[Answer]:
    """Show the open tickets, the oldest first, or the settled ones; a number opens one."""
    if not ask.place.private:
        return ask.tell("chat.in_private")
    page, settled = int(ask.params.get("page", 0)), bool(ask.params.get("settled"))
    listed = dealings.settled_tickets if settled else dealings.open_tickets
    every = await listed(_MOST)
    other = (_list_key(ask, settled=not settled),)
    if not every:
        return [Show(ask.say("ticket.none"), (other,), edit=ask.in_place)]
    shown = every[page * PAGE :][:PAGE]
    await access.log("look_up", ask.by, query="tickets", count=len(shown))
    first = page * PAGE + 1
    keys = [Key(str(n), "ticket_open", {"ticket": t.id}) for n, t in enumerate(shown, first)]
    turning = pages("ticket_list", {"settled": settled}, page, len(every))
    head = "ticket.settled_list" if settled else "ticket.list"
    text = paragraphs(ask.say(head, n=len(every)), await _rows(ask, shown, first))
    rows = (tuple(keys[:5]), tuple(keys[5:]), *turning, other)
    return [Show(text, rows, edit=ask.in_place)]


async def _rows(ask: Ask, shown: Sequence[OpenTicket], first: int) -> Html:
    names = await staff.names(t.assigned_to for t in shown)
    rows = {row.id: row for row in await cards.rows([t.contact_id for t in shown])}
    told = (
        Html(
            f"{number}. <b>{name_of(rows[t.contact_id], ask.view)}</b> · "
            + ticket_text(t, ask.view, names)
        )
        for number, t in enumerate(shown, first)
        if t.contact_id in rows
    )
    return lines(*told)


async def ticket_open(ask: Ask) -> list[Answer]:
    """Show a ticket with what can be done about it."""
    found = await dealings.ticket(int(ask.params["ticket"]))
    card = await cards.card(found.brief.contact_id, ask.by.at) if found else None
    if found is None or card is None:
        return [Float(ask.label("ticket.gone"), alert=True)]
    await access.log("card", ask.by, contact_id=card.id, query="ticket")
    names = await staff.names([found.brief.assigned_to, *(step.actor for step in found.steps)])
    state = ask.view.code("ticket.state", found.brief.state)
    text = paragraphs(
        lines(Html(f"<b>{name_of(card, ask.view)}</b> · {state}")),
        whole_ticket_text(found, ask.view, names),
    )
    back = _list_key(ask, settled=found.brief.settled, text="‹")
    keys = (*_acts(ask, found), (card_key(ask, card.id), back))
    return [Show(text, keys, card=card.id, edit=ask.in_place)]


def _acts(ask: Ask, found: WholeTicket) -> Rows:
    """Return what can be done about it: settled, it can be taken up again and be rated."""
    here = {"ticket": found.brief.id}
    step = Key(ask.label("key.step"), "ticket_step", here)
    if found.brief.settled:
        marks = range(1, 6) if found.satisfaction is None else ()
        rating = tuple(Key(f"⭐ {n}", "ticket_rate", {**here, "mark": n}) for n in marks)
        return ((Key(ask.label("key.reopen"), "ticket_reopen", here), step), rating)
    return (
        (
            Key(ask.label("key.resolve"), "ticket_resolve", here),
            Key(ask.label("key.take"), "ticket_take", here),
        ),
        (
            step,
            Key(ask.label("key.pass_on"), "ticket_to_whom", here),
            Key(ask.label("key.close"), "ticket_close", here),
        ),
    )


def _list_key(ask: Ask, *, settled: bool, text: str = "") -> Key:
    named = text or ask.label("key.settled" if settled else "key.tickets")
    return Key(named, "ticket_list", {"settled": settled})


async def ticket_resolve(ask: Ask) -> list[Answer]:
    """It is solved."""
    return await _stepped(ask, await tickets.resolve(_ticket(ask), ask.by))


async def ticket_close(ask: Ask) -> list[Answer]:
    """Nothing more is done about it."""
    return await _stepped(ask, await tickets.close(_ticket(ask), ask.by))


async def ticket_reopen(ask: Ask) -> list[Answer]:
    """The customer came back."""
    return await _stepped(ask, await tickets.reopen(_ticket(ask), ask.by))


async def ticket_take(ask: Ask) -> list[Answer]:
    """It is mine."""
    return await _stepped(ask, await tickets.assign(_ticket(ask), ask.who.actor, ask.by))


async def ticket_rate(ask: Ask) -> list[Answer]:
    """So content was the customer."""
    return await _stepped(ask, await tickets.rate(_ticket(ask), int(ask.params["mark"]), ask.by))


async def ticket_to_whom(ask: Ask) -> list[Answer]:
    """Ask which colleague takes it over."""
    found = await dealings.ticket(_ticket(ask))
    if found is None:
        return [Float(ask.label("ticket.gone"), alert=True)]
    others = [one for one in await staff.active() if one.id != ask.who.id]
    here = {"ticket": found.brief.id}
    keys = [(Key(one.name[:60], "ticket_pass_on", {**here, "to": one.id}),) for one in others]
    back = (Key("‹", "ticket_open", here),)
    text = ask.say("ticket.to_whom" if others else "ticket.nobody_else")
    return [Show(text, (*keys, back), card=found.brief.contact_id, edit=ask.in_place)]


async def ticket_pass_on(ask: Ask) -> list[Answer]:
    """Give it to a colleague who can do more, and tell them."""
    whom = await staff.by_id(int(ask.params["to"]))
    if whom is None:
        return [Float(ask.label("ticket.gone"), alert=True)]
    done = await tickets.pass_on(_ticket(ask), whom.id, ask.by)
    return await _stepped(ask, done, "ticket.passed_on", who=whom.name)


async def ticket_step(ask: Ask) -> list[Answer]:
    """Wait for what was done."""
    found = await dealings.ticket(_ticket(ask))
    if found is None:
        return [Float(ask.label("ticket.gone"), alert=True)]
    told = ask.say("ticket.tell_step", subject=found.brief.subject)
    return await wait(ask, "ticket_step_told", ask.params, told)


async def ticket_step_told(ask: Ask) -> list[Answer]:
    """Keep what was done."""
    if not ask.text.strip():
        return await ticket_step(ask)
    return await _stepped(ask, await tickets.add_step(_ticket(ask), ask.text, ask.by))


def _ticket(ask: Ask) -> int:
    return int(ask.params["ticket"])


async def _stepped(ask: Ask, done: Stepped | Refusal, key: str = "", **params: str) -> list[Answer]:
    if isinstance(done, Refusal) or done.event_id is None:
        gone = Float(ask.label("ticket.gone"), alert=True)
        return [gone] if ask.tapped else ask.tell("ticket.gone")
    look = Key(ask.label("key.ticket_open"), "ticket_open", {"ticket": done.ticket_id})
    keys = ((undo_key(ask, done.event_id), look, _list_key(ask, settled=False)),)
    told = ask.say(key or f"ticket.did.{done.why}", **params)
    shown = lines(told, cut_text(done.cut, ask.view))
    return [Show(shown, keys, card=done.contact_id, edit=ask.in_place)]


async def _open(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    opened = await tickets.open_ticket(card.id, "", ask.by, text=meant.text)
    if isinstance(opened, Refusal):
        return ask.tell("ticket.how")
    kept = await dealings.ticket(opened.ticket_id)
    subject = kept.brief.subject if kept else ""
    told = ask.say("ticket.kept", name=name_of(card, ask.view), subject=subject)
    here = {"ticket": opened.ticket_id}
    keys = (
        (undo_key(ask, opened.event_id), card_key(ask, card.id)),
        (Key(ask.label("key.take"), "ticket_take", here),),
    )
    return [Show(lines(told, cut_text(opened.cut, ask.view)), keys, card=card.id)]


COMMANDS = (
    Command(
        {"es": "ticket", "en": "ticket", "ru": "ticket"},
        ("обращение", "тикет", "жалоба", "обращения"),
        Deed.WRITE,
        ticket,
        also=("tickets", "incidencia", "issue"),
    ),
)
ACTIONS = (
    Action("ticket_ask", Deed.WRITE, ticket_ask),
    Action("ticket_told", Deed.WRITE, ticket_told),
    Action("ticket_list", Deed.LOOK, ticket_list),
    Action("ticket_open", Deed.LOOK, ticket_open),
    Action("ticket_resolve", Deed.WRITE, ticket_resolve, once=True),
    Action("ticket_take", Deed.WRITE, ticket_take, once=True),
    Action("ticket_close", Deed.WRITE, ticket_close, once=True),
    Action("ticket_reopen", Deed.WRITE, ticket_reopen, once=True),
    Action("ticket_rate", Deed.WRITE, ticket_rate, once=True),
    Action("ticket_to_whom", Deed.WRITE, ticket_to_whom),
    Action("ticket_pass_on", Deed.WRITE, ticket_pass_on, once=True),
    Action("ticket_step", Deed.WRITE, ticket_step),
    Action("ticket_step_told", Deed.WRITE, ticket_step_told),
)
