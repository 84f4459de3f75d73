"""Where a customer works, who else is there, and what they are there: `⋯` on the card, `🏢`."""

from bot.answers import Answer, Float, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.keyboards import card_key, undo_key
from bot.wording import Html, escape, lines, paragraphs
from storage import access, accounts, cards, contacts
from storage.accounts import Joined
from storage.contacts import Corrected, Refusal
from storage.rules.roles import Deed

_MOST = 20
_ROLES = ("decision_maker", "influencer", "user", "billing")


async def firm(ask: Ask) -> list[Answer]:
    """Show who is who at a customer's company, whom to speak to first, and what can be noted."""
    contact = await contacts.resolve(int(ask.params["contact"]))
    if contact is None or not contact.company:
        return [Float(ask.label("firm.gone"), alert=True)]
    if not ask.place.private:
        return [Float(ask.label("chat.in_private"), alert=True)]
    await access.log("card", ask.by, contact_id=contact.id, query="firm")
    here = {"contact": contact.id}
    keys = [Key(ask.label(f"firm.role.{r}"), "firm_role", {**here, "role": r}) for r in _ROLES]
    last = (
        Key(ask.label("key.firm_best"), "firm_best", here),
        Key(ask.label("key.firm_left"), "firm_left", here),
    )
    account = await accounts.of(contact)
    told = await _people(ask, account.id) if account is not None else Html("")
    text = paragraphs(Html(f"🏢 <b>{escape(contact.company)}</b>"), told, ask.say("firm.which"))
    rows = (tuple(keys[:2]), tuple(keys[2:]), last, (card_key(ask, contact.id),))
    return [Show(text, rows, card=contact.id, edit=ask.in_place)]


async def _people(ask: Ask, account_id: int) -> Html:
    """Return who is there, the best point of contact first, each with all that they are."""
    roles: dict[int, list[str]] = {}
    best: set[int] = set()
    for row in await accounts.people(account_id):
        roles.setdefault(row.contact_id, []).append(row.role)
        best |= {row.contact_id} if row.best else set()
    told = []
    for one in await cards.rows([*roles][:_MOST]):
        known = (role for role in roles[one.id] if role != "member")
        named = ", ".join(ask.view.code("firm.role", role) for role in known)
        mark = "⭐ " if one.id in best else ""
        told.append(Html(f"• {mark}{name_of(one, ask.view)}{f' · {named}' if named else ''}"))
    return lines(*told)


async def firm_role(ask: Ask) -> list[Answer]:
    """That is what they are there."""
    role = str(ask.params["role"])
    return _noted(ask, await accounts.give_role(_contact(ask), role, ask.by))


async def firm_best(ask: Ask) -> list[Answer]:
    """They are whom to speak to first there."""
    return _noted(ask, await accounts.give_role(_contact(ask), "member", ask.by, best=True))


async def firm_left(ask: Ask) -> list[Answer]:
    """They work there no more."""
    contact = await contacts.resolve(_contact(ask))
    account = await accounts.of(contact) if contact is not None else None
    if contact is None or not contact.company:
        return [Float(ask.label("firm.gone"), alert=True)]
    if account is not None:
        return _noted(ask, await accounts.leave(account.id, contact.id, ask.by))
    none = {"company": ""}
    done = await contacts.correct(contact.id, none, ask.by, country=ask.house.country)
    return _noted(ask, done)


def _noted(ask: Ask, done: Joined | Corrected | Refusal) -> list[Answer]:
    if isinstance(done, Refusal) or done.event_id is None:
        return [Float(ask.label("relation.so_already"), alert=True)]
    back = Key("⋯", "more", {"contact": done.contact_id})
    keys = ((undo_key(ask, done.event_id), back, card_key(ask, done.contact_id)),)
    return [Show(ask.say("firm.kept"), keys, card=done.contact_id, edit=ask.in_place)]


def _contact(ask: Ask) -> int:
    return int(ask.params["contact"])


COMMANDS: tuple[Command, ...] = ()
ACTIONS = (
    Action("firm", Deed.LOOK, firm),
    Action("firm_role", Deed.WRITE, firm_role, once=True),
    Action("firm_best", Deed.WRITE, firm_best, once=True),
    Action("firm_left", Deed.WRITE, firm_left, once=True),
)
