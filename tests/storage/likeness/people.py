"""Invented Spanish, English and Russian customers, with who is who: the measure of likeness.

Each scene below puts people into a customer list as life does: one person twice, or two people
whom a careless program would take for one. `make(half)` gives records of the open (0) or the
held-back half (1), which share no name pool, street, firm or date. The rules were written against
the open half only.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from storage.likeness.person import Described, Place
from tests.storage.likeness.pools import pool


@dataclass(frozen=True, slots=True)
class Written:
    """A record as a list holds it, and (`who`) which person it really is."""

    who: int
    scene: str
    first: str = ""
    last: str = ""
    birth: str = ""
    sex: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    company: str = ""
    language: str = "es"


def described(number: int, w: Written) -> Described:
    """Return a record as the program reads it."""
    place = Place(w.street, w.city, w.postcode)
    return Described(
        number,
        w.first,
        w.last,
        w.sex,
        w.birth,
        w.company,
        w.language,
        emails=(w.email,) if w.email else (),
        phones=(w.phone,) if w.phone else (),
        places=(place,) if any((w.street, w.city, w.postcode)) else (),
    )


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody invented, with the other ways in which their values are written."""

    base: Written
    short: str
    wrong_last: str
    other_street: str
    latin: tuple[str, str] = ("", "")
    patronymic: str = ""


@dataclass
class World:
    """The hat that everything is drawn from."""

    half: int
    dice: random.Random
    people: int = 0
    used: set[str] = field(default_factory=set)

    def pick(self, name: str) -> tuple[str, ...]:
        """Draw from this half of a pool."""
        return self.dice.choice(pool(name, self.half))

    def who(self) -> int:
        """Return the number of a person not met before."""
        self.people += 1
        return self.people

    def birth(self, low: int = 1935, high: int = 2002) -> str:
        """Return an ISO date; days and months of the halves differ in the year's parity."""
        year = self.dice.randrange(low, high, 2) + self.half
        return f"{year}-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}"

    def phone(self, language: str) -> str:
        """Return an invented number in E.164, never twice."""
        head, digits = {
            "es": (self.dice.choice(["+346", "+347", "+3496"]), 11),
            "en": ("+447", 12),
            "ru": ("+79", 11),
        }[language]
        number = head + "".join(str(self.dice.randint(0, 9)) for _ in range(digits - len(head) + 1))
        return number if self._new(number) else self.phone(language)

    def mailbox(self, first: str, last: str, domain: str = "") -> str:
        """Return an address in one of the habits of choosing one."""
        f, s = _ends(first, last)
        n = self.dice.randint(1, 99)
        local = self.dice.choice(
            [
                f"{f}.{s}",
                f"{f[0]}{s}{n}",
                f"{f}{n}",
                f"{s}.{f}",
                f"{f}_{s}",
                f"{s}{f[0]}",
                f"{f}{s}",
            ]
        )
        where = domain or self.dice.choice(["gmail.com", "correo.example", "mail.example.org"])
        address = f"{local}@{where}"
        return address if self._new(address) else f"{local}{self.dice.randint(100, 999)}@{where}"

    def _new(self, value: str) -> bool:
        known = value in self.used
        self.used.add(value)
        return not known


_PLAIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True)),
    **dict(zip("áéíóúñüё", "aeiounue", strict=True)),
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sch",
    "ю": "yu",
    "я": "ya",
    "ь": "",
    "ъ": "",
}


def plain(word: str) -> str:
    """Return a word as people put it into an address."""
    return "".join(_PLAIN.get(c, c) for c in word.lower() if c.isalpha()) or "x"


def _ends(first: str, last: str) -> tuple[str, str]:
    return plain(first.split(maxsplit=1)[0]), plain((last or first).rsplit(maxsplit=1)[-1])


