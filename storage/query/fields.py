"""The fields that a query may name: one line each, with its words in three languages.

The first word of a language is the one that is printed; all are understood in every language,
whatever case, accents, `_` or `-` they are typed with. `place` says where the field is kept, for
`compile.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from storage.values.folding import fold


class Kind(Enum):
    """How the value of a field is read and compared."""

    TEXT = "text"
    EXACT = "exact"
    POSTCODE = "postcode"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"
    COUNT = "count"
    MONEY = "money"
    RATIO = "ratio"
    AGE = "age"
    DATE = "date"
    BIRTHDAY = "birthday"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: canonical (English) name, kind, words by language, and where it is kept."""

    name: str
    kind: Kind
    words: dict[str, tuple[str, ...]]
    place: str
    windowed: bool = False
    ahead: bool = False
    """Its dates lie in the future: `30d` is the next thirty days, not the last."""

    def word(self, language: str) -> str:
        """Return the word that is printed in this language."""
        return self.words.get(language, self.words["en"])[0]


def _field(  # noqa: PLR0917 - a table reads in columns
    name: str, kind: Kind, es: str, en: str, ru: str, place: str, **traits: bool
) -> Field:
    words = {"es": tuple(es.split()), "en": tuple(en.split()), "ru": tuple(ru.split())}
    return Field(name, kind, words, place, **traits)


_ALL = (
    _field("first", Kind.TEXT, "nombre nombres", "first name firstname", "имя",
           "contact.first_name"),
    _field(
        "last",
        Kind.TEXT,
        "apellido apellidos",
        "last surname lastname",
        "фамилия",
        "contact.last_name",
    ),
    _field("email", Kind.EMAIL, "correo", "email mail", "почта имейл", "email.normal"),
    _field("phone", Kind.PHONE, "tel teléfono móvil", "phone mobile", "тел телефон", "phone.e164"),
    _field("sex", Kind.CHOICE, "sexo", "sex gender", "пол", "contact.sex"),
    _field("age", Kind.AGE, "edad", "age", "возраст", "contact.birth_date"),
    _field(
        "birthday",
        Kind.BIRTHDAY,
        "cumple cumpleaños nacimiento",
        "birthday born birthdate",
        "др рождение",
        "contact.birth_date",
    ),
    _field("city", Kind.TEXT, "ciudad población", "city town", "город", "address.city"),
    _field("province", Kind.TEXT, "provincia", "state province", "область", "address.province"),
    _field("postcode", Kind.POSTCODE, "cp", "postcode zip", "индекс", "address.postcode"),
    _field("country", Kind.CHOICE, "país", "country", "страна", "address.country"),
    _field("company", Kind.TEXT, "empresa", "company", "компания фирма", "contact.company"),
    _field("title", Kind.TEXT, "cargo puesto", "title job", "должность", "contact.job_title"),
    _field("spent", Kind.MONEY, "gasto gastado", "spent", "траты", "order.spent", windowed=True),
    _field("orders", Kind.COUNT, "pedidos compras", "orders", "заказы покупки", "order.count",
           windowed=True),
    _field("product", Kind.TEXT, "producto", "product", "товар", "order.product", windowed=True),
    _field("lastorder", Kind.DATE, "ultcompra últimacompra", "lastorder",
           "посл_покупка последняя_покупка", "order.last"),
    _field("lastcontact", Kind.DATE, "ultcontacto últimocontacto", "lastcontact",
           "посл_контакт последний_контакт",
           "contacted"),
    _field("tag", Kind.EXACT, "etiqueta et", "tag", "метка тег", "tag.name"),
    _field("segment", Kind.EXACT, "seg segmento", "seg segment", "сегмент сег", "segment"),
    _field("status", Kind.CHOICE, "situación estado", "status", "статус", "status"),
    _field("consent", Kind.CHOICE, "consentimiento", "consent", "согласие", "consent"),
    _field("bounce", Kind.CHOICE, "rebote", "bounce", "отказ", "bounce"),
    _field("rep", Kind.TEXT, "comercial", "rep", "менеджер", "contact.owner"),
    _field("territory", Kind.TEXT, "zona territorio", "territory", "территория",
           "contact.territory"),
    _field("source", Kind.TEXT, "origen", "source", "источник", "contact.source"),
    _field("risk", Kind.RATIO, "riesgo", "risk", "риск", "forecast.risk"),
    _field("next", Kind.DATE, "próxima", "next", "следующая", "forecast.expected_on", ahead=True),
    _field("language", Kind.CHOICE, "idioma", "language lang", "язык", "contact.language"),
    _field("channel", Kind.CHOICE, "canal", "channel", "канал", "contact.channel"),
    _field("added", Kind.DATE, "alta", "added created", "добавлен", "contact.created_at"),
    _field("confirmed", Kind.DATE, "confirmado", "confirmed", "подтверждён",
           "contact.confirmed_at"),
    _field("id", Kind.EXACT, "id número", "id number", "ид номер", "contact.external_id"),
    _field("note", Kind.RECORD, "nota notas", "note notes", "заметка заметки", "note"),
    _field("task", Kind.RECORD, "tarea tareas", "task tasks", "задача задачи", "task"),
    _field("proposal", Kind.RECORD, "propuesta propuestas", "proposal proposals",
           "предложение предложения", "proposal"),
    _field("ticket", Kind.RECORD, "incidencia ticket", "ticket tickets", "обращение тикет",
           "ticket"),
)  # fmt: skip
FIELDS = {field.name: field for field in _ALL}

# `estado` is a province in Latin America and a status in Aldía: the value decides, or the user.
TWO_FIELDS = {"estado": ("status", "province")}

# Words before `:` that are no fields.
IS = {"es": "es", "en": "is", "ru": "есть"}
HAS = {"es": "con", "en": "has", "ru": "имеет"}
MISSING = {"es": "sin", "en": "no", "ru": "без"}
ORDER = {"es": ("orden", "ordenar"), "en": ("sort", "order"), "ru": ("сорт", "порядок")}
LIMIT = {"es": ("max", "límite"), "en": ("max", "limit"), "ru": ("макс", "лимит")}


def key(text: str) -> str:
    """Return what all spellings of a word of the language share. Alphabets stay apart."""
    return fold(text).replace("_", "").replace("-", "").replace(" ", "")


def field_of(word: str) -> Field | None:
    """Return the field that a typed word names, in any of the languages."""
    name = _names().get(key(word))
    return FIELDS[name] if name else None


def is_word_of(word: str, words: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a typed word is one of these, in any language."""
    return any(key(word) == key(known) for known_ones in words.values() for known in known_ones)


def field_words() -> Iterator[tuple[str, str]]:
    """Yield (language, word) for everything that may stand before an operator."""
    for field in _ALL:
        for language, words in field.words.items():
            yield from ((language, word) for word in words)
    for single in (IS, HAS, MISSING):
        yield from single.items()
    for several in (ORDER, LIMIT):
        for language, words in several.items():
            yield from ((language, word) for word in words)


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for field in _ALL:
        for words in field.words.values():
            for word in words:
                if found.setdefault(key(word), field.name) != field.name:
                    raise ValueError(f"{word} names two fields")
    return found
