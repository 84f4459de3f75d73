"""What a column of values looks like, where its header says nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.files import Cell
from storage.values import Invalid, dates, emails, names, phones, places

_LOOKED_AT = 200
_FEW = 3


@dataclass(frozen=True, slots=True)
class Look:
    """The field that a column's values suggest, and how surely (0 to 1)."""

    field: str
    kind: str
    confidence: float


def look(values: Sequence[Cell]) -> Look | None:
    """Return what the values of a column look like, or None where nothing stands out."""
    seen = [value for value in values[:_LOOKED_AT] if value != ""]
    if not seen:
        return None
    few = len(seen) < _FEW
    for field, kind, needed, fits in _LOOKS:
        share = sum(fits(value) for value in seen) / len(seen)
        if share >= needed and not (few and field not in ("email", "phone")):
            return Look(field, kind, round(share * 0.8, 2))
    return None


def _is_email(value: Cell) -> bool:
    return isinstance(value, str) and "@" in value and bool(emails.parse_many(value))


def _is_phone(value: Cell) -> bool:
    digits = sum(char.isdigit() for char in str(value))
    if isinstance(value, bool | date) or not 9 <= digits <= 15:
        return False
    text = str(value).strip()
    if text.lstrip("(").startswith(("+", "00")):
        return True
    # Bare digits of ten are as often a document: only those that somebody grouped are American.
    countries = ("ES", "RU") if text.isdecimal() else ("ES", "RU", "US")
    return any(_is_number_of(text, country) for country in countries)


def _is_number_of(text: str, country: str) -> bool:
    return not isinstance(phones.parse(text, country), Invalid)


def _is_birth_date(value: Cell) -> bool:
    if not isinstance(value, str | date):
        return False
    day = dates.parse(value, "dmy")
    return isinstance(day, date) and 1915 <= day.year <= 2008


def _is_subscription(value: Cell) -> bool:
    words = ("subscribed", "unsubscribed", "suscrito", "suscrita", "baja", "cleaned", "bounced")
    return isinstance(value, str) and names.fold(value) in (*words, "подписан", "отписан")


def _is_language(value: Cell) -> bool:
    return isinstance(value, str) and len(value) > 1 and places.language(value) in _COMMON


def _is_country(value: Cell) -> bool:
    return isinstance(value, str) and isinstance(places.country(value), str) and len(value) > 3


def _is_postcode(value: Cell) -> bool:
    text = str(value)
    return len(text) == 5 and places.province(text) is not None


def _is_sex(value: Cell) -> bool:
    words = ("hombre", "mujer", "male", "female", "мужской", "женский", "h", "f", "ж", "м")
    return isinstance(value, str) and (names.fold(value) in words or names.fold(value) == "m")


def _is_full_name(value: Cell) -> bool:
    words = value.replace(",", " ").split() if isinstance(value, str) else []
    letters = all(word.replace(".", "").replace("-", "").isalpha() for word in words)
    return 2 <= len(words) <= 6 and letters and any(map(names.is_given_name, words))


def _is_first_name(value: Cell) -> bool:
    words = value.split() if isinstance(value, str) else []
    return 1 <= len(words) <= 2 and all(map(names.is_given_name, words))


_COMMON = frozenset(
    {"es", "en", "ru", "ca", "fr", "de", "it", "pt", "eu", "gl", "uk", "ro", "ar", "zh"}
)
_LOOKS: list[tuple[str, str, float, Callable[[Cell], bool]]] = [
    ("email", "", 0.6, _is_email),
    ("phone", "", 0.7, _is_phone),
    ("subscription", "", 0.9, _is_subscription),
    ("sex", "", 0.95, _is_sex),
    ("first_name", "", 0.75, _is_first_name),
    ("full_name", "", 0.6, _is_full_name),
    ("birth_date", "", 0.85, _is_birth_date),
    ("language", "", 0.95, _is_language),
    ("country", "home", 0.9, _is_country),
    ("postcode", "home", 0.9, _is_postcode),
]