def human(w: World, language: str = "", sex: str = "") -> Human:
    """Invent somebody."""
    language = language or w.dice.choice(["es", "es", "en", "ru"])
    sex = sex or w.dice.choice(["male", "female"])
    made = {"es": _spanish, "en": _english, "ru": _russian}[language](w, sex)
    base = made.base
    return replace(
        made,
        base=replace(
            base,
            who=w.who(),
            birth=w.birth(),
            sex=sex,
            language=language,
            phone=w.phone(language),
            email=w.mailbox(made.latin[0] or base.first, made.latin[1] or base.last),
        ),
    )


def _spanish(w: World, sex: str) -> Human:
    first, short = w.pick("ES_MEN" if sex == "male" else "ES_WOMEN")
    one, two = w.pick("ES_SURNAMES"), w.pick("ES_SURNAMES")
    street, other, code, city = _house(w, "ES_STREETS")
    base = Written(0, "", first, f"{one[0]} {two[0]}", street=street, city=city, postcode=code)
    return Human(base, short, f"{one[1]} {two[0]}", other)


def _english(w: World, sex: str) -> Human:
    first, short = w.pick("EN_MEN" if sex == "male" else "EN_WOMEN")
    last, wrong = w.pick("EN_SURNAMES")
    street, other, code, city = _house(w, "EN_STREETS")
    base = Written(0, "", first, last, street=street, city=city, postcode=code)
    return Human(base, short, wrong, other)


def _house(w: World, text: str) -> tuple[str, str, str, str]:
    """Draw an address with a house number of its own, in both its writings."""
    street, other, code, city = w.pick(text)
    numbers = re.findall(r"[0-9]+", street)
    old = rf"\b{numbers[1] if '8 Марта' in street else numbers[0]}\b"
    new = str(w.dice.randint(1, 190))
    return re.sub(old, new, street, count=1), re.sub(old, new, other, count=1), code, city


def _russian(w: World, sex: str) -> Human:
    first, short, latin = w.pick("RU_MEN" if sex == "male" else "RU_WOMEN")
    male, female, latin_last, wrong = w.pick("RU_SURNAMES")
    father, mother, *_ = w.pick("RU_PATRONYMICS")
    street, other, code, city = _house(w, "RU_STREETS")
    last = male if sex == "male" else female
    if sex == "female" and female != male:
        ending = "a" if latin_last.endswith(("v", "n")) else "aya"
        latin_last = latin_last.removesuffix("y") + ending if ending == "aya" else latin_last + "a"
        wrong = wrong + "а" if female.endswith("а") else wrong
    base = Written(0, "", first, last, street=street, city=city, postcode=code)
    name = father if sex == "male" else mother
    return Human(base, short, wrong, other, (latin, latin_last), name)


Scene = Callable[[World], list[Written]]


def called_by_the_short_name(w: World) -> list[Written]:
    h = human(w)
    one = replace(h.base, email="")
    return [one, replace(one, first=h.short, birth="", street="", city="", postcode="")]


def second_surname_left_out(w: World) -> list[Written]:
    h = human(w, "es")
    head = h.base.last.rsplit(" ", 1)[0]
    return [replace(h.base, phone=""), replace(h.base, last=head, birth="", phone=w.phone("es"))]


def written_in_latin_letters(w: World) -> list[Written]:
    h = human(w, "ru")
    far = replace(h.base, first=h.latin[0], last=h.latin[1], language="en", street="", email="")
    return [replace(h.base, email=""), far]


def mailbox_written_otherwise(w: World) -> list[Written]:
    h = human(w, w.dice.choice(["es", "en"]))
    f, s = _ends(h.base.first, h.base.last)
    one = replace(h.base, email=f"{f}{s}{h.base.who}@gmail.com", phone="")
    other = w.dice.choice(
        [f"{f}.{s}{h.base.who}@gmail.com", f"{f}{s}{h.base.who}+web@googlemail.com"]
    )
    return [one, replace(one, last=h.wrong_last, email=other, street="", birth="")]


