"""The closed sets of words in the language: choices, operators, days, units, currencies.

As with the fields, every word is understood in every language and the first one is printed. What
reads two ways is listed in DOUBTFUL and is asked about.
"""

import re
from functools import cache
from typing import Literal, cast

from babel.dates import get_month_names

from storage.query.fields import key
from storage.query.tree import Unit
from storage.texts import LANGUAGES
from storage.values import Invalid, places

Words = dict[str, dict[str, tuple[str, ...]]]


def _words(**lines: str) -> Words:
    """Read `name="es words | en words | ru words"`."""
    found: Words = {}
    for name, line in lines.items():
        parts = [tuple(part.split()) for part in line.split("|")]
        found[name] = dict(zip(("es", "en", "ru"), parts, strict=True))
    return found


CHOICES: dict[str, Words] = {
    "sex": _words(
        female="mujer mujeres femenino f | female woman women | женский женщина ж жен",
        male="hombre hombres masculino varón h | male man men | мужской мужчина м муж",
        other="otro otra | other | другой другое",
    ),
    "status": _words(
        confirmed="confirmado confirmada | confirmed | подтверждён подтверждена",
        due="pendiente | due | пора",
        asked="preguntado preguntada | asked | спрошен спрошена",
        reminded="recordado recordada | reminded | напомнено",
        stale="caducado caducada | stale | устарел устарела",
        dormant="dormido dormida inactivo inactiva | dormant inactive | спящий спящая",
        retired="retirado retirada | retired | архивный архив",
        held="retenido retenida | held | задержан задержана",
        suppressed="bloqueado bloqueada suprimido | suppressed blocked | заблокирован запрещён",
    ),
    "consent": _words(
        granted="dado concedido sí | granted yes given | дано да",
        pending="pendiente | pending | ожидает",
        withdrawn="baja revocado | withdrawn unsubscribed | отозвано отписан",
        complained="queja | complained complaint | жалоба",
        none="ninguno | none | отсутствует",
        updates="avisos novedades | updates | обновления",
        marketing="publicidad marketing | marketing | реклама",
    ),
    "bounce": _words(
        hard="duro definitivo permanente | hard permanent | жёсткий постоянный",
        soft="blando temporal | soft temporary | мягкий временный",
    ),
    "channel": _words(
        email="correo | email mail | почта",
        phone="teléfono tel | phone | телефон тел",
        sms="sms | sms | смс",
        whatsapp="whatsapp wasap | whatsapp | ватсап",
        post="postal carta | post letter | письмо",
    ),
}
# Never chosen for the user: (choice, typed word) and the readings it has.
DOUBTFUL = {
    ("sex", "m"): ("female", "male"),
    ("consent", "no"): ("withdrawn", "none"),
    ("consent", "not"): ("withdrawn", "none"),
    ("consent", "нет"): ("withdrawn", "none"),
}

AND = {"es": ("y",), "en": ("and",), "ru": ("и",)}
OR = {"es": ("o",), "en": ("or",), "ru": ("или",)}
NOT = {"es": ("no",), "en": ("not",), "ru": ("не",)}
# Russian о stands where Spanish o does on the keyboard that is not theirs.
LOOKALIKE_OR = "о"

DAYS: dict[str, dict[Literal[-1, 0, 1], str]] = {
    "es": {-1: "ayer", 0: "hoy", 1: "mañana"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "ru": {-1: "вчера", 0: "сегодня", 1: "завтра"},
}
UNITS = _words(
    d="d día días | d day days | д день дня дней дн",
    w="s sem semana semanas | w week weeks | н нед неделя недели недель",
    m="m mes meses | m month months | м мес месяц месяца месяцев",
    y="a año años | y year years | г год года л лет",
)
CURRENCIES = {
    "EUR": ("€", "eur", "euro", "euros", "евро"),
    "USD": ("$", "usd", "dólares", "dollars"),
    "GBP": ("£", "gbp"),
    "RUB": ("₽", "rub", "руб", "р", "рублей"),
    "MXN": ("mxn",),
    "CHF": ("chf",),
}


def choice_of(field: str, word: str) -> str | None:
    """Return the canonical name of a typed choice, or None."""
    if field == "country":
        return _iso(places.country(word))
    if field == "language":
        return _iso(places.language(word))
    return _choice_index(field).get(key(word))


def readings(field: str, word: str) -> tuple[str, ...]:
    """Return the canonical choices between which a typed word leaves open, usually none."""
    return DOUBTFUL.get((field, key(word)), ())


def choice_word(field: str, name: str, language: str) -> str:
    """Return the word that is printed for a choice."""
    if field in ("country", "language"):
        return name
    return CHOICES[field][name][language][0]


def choice_words(field: str, language: str) -> list[str]:
    """Return all words of a choice in one language, for suggestions and help."""
    return [word for words in CHOICES.get(field, {}).values() for word in words[language]]


def first_words(field: str, language: str) -> list[str]:
    """Return one word for each choice in one language."""
    return [words[language][0] for words in CHOICES.get(field, {}).values()]


def operator_of(word: str) -> Literal["and", "or", "not"] | None:
    """Return the operator that a bare word is, in any language."""
    folded = key(word)
    for name, words in (("and", AND), ("or", OR), ("not", NOT)):
        if any(folded == key(known) for of_language in words.values() for known in of_language):
            return name  # type: ignore[return-value]  # mypy widens literals of a loop
    return None


def day_word(word: str) -> Literal[-1, 0, 1] | None:
    """Return the offset from today of `hoy`, `вчера`, `tomorrow` …"""
    for words in DAYS.values():
        for offset, known in words.items():
            if key(known) == key(word):
                return offset
    return None


def unit_of(word: str) -> Unit | None:
    """Return the unit of time that `d`, `meses`, `нед` … stands for."""
    folded = key(word)
    for unit, words in UNITS.items():
        if any(folded == key(known) for of_language in words.values() for known in of_language):
            return cast(Unit, unit)
    return None


def long_units() -> list[str]:
    """Return the words for units of time that are no single letter, for suggestions."""
    tongues = [tongue for unit in UNITS.values() for tongue in unit.values()]
    return sorted({word for tongue in tongues for word in tongue[1:]})


def currency_of(word: str) -> str | None:
    """Return the ISO 4217 code of a currency sign or word."""
    folded = key(word).rstrip(".")
    return next((code for code, words in CURRENCIES.items() if folded in map(key, words)), None)


@cache
def month_words() -> dict[str, int]:
    """Return the names of the months in all languages, folded: `mayo`, `мая`, `май` → 5."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            names = get_month_names("wide", context, language)
            found |= {key(name): number for number, name in names.items()}
    return found


def month_name(month: int, language: str) -> str:
    """Return the name of a month by itself."""
    return str(get_month_names("wide", "stand-alone", language)[month])


def mixed_alphabets(word: str) -> bool:
    """Tell whether Latin and Cyrillic letters stand in one word: a slip nobody can see."""
    return bool(re.search(r"[a-zA-Z\u00c0-\u024f]", word) and re.search(r"[\u0400-\u04ff]", word))


def _iso(code: str | Invalid) -> str | None:
    return None if isinstance(code, Invalid) else code


@cache
def _choice_index(field: str) -> dict[str, str]:
    return {
        key(word): name
        for name, words in CHOICES[field].items()
        for of_language in words.values()
        for word in of_language
    }
