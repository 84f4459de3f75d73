"""One field in one line: `/editar ana ruiz: móvil 699 22 33 44`, or as a reply to the card."""

from functools import cache

from bot.answers import Answer
from bot.asks import Action, Ask, Command
from bot.commands.meaning import About, about
from bot.commands.writing import EDITED, edited, open_fields
from bot.field_values import Odd, read_field
from storage import contacts
from storage.contacts import Refusal
from storage.query.fields import field_of, key
from storage.rules.roles import Deed
from storage.texts import LANGUAGES, say
from storage.values import Invalid, phones

_QUERY_FIELDS = {
    "first": "first_name",
    "last": "last_name",
    "title": "job_title",
    "birthday": "birth_date",
    **{name: name for name in ("email", "phone", "city", "province", "postcode", "country")},
    **{name: name for name in ("company", "language", "channel")},
}
_OWN_WORDS = {
    "street": ("calle", "direccion", "street", "address", "улица", "адрес"),
    "mobile": ("movil", "celular", "mobile", "cell", "мобильный", "сотовый"),
    "province": ("county",),
}
_MOST_WORDS = 4
"""How many words the longest label has."""


async def edit(ask: Ask) -> list[Answer]:
    """Change the field that is named; without one, offer the fields."""
    meant = await about(ask, "edit.how")
    if not isinstance(meant, About):
        return meant
    name, typed = field_in(meant.text)
    if not name or not typed:
        return await open_fields(ask, meant.contact_id)
    if name == "phone" and _is_mobile(typed, ask.house.country):
        name = "mobile"
    given = read_field(name, typed, ask.who.language, ask.house.country)
    if isinstance(given, Odd):
        return ask.tell("review.bad_value", typed=typed)
    country = ask.house.country
    done = await contacts.correct(meant.contact_id, {name: given.value}, ask.by, country=country)
    if isinstance(done, Refusal):
        return ask.tell("review.bad_value", typed=typed)
    return await edited(ask, done.contact_id, name, given, done.event_id)


def field_in(text: str) -> tuple[str, str]:
    """Return the field that the text begins with, and the value behind it; "" for no field."""
    words = text.split()
    for count in range(_MOST_WORDS, 0, -1):
        name = _fields().get(key("".join(words[:count]).rstrip(":=")))
        if name:
            return name, text.split(maxsplit=count)[count].lstrip(":= ") if words[count:] else ""
    field = field_of(words[0].rstrip(":=")) if words else None
    known = _QUERY_FIELDS.get(field.name, "") if field else ""
    return known, text.split(maxsplit=1)[1].lstrip(":= ") if known and words[1:] else ""


def _is_mobile(typed: str, country: str) -> bool:
    phone = phones.parse(typed, country)
    return not isinstance(phone, Invalid) and phone.label == "mobile"


@cache
def _fields() -> dict[str, str]:
    """The words for fields: their labels in every language, and some of our own."""
    labels = {key(say(code, f"field.{name}")): name for code in LANGUAGES for name in EDITED}
    return labels | {word: name for name, words in _OWN_WORDS.items() for word in map(key, words)}


COMMANDS = (
    Command(
        {"es": "editar", "en": "edit", "ru": "edit"},
        ("исправить", "исправь", "изменить"),
        Deed.WRITE,
        edit,
        also=("cambiar", "change"),
    ),
)
ACTIONS: tuple[Action, ...] = ()
