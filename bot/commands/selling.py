"""What was bought: `/compra Ana Ruiz 3 café 45,50`, or from the card."""

from dataclasses import replace

from bot.answers import Answer, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import About, about, wait_for
from bot.dealings import line_text
from bot.keyboards import card_key, undo_key
from bot.purchases import read
from bot.telling import cut_text
from bot.wording import lines
from storage import cards, orders
from storage.contacts import Refusal
from storage.rules.roles import Deed
from storage.values import money
from storage.values.secret import without_secrets


async def purchase(ask: Ask) -> list[Answer]:
    """Write an order down for today."""
    meant = await about(ask, "purchase.how")
    if not isinstance(meant, About):
        return meant
    return await _place(ask, meant) if meant.text else await _wait(ask, meant.contact_id)


async def purchase_ask(ask: Ask) -> list[Answer]:
    """Wait for what was bought."""
    return await _wait(ask, int(ask.params["contact"]))


async def _wait(ask: Ask, contact_id: int, key: str = "purchase.tell") -> list[Answer]:
    return await wait_for(ask, contact_id, "purchase_told", key)


async def purchase_told(ask: Ask) -> list[Answer]:
    """Take what was waited for; without an amount it is asked for again."""
    return await _place(ask, About(int(ask.params["contact"]), ask.text))


async def _place(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    bought = read(meant.text, money.currency_of(ask.house.country))
    if bought.currency is None or bought.total is None or bought.total < 0:
        key = "purchase.no_amount" if bought.currency else "purchase.currencies"
        return await _wait(ask, card.id, key)
    today = ask.by.at.astimezone(ask.house.zone).date()
    placed = await orders.place(
        card.id, ask.by, on=today, currency=bought.currency, lines=bought.lines
    )
    if isinstance(placed, Refusal):
        return ask.tell(f"purchase.{placed.reason}")
    safe = (replace(line, text=without_secrets(line.text)[0]) for line in bought.lines)
    what = ", ".join(line_text(line) for line in safe)
    amount = ask.view.money(placed.amount, placed.currency)
    told = ask.say("purchase.kept", name=name_of(card, ask.view), what=what, amount=amount)
    keys = ((undo_key(ask, placed.event_id), card_key(ask, card.id)),)
    return [Show(lines(told, cut_text(placed.cut, ask.view)), keys, card=card.id)]


COMMANDS = (
    Command(
        {"es": "compra", "en": "purchase", "ru": "purchase"},
        ("покупка", "заказ", "купил", "купила"),
        Deed.WRITE,
        purchase,
        also=("pedido", "order", "venta", "sale"),
    ),
)
ACTIONS = (
    Action("purchase_ask", Deed.WRITE, purchase_ask),
    Action("purchase_told", Deed.WRITE, purchase_told),
)