def columns_swapped(w: World) -> list[Written]:
    h = human(w)
    return [h.base, replace(h.base, first=h.base.last, last=h.base.first, email="", street="")]


def day_and_month_swapped(w: World) -> list[Written]:
    h = human(w)
    day, month = w.dice.randint(1, 12), w.dice.randint(1, 12)
    year = h.base.birth[:4]
    one = replace(h.base, birth=f"{year}-{month:02}-{day:02}")
    return [one, replace(one, birth=f"{year}-{day:02}-{month:02}", phone="", street=h.other_street)]


def moved_house(w: World) -> list[Written]:
    h, there = human(w), human(w)
    new = replace(
        h.base,
        street=there.base.street,
        city=there.base.city,
        postcode=there.base.postcode,
        email=w.mailbox(h.base.first, h.base.last),
    )
    return [h.base, replace(new, birth="")]


def married(w: World) -> list[Written]:
    h = human(w, w.dice.choice(["en", "ru"]), "female")
    other = human(w, h.base.language, "female")
    return [h.base, replace(h.base, last=other.base.last, email="", street=other.base.street)]


def misspelt_and_address_written_otherwise(w: World) -> list[Written]:
    h = human(w)
    one = replace(h.base, email="", phone="")
    return [one, replace(one, last=h.wrong_last, street=h.other_street)]


def initial_only(w: World) -> list[Written]:
    h = human(w)
    short = replace(h.base, first=h.base.first[0] + ".", birth="", phone="", sex="")
    return [h.base, replace(short, street="", city="", postcode="")]


def everything_in_one_column(w: World) -> list[Written]:
    h = human(w)
    whole = f"{h.base.last}, {h.base.first}" if w.half else f"{h.base.first} {h.base.last}"
    return [h.base, replace(h.base, first=whole, last="", email="", street="", birth="")]


def capitals_without_year(w: World) -> list[Written]:
    h = human(w)
    loud = str.maketrans("ÁÉÍÓÚÑ", "AEIOUN")
    other = replace(
        h.base,
        first=h.base.first.upper().translate(loud),
        last=h.base.last.upper().translate(loud),
        birth="--" + h.base.birth[5:],
        street=h.other_street.upper(),
        email="",
        phone="",
    )
    return [h.base, other]


def at_work_and_at_home(w: World) -> list[Written]:
    h = human(w)
    name, street, code, city = w.pick("FIRMS")
    work = replace(
        h.base,
        email=w.mailbox(h.latin[0] or h.base.first, h.latin[1] or h.base.last, "firma.example"),
        phone=w.phone(h.base.language),
        street=street,
        city=city,
        postcode=code,
        company=name,
    )
    return [h.base, work]


def wrong_digit_and_other_provider(w: World) -> list[Written]:
    h = human(w)
    local = h.base.email.partition("@")[0]
    digits = h.base.phone
    wrong = digits[:-3] + str((int(digits[-3]) + 4) % 10) + digits[-2:]
    other = replace(h.base, phone=wrong, email=f"{local}@hotmail.com", birth="", street="")
    return [h.base, other]


def with_and_without_patronymic(w: World) -> list[Written]:
    h = human(w, "ru")
    full = replace(h.base, first=f"{h.base.first} {h.patronymic}", email="")
    return [full, replace(h.base, birth="", street="")]


def three_times(w: World) -> list[Written]:
    h = human(w)
    one = replace(h.base, birth="", street="", city="", postcode="")
    two = replace(h.base, email="", last=h.wrong_last)
    three = replace(h.base, phone="", first=h.short, street=h.other_street)
    return [one, two, three]


def wrong_year(w: World) -> list[Written]:
    h = human(w)
    year = int(h.base.birth[:4])
    other = f"{year + w.dice.choice([-10, 1, 10, -1])}{h.base.birth[4:]}"
    return [h.base, replace(h.base, birth=other, email="", street=h.other_street)]


