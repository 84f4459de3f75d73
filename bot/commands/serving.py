"""What a customer has running, and what they like.

`/servicio ana ruiz: mantenimiento desde 1/3 hasta 28/2/2027`, `/gustos ana ruiz: vinos, -quesos`.
"""

from bot.answers import Answer, Float, Show
from bot.around import service_text
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.commands.meaning import About, about, wait_for
from bot.keyboards import card_key, undo_key
from bot.prospects import read_service
from bot.wording import Html, lines
from storage import cards, preferences
from storage.contacts import Refusal
from storage.knowing import Runs
from storage.rules.roles import Deed

_DASHES = "-—–"


async def service(ask: Ask) -> list[Answer]:
    """Note what a customer has running: a contract, a subscription, a warranty."""
    meant = await about(ask, "service.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "service_told", "service.tell")
    return await _start(ask, meant)


async def service_ask(ask: Ask) -> list[Answer]:
    """Wait for what runs."""
    return await wait_for(ask, int(ask.params["contact"]), "service_told", "service.tell")


async def service_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _start(ask, About(int(ask.params["contact"]), ask.text))


async def _start(ask: Ask, meant: About) -> list[Answer]:
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None:
        return ask.tell("find.gone")
    told = read_service(meant.text, ask.by.at.astimezone(ask.house.zone))
    made = await preferences.start_service(
        card.id, told.name, ask.by, since=told.since, until=told.until, reference=told.reference
    )
    if isinstance(made, Refusal):
        return ask.tell(f"service.{made.reason}")
    runs = Runs(made.service_id, told.name, told.since, told.until, told.reference)
    text = lines(Html(f"<b>{name_of(card, ask.view)}</b>"), service_text(runs, ask.view))
    keys = ((undo_key(ask, made.event_id), card_key(ask, card.id)),)
    return [Show(text, keys, card=card.id)]


async def service_end(ask: Ask) -> list[Answer]:
    """Today is its last day."""
    today = ask.by.at.astimezone(ask.house.zone).date()
    done = await preferences.end_service(int(ask.params["service"]), today, ask.by)
    if isinstance(done, Refusal) or done.event_id is None:
        return [Float(ask.label("service.not_ended"), alert=True)]
    keys = ((undo_key(ask, done.event_id), card_key(ask, done.contact_id)),)
    return [Show(ask.say("service.ended"), keys, card=done.contact_id, edit=ask.in_place)]


async def likes(ask: Ask) -> list[Answer]:
    """`/gustos ana ruiz: vinos, -quesos`: adds one, takes the other away."""
    meant = await about(ask, "likes.how")
    if not isinstance(meant, About):
        return meant
    if not meant.text:
        return await wait_for(ask, meant.contact_id, "likes_told", "likes.tell")
    return await _like(ask, meant)


async def likes_ask(ask: Ask) -> list[Answer]:
    """Wait for what they like."""
    return await wait_for(ask, int(ask.params["contact"]), "likes_told", "likes.tell")


async def likes_told(ask: Ask) -> list[Answer]:
    """Take the words that were waited for."""
    return await _like(ask, About(int(ask.params["contact"]), ask.text))


async def _like(ask: Ask, meant: About) -> list[Answer]:
    words = [word.strip() for word in meant.text.split(",") if word.strip(f" {_DASHES}")]
    event = await preferences.change(
        meant.contact_id,
        "interest",
        ask.by,
        add=[word for word in words if word[0] not in _DASHES],
        remove=[word.lstrip(f" {_DASHES}") for word in words if word[0] in _DASHES],
    )
    card = await cards.card(meant.contact_id, ask.by.at)
    if card is None or isinstance(event, Refusal):
        return ask.tell("find.gone")
    if event is None:
        return ask.tell("edit.same" if words else "likes.how")
    shown = ", ".join(card.around.likes) or ask.label("tag.none")
    text = ask.say("likes.kept", name=name_of(card, ask.view), words=shown)
    return [Show(text, ((undo_key(ask, event), card_key(ask, card.id)),), card=card.id)]


COMMANDS = (
    Command(
        {"es": "servicio", "en": "service", "ru": "service"},
        ("услуга", "договор"),
        Deed.WRITE,
        service,
        also=("contrato", "contract"),
        in_menu=False,
    ),
    Command(
        {"es": "gustos", "en": "likes", "ru": "likes"},
        ("интересы", "любит"),
        Deed.WRITE,
        likes,
        also=("intereses", "interests"),
        in_menu=False,
    ),
)
ACTIONS = (
    Action("service_ask", Deed.WRITE, service_ask),
    Action("service_told", Deed.WRITE, service_told),
    Action("service_end", Deed.WRITE, service_end, once=True),
    Action("likes_ask", Deed.WRITE, likes_ask),
    Action("likes_told", Deed.WRITE, likes_told),
)
