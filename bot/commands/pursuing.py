"""Sales that may come: `/oportunidad ana ruiz: cocina 3.500 €; etapa oferta`, until won or lost.

`/pide ana ruiz: …` keeps what a customer would buy if we had it.
"""

from bot.answers import Answer, Float, Key, Rows, Show
from bot.around import prospect_text, whole_prospect_text
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import About, about, wait, wait_for
from bot.keyboards import PAGE, card_key, pages, undo_key
from bot.prospects import Told, read
from bot.wording import Html, escape, lines, paragraphs
from storage import access, cards, knowing, opportunities
from storage.contacts import Refusal
from storage.knowing import Prospect
from storage.rules.roles import Deed
from storage.values import money

_MOST_WANTED = 20


async def opportunity(ask: Ask) -> list[Answer]:
    """Note a sale that may come; without any, show those that are open."""
    if not ask.text:
        return await prospect_list(ask)
    meant = await about(ask, "prospect.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "prospect_told", "prospect.tell")
    return await _note(ask, meant)


async def prospect_ask(ask: Ask) -> list[Answer]:
    """Wait for what may be sold."""
    return await wait_for(ask, int(ask.params["contact"]), "prospect_told", "prospect.tell")


async def prospect_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _note(ask, About(int(ask.params["contact"]), ask.text))


async def _note(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    told = _read(ask, meant.text)
    made = await opportunities.open_opportunity(
        card.id,
        told.title,
        ask.by,
        stage=told.stage or "",
        amount=told.amount,
        currency=told.currency or "",
        criteria=told.criteria or "",
        competitors=told.competitors or "",
        expected_on=told.expected_on,
    )
    if isinstance(made, Refusal):
        return ask.tell(f"prospect.{made.reason}")
    return await _kept(ask, made, told)


async def prospect_list(ask: Ask) -> list[Answer]:
    """Show the open ones of everybody, the oldest first; a number opens one."""
    if not ask.place.private:
        return ask.tell("chat.in_private")
    page = int(ask.params.get("page", 0))
    every = await knowing.prospects_of()
    if not every:
        return [Show(ask.say("prospect.none"), edit=ask.in_place)]
    shown = every[page * PAGE :][:PAGE]
    await access.log("look_up", ask.by, query="opportunities", count=len(shown))
    rows = {row.id: row for row in await cards.rows([one.contact_id for one in shown])}
    first = page * PAGE + 1
    told = (
        Html(
            f"{n}. <b>{name_of(rows[one.contact_id], ask.view)}</b> " + prospect_text(one, ask.view)
        )
        for n, one in enumerate(shown, first)
        if one.contact_id in rows
    )
    keys = [Key(str(n), "prospect_open", {"prospect": o.id}) for n, o in enumerate(shown, first)]
    turning = pages("prospect_list", {}, page, len(every))
    text = paragraphs(ask.say("prospect.list", n=len(every)), lines(*told))
    return [Show(text, (tuple(keys[:5]), tuple(keys[5:]), *turning), edit=ask.in_place)]


async def prospect_open(ask: Ask) -> list[Answer]:
    """Show one with what can be done about it."""
    found = await knowing.prospect(int(ask.params["prospect"]))
    card = await cards.card(found.contact_id, ask.by.at) if found else None
    if found is None or card is None:
        return [Float(ask.label("prospect.gone"), alert=True)]
    await access.log("card", ask.by, contact_id=card.id, query="opportunity")
    text = paragraphs(
        lines(Html(f"<b>{name_of(card, ask.view)}</b>")), whole_prospect_text(found, ask.view)
    )
    keys = (*_acts(ask, found), (card_key(ask, card.id), Key("‹", "prospect_list", {})))
    return [Show(text, keys, card=card.id, edit=ask.in_place)]


def _acts(ask: Ask, found: Prospect) -> Rows:
    outcomes = ("won", "lost") if found.outcome == "open" else ("open",)
    here = {"prospect": found.id}
    settling = tuple(
        Key(ask.label(f"key.prospect_{one}"), "prospect_settle", {**here, "outcome": one})
        for one in outcomes
    )
    return (settling, (Key(ask.label("key.change"), "prospect_change", here),))


async def prospect_settle(ask: Ask) -> list[Answer]:
    """It is won or lost, or not over after all."""
    outcome = str(ask.params["outcome"])
    done = await opportunities.settle(int(ask.params["prospect"]), outcome, ask.by)
    if isinstance(done, Refusal) or done.event_id is None:
        return [Float(ask.label("prospect.gone"), alert=True)]
    bought = Key(ask.label("key.purchase"), "purchase_ask", {"contact": done.contact_id})
    more = (bought,) if outcome == "won" else ()
    keys = ((undo_key(ask, done.event_id), card_key(ask, done.contact_id)), more)
    told = ask.say(f"prospect.settled.{outcome}")
    return [Show(told, keys, card=done.contact_id, edit=ask.in_place)]


async def prospect_change(ask: Ask) -> list[Answer]:
    """Wait for what is known better now."""
    found = await knowing.prospect(int(ask.params["prospect"]))
    if found is None:
        return [Float(ask.label("prospect.gone"), alert=True)]
    told = ask.say("prospect.tell_change", title=found.title)
    return await wait(ask, "prospect_changed", ask.params, told)


async def prospect_changed(ask: Ask) -> list[Answer]:
    """Take it: `etapa negociación; importe 4.000`. Words without a label say how far it is."""
    told = _read(ask, ask.text)
    done = await opportunities.change(
        int(ask.params["prospect"]),
        ask.by,
        stage=told.stage or told.title or None,
        amount=told.amount,
        currency=told.currency,
        criteria=told.criteria,
        competitors=told.competitors,
        expected_on=told.expected_on,
    )
    if isinstance(done, Refusal):
        return ask.tell(f"prospect.{done.reason}")
    return await _kept(ask, done, told)


async def _kept(ask: Ask, done: opportunities.Told, told: Told) -> list[Answer]:
    found = await knowing.prospect(done.id)
    card = await cards.card(done.contact_id, ask.by.at)
    if done.event_id is None or found is None or card is None:
        return ask.tell("edit.same")
    text = lines(
        Html(f"<b>{name_of(card, ask.view)}</b>"),
        whole_prospect_text(found, ask.view),
        ask.say("prospect.odd", words=told.odd) if told.odd else "",
    )
    look = Key(ask.label("key.look"), "prospect_open", {"prospect": found.id})
    keys = ((undo_key(ask, done.event_id), look, card_key(ask, card.id)),)
    return [Show(text, keys, card=card.id)]


def _read(ask: Ask, text: str) -> Told:
    now = ask.by.at.astimezone(ask.house.zone)
    return read(text, money.currency_of(ask.house.country), now)


async def wants(ask: Ask) -> list[Answer]:
    """Keep what a customer would buy if we had it; without any, show what is most wanted."""
    if not ask.text:
        return await _wanted(ask)
    meant = await about(ask, "wish.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "wish_told", "wish.tell")
    return await _wish(ask, meant)


async def wish_ask(ask: Ask) -> list[Answer]:
    """Wait for what is wanted."""
    return await wait_for(ask, int(ask.params["contact"]), "wish_told", "wish.tell")


async def wish_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _wish(ask, About(int(ask.params["contact"]), ask.text))


async def _wish(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    kept = await opportunities.request(card.id, meant.text, ask.by)
    if isinstance(kept, Refusal):
        return ask.tell("wish.how")
    keys = ((undo_key(ask, kept.event_id), card_key(ask, card.id)),)
    return [Show(ask.say("wish.kept", name=name_of(card, ask.view)), keys, card=card.id)]


async def _wanted(ask: Ask) -> list[Answer]:
    found = (await opportunities.wanted())[:_MOST_WANTED]
    if not found or not ask.place.private:
        return ask.tell("wish.how")
    told = (Html(f"• {escape(words)} · {count}") for words, count in found)
    return [Show(paragraphs(ask.say("wish.list"), lines(*told)))]


COMMANDS = (
    Command(
        {"es": "oportunidad", "en": "opportunity", "ru": "opportunity"},
        ("сделка", "возможность", "сделки"),
        Deed.WRITE,
        opportunity,
        also=("oportunidades", "opportunities", "deal"),
    ),
    Command(
        {"es": "pide", "en": "wants", "ru": "wants"},
        ("просит", "спрос"),
        Deed.WRITE,
        wants,
        in_menu=False,
    ),
)
ACTIONS = (
    Action("prospect_ask", Deed.WRITE, prospect_ask),
    Action("prospect_told", Deed.WRITE, prospect_told),
    Action("prospect_list", Deed.LOOK, prospect_list),
    Action("prospect_open", Deed.LOOK, prospect_open),
    Action("prospect_settle", Deed.WRITE, prospect_settle, once=True),
    Action("prospect_change", Deed.WRITE, prospect_change),
    Action("prospect_changed", Deed.WRITE, prospect_changed),
    Action("wish_ask", Deed.WRITE, wish_ask),
    Action("wish_told", Deed.WRITE, wish_told),
)
