"""All that is known around a customer: `⋯` on the card, and from there what can be noted."""

from html import unescape

from bot.answers import Answer, Float, Key, Rows, Show
from bot.around import around_text, prospect_text
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.keyboards import card_key
from bot.wording import Html, paragraphs
from storage import access, cards
from storage.cards import Card
from storage.knowing import Known
from storage.rules.roles import Deed, Granted, may

_MOST = 30
_BUTTONS = 6


async def more(ask: Ask) -> list[Answer]:
    """Show all that is known around a customer, with what can be noted."""
    card = await cards.card(int(ask.params["contact"]), ask.by.at)
    if card is None:
        return [Float(ask.label("find.gone"), alert=True)]
    if not ask.place.private:
        return [Float(ask.label("chat.in_private"), alert=True)]
    await access.log("card", ask.by, contact_id=card.id, query="around")
    told = around_text(card.around, ask.view, _MOST) or ask.say("around.nothing")
    text = paragraphs(Html(f"<b>{name_of(card, ask.view)}</b>"), told)
    firm = (Key(f"🏢 {card.company}"[:60], "firm", {"contact": card.id}),) if card.company else ()
    keys = (*_there(ask, card), firm, *_to_note(ask, card.id), (card_key(ask, card.id),))
    return [Show(text, keys, card=card.id, edit=ask.in_place)]


def _there(ask: Ask, card: Card) -> Rows:
    around, view = card.around, ask.view
    writes = isinstance(may(ask.who.role, Deed.WRITE), Granted)
    prospects = (
        (Key(unescape(prospect_text(one, view))[:60], "prospect_open", {"prospect": one.id}),)
        for one in around.prospects[-_BUTTONS:]
    )
    services = (
        (Key(ask.label("key.service_end", name=one.name)[:60], "service_end", {"service": one.id}),)
        for one in around.services[-_BUTTONS:]
        if writes
    )
    ties = (_tie_keys(ask, card.id, one, writes=writes) for one in around.ties[-_BUTTONS:])
    return (*prospects, *services, *ties)


def _tie_keys(ask: Ask, contact_id: int, one: Known, *, writes: bool) -> tuple[Key, ...]:
    name = ask.view.plain_name(one.first_name, one.last_name, one.company)
    who = Key(f"👤 {name}"[:40], "card", {"contact": one.contact_id})
    # A referral is kept as "contact brought other".
    brought = one.kind == "brought_by"
    pair = (one.contact_id, contact_id) if brought else (contact_id, one.contact_id)
    kind = "referral" if brought else one.kind
    params = {"contact": pair[0], "other": pair[1], "kind": kind}
    end = (Key(ask.label("key.part"), "tie_end", params),) if writes else ()
    return (who, *end)


def _to_note(ask: Ask, contact_id: int) -> Rows:
    if not isinstance(may(ask.who.role, Deed.WRITE), Granted):
        return ()
    here = {"contact": contact_id}
    wanted = ("prospect_ask", "wish_ask", "service_ask", "likes_ask", "tie_ask")
    keys = [Key(ask.label(f"key.{action}"), action, here) for action in wanted]
    return (tuple(keys[:2]), tuple(keys[2:]))


COMMANDS: tuple[Command, ...] = ()
ACTIONS = (Action("more", Deed.LOOK, more),)
