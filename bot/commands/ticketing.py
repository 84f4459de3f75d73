"""Complaints and incidents: `/ticket ana ruiz: the machine is broken`, the open ones, settling."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import About, about, wait_for
from bot.dealings import ticket_text
from bot.keyboards import PAGE, card_key, pages, undo_key
from bot.telling import cut_text
from bot.wording import Html, lines, paragraphs
from storage import access, cards, dealings, staff, tickets
from storage.contacts import Refusal
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
    """Show the open tickets, the oldest first; a number opens one."""
    if not ask.place.private:
        return ask.tell("chat.in_private")
    page = int(ask.params.get("page", 0))
    every = await dealings.open_tickets(_MOST)
    if not every:
        return [Show(ask.say("ticket.none"), edit=ask.in_place)]
    shown = every[page * PAGE :][:PAGE]
    await access.log("look_up", ask.by, query="tickets", count=len(shown))
    names = await staff.names(t.assigned_to for t in shown)
    rows = {row.id: row for row in await cards.rows([t.contact_id for t in shown])}
    first = page * PAGE + 1
    told = [
        Html(
            f"{number}. <b>{name_of(rows[t.contact_id], ask.view)}</b> · "
            + ticket_text(t, ask.view, names)
        )
        for number, t in enumerate(shown, first)
        if t.contact_id in rows
    ]
    keys = [Key(str(n), "ticket_open", {"ticket": t.id}) for n, t in enumerate(shown, first)]
    turning = pages("ticket_list", {}, page, len(every))
    text = paragraphs(ask.say("ticket.list", n=len(every)), lines(*told))
    return [Show(text, (tuple(keys[:5]), tuple(keys[5:]), *turning), edit=ask.in_place)]


async def ticket_open(ask: Ask) -> list[Answer]:
    """Show a ticket with what can be done about it."""
    found = await dealings.ticket(int(ask.params["ticket"]))
    card = await cards.card(found.contact_id, ask.by.at) if found else None
    if found is None or card is None:
        return [Float(ask.label("ticket.gone"), alert=True)]
    await access.log("card", ask.by, contact_id=card.id, query="ticket")
    names = await staff.names([found.assigned_to])
    here = {"ticket": found.id}
    state = ask.view.code("ticket.state", found.state)
    text = paragraphs(
        lines(Html(f"<b>{name_of(card, ask.view)}</b> · {state}")),
        ticket_text(found, ask.view, names),
    )
    keys = (
        (
            Key(ask.label("key.resolve"), "ticket_resolve", here),
            Key(ask.label("key.take"), "ticket_take", here),
        ),
        (card_key(ask, card.id), Key("‹", "ticket_list", {})),
    )
    return [Show(text, keys, card=card.id, edit=ask.in_place)]


async def ticket_resolve(ask: Ask) -> list[Answer]:
    """It is solved."""
    return await _stepped(ask, await tickets.resolve(int(ask.params["ticket"]), ask.by))


async def ticket_take(ask: Ask) -> list[Answer]:
    """It is mine."""
    done = await tickets.assign(int(ask.params["ticket"]), ask.who.actor, ask.by)
    return await _stepped(ask, done)


async def _stepped(ask: Ask, done: Stepped | Refusal) -> list[Answer]:
    if isinstance(done, Refusal) or done.event_id is None:
        return [Float(ask.label("ticket.gone"), alert=True)]
    keys = ((undo_key(ask, done.event_id), Key(ask.label("key.tickets"), "ticket_list", {})),)
    key = "ticket.taken" if done.why == "assigned" else "ticket.resolved"
    return [Show(ask.say(key), keys, card=done.contact_id, edit=ask.in_place)]


async def _open(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    opened = await tickets.open_ticket(card.id, "", ask.by, text=meant.text)
    if isinstance(opened, Refusal):
        return ask.tell("ticket.how")
    kept = await dealings.ticket(opened.ticket_id)
    subject = kept.subject if kept else ""
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
)
