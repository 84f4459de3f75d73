"""People's names: folding, splitting one column into parts, casing.

Splitting knows Spanish (two surnames, particles, `García López, Ana`), English and Russian
(Фамилия Имя Отчество) habits. Where a name could be read two ways the commoner one is taken; a
Russian patronymic stays with the first name, as people are addressed by both.
"""

import re
from dataclasses import dataclass

from storage.values import given_names
from storage.values.diminutives import also_called
from storage.values.folding import fold
from storage.values.words import meaning

__all__ = [
    "FullName",
    "fold",
    "is_given_name",
    "proper_case",
    "split",
    "take_honorific",
]

_PARTICLES = frozenset(
    {"de", "del", "la", "las", "los", "el", "da", "das", "do", "dos", "di", "du"}
    | {"von", "van", "der", "den", "ter", "ten", "zu"}
)
# These can be a first name as well (Van Morrison): no particles at the head of a name.
_NEVER_LEADING = frozenset({"el", "von", "van", "der", "den", "ter", "ten", "zu"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "mba", "cpa"})
# Spelled like an initial or a particle: an honorific only in Spanish and with its mark.
_SHORT_HONORIFICS = frozenset({"d", "da", "dna"})
_PATRONYMIC = re.compile(r".{2,}(?:ович|евич|ич|овна|евна|ична|инична|оглы|кызы)\Z")
_LATIN_PATRONYMIC = re.compile(r".{2,}(?:ovich|evich|yevich|ovna|evna|yevna|ichna)\Z")
_RUSSIAN_SURNAME = re.compile(
    r".{2,}(?:ова?|ева?|ина?|ына?|ск(?:ий|ой|ая)|цк(?:ий|ая)|енко|чук|юк|ян|дзе|швили|их|ых)\Z"
)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_INITIALS = re.compile(r"(?:\w\.\s*){1,3}\Z")
_MARIA = frozenset({"ma", "ma.", "m.a", "m.a."})  # Mª and M.ª, folded


@dataclass(frozen=True, slots=True)
class FullName:
    """A name in parts; any of them may be ""."""

    honorific: str
    first: str
    last: str


def split(full: str, language: str) -> FullName:
    """Split a full name; `language` is ISO 639-1, but Cyrillic letters speak for themselves."""
    text = " ".join(full.replace("\xa0", " ").split())[:300]
    honorific, rest = take_honorific(text, language)
    if rest.count(",") == 1:
        last, _, first = (part.strip() for part in rest.partition(","))
        if last and first and fold(first).rstrip(".") not in _SUFFIXES:
            inner, first = take_honorific(first, language)
            return _cased(" ".join(filter(None, (honorific, inner))), first, last)
        rest = f"{last} {first}".strip()
    if honorific and _is_only_surname(rest):
        return _cased(honorific, "", rest)
    first, last = _split_plain(rest.split(), language)
    return _cased(honorific, first, last)


def is_given_name(word: str) -> bool:
    """Say whether a word is known as somebody's first name in any of our languages."""
    folded = fold(word)
    return folded in _MARIA or given_names.known(folded)


def proper_case(text: str) -> str:
    """Give capitals to a name typed ALL IN CAPITALS or all in small letters; leave others alone."""
    letters = [char for char in text if char.isalpha() and char not in "ªº"]
    if len(letters) < 2 or not (text.isupper() or text.islower() or _upper(letters)):
        return text
    return " ".join(_proper_word(word) for word in text.split())


def _upper(letters: list[str]) -> bool:
    return all(char.isupper() for char in letters)


def _proper_word(word: str) -> str:
    low = word.lower()
    if low in _PARTICLES or low == "y":
        return low
    if low.rstrip(".") in {"ii", "iii", "iv"}:
        return word.upper()
    parts = re.split(r"([-'’.])", low)
    return "".join(_capital(part) for part in parts)


def _capital(part: str) -> str:
    if part.startswith("mc") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return part[:1].upper() + part[1:]


def _cased(honorific: str, first: str, last: str) -> FullName:
    # One column in capitals is one habit: "GARCÍA LÓPEZ, Ana" cases each part by itself.
    return FullName(honorific, proper_case(first), proper_case(last))


def take_honorific(text: str, language: str) -> tuple[str, str]:
    """Cut a name into its leading honorifics (`Sr. D.`, "" if none) and the rest."""
    words = text.split()
    taken = 0
    while taken < len(words) - 1 and _is_honorific(words[taken], language):
        taken += 1
    return " ".join(words[:taken]), " ".join(words[taken:])