def father_and_son(w: World) -> list[Written]:
    h = human(w, w.dice.choice(["es", "es", "en"]), "male")
    last = h.base.last
    if h.base.language == "es":
        last = f"{last.rsplit(' ', 1)[0]} {w.pick('ES_SURNAMES')[0]}"
    father = replace(h.base, birth=w.birth(1935, 1955))
    email = "" if w.dice.random() < 0.5 else w.mailbox(h.short, last)
    son = replace(father, who=w.who(), last=last, birth=w.birth(1965, 1985), email=email)
    if w.dice.random() < 0.3:
        son = replace(son, first=h.short)
    return [father, son]


def mother_and_daughter(w: World) -> list[Written]:
    h = human(w, w.dice.choice(["es", "ru"]), "female")
    last = h.base.last
    if h.base.language == "es":
        last = f"{w.pick('ES_SURNAMES')[0]} {last.split()[0]}"
    mother = replace(h.base, birth=w.birth(1935, 1955))
    return [mother, replace(mother, who=w.who(), last=last, birth=w.birth(1965, 1985), email="")]


def couple(w: World) -> list[Written]:
    language = w.dice.choice(["es", "en", "ru"])
    he, she = human(w, language, "male"), human(w, language, "female")
    last = she.base.last
    if language == "en":
        last = he.base.last
    if language == "ru":
        last = next(f for m, f, *_ in pool("RU_SURNAMES", w.half) if m == he.base.last)
    home = replace(
        she.base,
        last=last,
        phone=he.base.phone,
        email=he.base.email,
        street=he.base.street,
        city=he.base.city,
        postcode=he.base.postcode,
    )
    bare = w.dice.random() < 0.4
    return [replace(he.base, birth="" if bare else he.base.birth), home]


def twins(w: World) -> list[Written]:
    language = w.dice.choice(["es", "en", "ru"])
    h = human(w, language)
    one, two = w.pick(f"{language.upper()}_TWINS")
    first = replace(h.base, first=one, sex="")
    return [first, replace(first, who=w.who(), first=two, email="")]


def colleagues(w: World) -> list[Written]:
    language = w.dice.choice(["es", "en", "ru"])
    name, street, code, city = w.pick("FIRMS")
    phone, email = w.phone(language), f"info@{plain(name)}.example"
    staff = []
    for _ in range(w.dice.randint(2, 5)):
        h = human(w, language)
        firm = replace(h.base, phone=phone, street=street, city=city, postcode=code, company=name)
        own = w.dice.random() < 0.5
        staff.append(replace(firm, email=firm.email if own else email, birth=""))
    return staff


def colleagues_of_one_surname(w: World) -> list[Written]:
    name, street, code, city = w.pick("FIRMS")
    language = w.dice.choice(["es", "en"])
    phone = w.phone(language)
    one, two = human(w, language, "male"), human(w, language, "male")
    other = "Bruno" if one.base.first == two.base.first else two.base.first
    firm: dict[str, Any] = {"phone": phone, "street": street, "city": city}
    firm |= {"postcode": code, "company": name}
    last = one.base.last
    return [
        replace(one.base, **firm, email=f"ventas@{plain(name)}.example"),
        replace(two.base, **firm, first=other, last=last, email=f"ventas@{plain(name)}.example"),
    ]


def namesakes(w: World) -> list[Written]:
    one = human(w)
    two = human(w, one.base.language, one.base.sex)
    bare = w.dice.random() < 0.5
    other = replace(two.base, first=one.base.first, last=one.base.last)
    return [one.base, replace(other, birth="" if bare else two.base.birth)]


def siblings(w: World) -> list[Written]:
    language = w.dice.choice(["es", "en", "ru"])
    one, two = human(w, language, "male"), human(w, language, "male")
    other = {"es": "Bruno", "en": "Oscar", "ru": "Глеб"}[language]
    first = two.base.first if two.base.first != one.base.first else other
    base = replace(one.base, first=f"{one.base.first} {one.patronymic}".strip())
    sibling = replace(
        base, who=w.who(), first=f"{first} {one.patronymic}".strip(), birth=w.birth(), email=""
    )
    return [base, sibling]


def brother_and_sister(w: World) -> list[Written]:
    he, she = human(w, "ru", "male"), human(w, "ru", "female")
    last = next(f for m, f, *_ in pool("RU_SURNAMES", w.half) if m == he.base.last)
    home: dict[str, Any] = {"phone": he.base.phone, "street": he.base.street, "city": he.base.city}
    return [he.base, replace(she.base, **home, last=last, postcode=he.base.postcode)]


def next_tenant(w: World) -> list[Written]:
    one, two = human(w), human(w)
    there: dict[str, Any] = {
        "street": one.base.street,
        "city": one.base.city,
        "postcode": one.base.postcode,
    }
    return [one.base, replace(two.base, **there)]


def number_given_to_somebody_else(w: World) -> list[Written]:
    one, two = human(w), human(w)
    return [one.base, replace(two.base, phone=one.base.phone)]


def assistant_answers_for_all(w: World) -> list[Written]:
    bosses = [human(w) for _ in range(3)]
    return [replace(h.base, email=bosses[0].base.email, phone="") for h in bosses]


def born_on_one_day(w: World) -> list[Written]:
    one = human(w)
    two = human(w, one.base.language, one.base.sex)
    while two.base.last.split()[0] == one.base.last.split()[0]:
        two = human(w, one.base.language, one.base.sex)
    place: dict[str, Any] = {"city": one.base.city, "postcode": one.base.postcode}
    return [one.base, replace(two.base, first=one.base.first, birth=one.base.birth, **place)]


def cousins(w: World) -> list[Written]:
    one = human(w, "es")
    two = human(w, "es", one.base.sex)
    last = f"{one.base.last.rsplit(' ', 1)[0]} {w.pick('ES_SURNAMES')[0]}"
    return [one.base, replace(two.base, first=one.base.first, last=last, city=one.base.city)]


def somebody(w: World) -> list[Written]:
    h = human(w)
    gaps: dict[str, Any] = {
        name: "" for name in ("birth", "email", "phone", "street", "sex") if w.dice.random() < 0.2
    }
    return [replace(h.base, **gaps)]


TWICE: tuple[Scene, ...] = (
    called_by_the_short_name,
    second_surname_left_out,
    written_in_latin_letters,
    mailbox_written_otherwise,
    columns_swapped,
    day_and_month_swapped,
    moved_house,
    married,
    misspelt_and_address_written_otherwise,
    initial_only,
    everything_in_one_column,
    capitals_without_year,
    at_work_and_at_home,
    wrong_digit_and_other_provider,
    with_and_without_patronymic,
    three_times,
    wrong_year,
)
APART: tuple[Scene, ...] = (
    father_and_son,
    mother_and_daughter,
    couple,
    twins,
    colleagues,
    colleagues_of_one_surname,
    namesakes,
    siblings,
    brother_and_sister,
    next_tenant,
    number_given_to_somebody_else,
    assistant_answers_for_all,
    born_on_one_day,
    cousins,
)


def make(half: int, *, times: int = 7, others: int = 250, seed: str = "") -> list[Written]:
    """Return the records of one half, shuffled; always the same ones."""
    w = World(half, random.Random(f"people {half}{seed}"))  # noqa: S311 - invented people, no secrets
    records = list(_played(w, times)) + [r for _ in range(others) for r in somebody(w)]
    w.dice.shuffle(records)
    return records


def _played(w: World, times: int) -> Iterator[Written]:
    for scene in (*TWICE, *APART):
        for _ in range(times):
            for record in scene(w):
                yield replace(record, scene=scene.__name__)