def _is_honorific(word: str, language: str) -> bool:
    plain = fold(word).replace(".", "")
    if plain in _SHORT_HONORIFICS:
        marked = "." in word or "ª" in word or plain == "dna"
        return language in ("es", "ca") and marked
    tongue = meaning("honorific", plain)
    # In English Don and Da are names.
    return tongue is not None and (tongue, language) != ("es", "en")


def _is_only_surname(rest: str) -> bool:
    """After an honorific (Sr. García, Dra. López Ruiz, г-н Иванов) no first name is needed."""
    words = rest.split()
    if any(map(is_given_name, words)) or not words:
        return False
    return len(words) == 1 or fold(words[0]).endswith("ez")


def _split_plain(words: list[str], language: str) -> tuple[str, str]:
    if len(words) < 2:
        return " ".join(words), ""
    if any(map(_CYRILLIC.search, words)) or _latin_patronymic(words):
        return _split_russian(words)
    units = _units(words)
    if len(units) < 2:
        return units[0], ""
    if language in ("es", "ca", "gl", "eu", "pt"):
        return _split_spanish(units)
    return _split_english(units)


def _latin_patronymic(words: list[str]) -> bool:
    return any(_LATIN_PATRONYMIC.match(fold(word)) for word in words[1:]) and len(words) == 3


def _units(words: list[str]) -> list[str]:
    """Join particles to the word they lead (de la Fuente) and `y` to both its neighbours."""
    units: list[str] = []
    open_end = False
    for word in words:
        low = word.lower()
        joins = (low == "y" or word == "i") and len(units) > 1 and not open_end
        if (open_end or joins) and units:
            units[-1] = f"{units[-1]} {word}"
        else:
            units.append(word)
        leads = low in _PARTICLES and not (len(units) == 1 and low in _NEVER_LEADING)
        open_end = joins or leads
    return units


def _split_english(units: list[str]) -> tuple[str, str]:
    cut = -1
    if fold(units[-1]).rstrip(".") in _SUFFIXES and len(units) > 2:
        cut = -2
    return " ".join(units[:cut]), " ".join(units[cut:])


def _split_spanish(units: list[str]) -> tuple[str, str]:
    given = [_is_given_unit(unit) for unit in units]
    # Anita Ruiz Gil: who is called so for short comes first, however common Gil is.
    if not given[0] and given[-1] and not also_called(_unit_word(units[0])):
        run = _run(given[::-1])
        cut = len(units) - min(run, len(units) - 1, 2)
        return " ".join(units[cut:]), " ".join(units[:cut])
    cut = _spanish_cut(units, _run(given))
    return " ".join(units[:cut]), " ".join(units[cut:])


def _spanish_cut(units: list[str], run: int) -> int:
    """Return how many units are the first name: two surnames are the rule, one the exception."""
    count = len(units)
    if count == 2:
        return 1
    if count == 3:
        # Ana Martín López: a word that is more often a surname is one where two are expected.
        compound = run >= 2 and not given_names.also_surname(_unit_word(units[1]))
        return 2 if compound else 1
    if run <= 1:
        return 1 if _looks_like_surname(units[1]) or " " in units[2] else count - 2
    return min(max(run, 2), count - 2)


def _looks_like_surname(unit: str) -> bool:
    word = _unit_word(unit)
    return word.endswith(("ez", "oz", "iz")) or given_names.also_surname(word) or " " in unit


def _is_given_unit(unit: str) -> bool:
    return is_given_name(_unit_word(unit))


def _unit_word(unit: str) -> str:
    return fold(unit.rsplit(maxsplit=1)[-1])


def _run(flags: list[bool]) -> int:
    return next((i for i, flag in enumerate(flags) if not flag), len(flags))


def _split_russian(words: list[str]) -> tuple[str, str]:
    folded = [fold(word) for word in words]
    for i in range(1, len(words)):
        if _PATRONYMIC.match(folded[i]) or _LATIN_PATRONYMIC.match(folded[i]):
            if i == 1 and len(words) == 2:
                break  # Иван Петрович: a first name and patronymic without a surname
            if i == 1:
                return " ".join(words[:2]), " ".join(words[2:])
            return " ".join(words[i - 1 : i + 1]), " ".join(words[: i - 1] + words[i + 1 :])
    else:
        return _split_russian_pair(words, folded)
    return " ".join(words), ""


def _split_russian_pair(words: list[str], folded: list[str]) -> tuple[str, str]:
    tail = " ".join(words[1:])
    if _INITIALS.match(tail):
        return tail, words[0]
    surname_first = (given_names.known(folded[-1]) and not given_names.known(folded[0])) or (
        bool(_RUSSIAN_SURNAME.match(folded[0]))
        and not given_names.known(folded[0])
        and not _RUSSIAN_SURNAME.match(folded[-1])
    )
    if surname_first:
        return tail, words[0]
    return " ".join(words[:-1]), words[-1]
