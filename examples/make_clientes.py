"""Makes `clientes.xlsx`: the invented customers of an invented stationer's in Valencia.

Every flaw of real lists is in it on purpose (README.md beside this file names them). Nobody in it
exists: names are drawn at random, addresses end in example.* or .test, phones carry 555. Run it
again and the same rows come out: `python examples/make_clientes.py`.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | None


def _listed(text: str) -> list[str]:
    return text.split(",")


TITLE = "Papelería La Terreta · listado de clientes"
HEADERS = (
    *("Nº cliente", "Nombre y apellidos", "Teléfono", "Móvil", "Correo electrónico", "Dirección"),
    *("Población", "Provincia", "C.P.", "País", "F. nacimiento", "Sexo", "Idioma"),
    *("Cliente desde", "Acepta comunicaciones", "Fecha consentimiento", "Canal preferido"),
    *("Etiquetas", "Observaciones"),
)
SEED = 46001
SPANIARDS, BRITONS, RUSSIANS, COUPLES = 262, 36, 28, 15
DOMAINS = ("example.com", "example.org", "example.net", "correo.test", "terreta.example")

WOMEN = _listed(
    "Ana,María,Carmen,Lucía,Paula,Laura,Marta,Elena,Sofía,Isabel,Pilar,Rosa,Cristina,Amparo,"
    "Inés,Begoña,Nuria,Ángeles,Empar,Vicenta,María José,Ana Belén,Mª Carmen,Mª Ángeles,Rocío"
)
MEN = _listed(
    "José,Antonio,Manuel,Javier,David,Carlos,Vicent,Jordi,Íñigo,Ramón,Andrés,Sergio,Álvaro,"
    "Óscar,Joaquín,Fernando,Luis,Miguel Ángel,Francisco José,José Luis,Juan Carlos,Raúl,Tomás"
)
SURNAMES = _listed(
    "García,Martínez,López,Sánchez,Pérez,Gómez,Núñez,Muñoz,Ferrer,Soler,Peña,Ibáñez,Roig,"
    "Climent,Blasco,Domènech,Alemany,Ruiz,Navarro,Marín,Císcar,Sanchis,Peiró,Gil,Vidal,Montañés,"
    "de la Fuente,del Río,Ortí,Català,Benlloch,Llopis,Güell,Aznar,Echevarría,Zaragozá"
)
BRITISH_WOMEN = _listed("Margaret,Susan,Karen,Emma,Charlotte,Fiona,Rachel,Helen,Joanna,Alice")
BRITISH_MEN = _listed("Peter,Graham,Andrew,Simon,Robert,Nigel,William,Oliver,James,Stephen")
BRITISH_SURNAMES = _listed(
    "Holloway,Pemberton,Ashcroft,O'Brien,Whitfield,Marlowe,Kingsley,Thornton,Hartley,Fairbanks"
)
RUSSIAN_WOMEN = _listed("Анна,Елена,Ольга,Наталья,Светлана,Ирина,Алёна,Дарья,Екатерина,Юлия")
RUSSIAN_MEN = _listed("Иван,Сергей,Дмитрий,Алексей,Андрей,Фёдор,Артём,Михаил,Юрий,Пётр")
PATRONYMICS = _listed("Иванов,Сергеев,Петров,Андреев,Михайлов,Алексеев,Владимиров")
RUSSIAN_SURNAMES = _listed("Соколов,Кузнецов,Морозов,Волков,Ковалёв,Орлов,Лебедев,Семёнов")
LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        _listed("a,b,v,g,d,e,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,sch,,y,,e,yu,ya"),
        strict=True,
    )
)
STREETS = _listed("C/ Colón,C/ Xàtiva,Av. del Puerto,C/ Quart,Pl. de la Reina,C/ Sueca,C/ Cádiz")
TOWNS = (
    ("València", "Valencia", 46001, 46025),
    ("Gandia", "Valencia", 46700, 46702),
    ("Sagunt", "Valencia", 46500, 46500),
    ("Castelló de la Plana", "Castellón", 12001, 12006),
    ("Alacant", "Alicante", 3001, 3016),
    ("Dénia", "Alicante", 3700, 3700),
    ("Benidorm", "Alicante", 3501, 3503),
)
NOTES = (
    *("Pide factura", "Le gustan las plumas", "Viene los sábados", "Recoge en tienda"),
    *("Vecina de la tienda", "Compra material escolar en septiembre", ""),
)
TAGS = ("vip", "colegio", "empresa", "manualidades", "vip, empresa", "")
MONTHS = _listed(
    "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented customer as the list has him or her."""

    number: int | None
    name: str
    sex: str
    language: str
    email: str
    mobile: Cell = None
    landline: Cell = None
    address: tuple[Cell, ...] = ()
    born: Cell = None
    since: Cell = None
    consent: Cell = None
    consent_on: Cell = None
    channel: str = ""
    extra: tuple[str, str] = field(default=("", ""))

    def row(self) -> tuple[Cell, ...]:
        """Return the cells under HEADERS."""
        return (
            *(self.number, self.name, self.landline, self.mobile, self.email or None),
            *(self.address or (None,) * 5),
            *(self.born, self.sex, self.language, self.since, self.consent, self.consent_on),
            *(self.channel or None, *(text or None for text in self.extra)),
        )


def rows() -> list[tuple[Cell, ...]]:
    """Return the rows under the headers, flaws and all; the same ones each time."""
    chance = random.Random(SEED)  # noqa: S311  # invented data, nothing secret
    people = _numbered(chance, _everybody(chance))
    found = [_flawed(i, person, chance).row() for i, person in enumerate(people)]
    for at, row in _strays(people):
        found.insert(at, row)
    return found


def _everybody(chance: random.Random) -> list[Person]:
    people = [_spaniard(chance) for _ in range(SPANIARDS)]
    people += [_briton(chance) for _ in range(BRITONS)]
    people += [_russian(chance) for _ in range(RUSSIANS)]
    chance.shuffle(people)
    for i in range(COUPLES):
        people.append(_partner(chance, people[i * 9], same_email=i % 3 != 2))
    return people


def _numbered(chance: random.Random, people: list[Person]) -> list[Person]:
    seen: set[str] = set()
    numbered = []
    for number, person in enumerate(people, 1001):
        email = person.email
        is_partner = number > 1000 + len(people) - COUPLES
        while email in seen and not is_partner:
            local, _, domain = person.email.partition("@")
            email = f"{local}{chance.randint(2, 99)}@{domain}"
        seen.add(email)
        numbered.append(replace(person, number=number, email=email))
    return numbered


def _spaniard(chance: random.Random) -> Person:
    is_woman = chance.random() < 0.55
    first = chance.choice(WOMEN if is_woman else MEN)
    last = f"{chance.choice(SURNAMES)} {chance.choice(SURNAMES)}"
    surname = last.split(" ", 1)[0] if last[0].isupper() else last.rsplit(" ", 1)[1]
    mailbox = f"{_plain(first)}.{_plain(surname)}"
    name = f"{first} {last}"
    return _person(chance, name, is_woman=is_woman, language="Español", mailbox=mailbox)


def _briton(chance: random.Random) -> Person:
    is_woman = chance.random() < 0.5
    first = chance.choice(BRITISH_WOMEN if is_woman else BRITISH_MEN)
    last = chance.choice(BRITISH_SURNAMES)
    mailbox = f"{_plain(first)}.{_plain(last)}"
    name = f"{first} {last}"
    return _person(chance, name, is_woman=is_woman, language="Inglés", mailbox=mailbox)


def _russian(chance: random.Random) -> Person:
    is_woman = chance.random() < 0.6
    first = chance.choice(RUSSIAN_WOMEN if is_woman else RUSSIAN_MEN)
    father = chance.choice(PATRONYMICS) + ("на" if is_woman else "ич")
    last = chance.choice(RUSSIAN_SURNAMES) + ("а" if is_woman else "")
    name = chance.choice((f"{last} {first} {father}", f"{first} {last}"))
    mailbox = f"{_latin(first)}.{_latin(last)}"
    return _person(chance, name, is_woman=is_woman, language="Ruso", mailbox=mailbox)


def _person(
    chance: random.Random, name: str, *, is_woman: bool, language: str, mailbox: str
) -> Person:
    born = date(1940, 1, 1) + timedelta(days=chance.randint(0, 24_000))
    since = date(2011, 1, 1) + timedelta(days=chance.randint(0, 5_200))
    answer = chance.choices(("Sí", "sí", "X", "No", ""), (70, 8, 6, 5, 11))[0]
    stated = max(since, date(2018, 5, 25)) + timedelta(days=chance.randint(0, 200))
    town, province, low, high = chance.choices(TOWNS, (9, 4, 3, 3, 2, 1, 1))[0]
    street = f"{chance.choice(STREETS)}, {chance.randint(1, 120)}, {chance.randint(1, 9)}ª"
    return Person(
        number=None,
        name=name,
        sex="M" if is_woman else "H",
        language=language,
        email=f"{mailbox}@{chance.choice(DOMAINS)}",
        mobile=_mobile(chance),
        landline=_landline(chance) if chance.random() < 0.3 else None,
        address=(street, town, province, chance.randint(low, high), "España"),
        born=_styled(chance, born),
        since=since,
        consent=answer or None,
        consent_on=stated if answer and chance.random() < 0.9 else None,
        channel=chance.choice(("", "", "correo", "teléfono", "WhatsApp")),
        extra=(chance.choice(TAGS), chance.choice(NOTES)),
    )


def _partner(chance: random.Random, person: Person, *, same_email: bool) -> Person:
    """Somebody at the same address with the same landline, and often the same mailbox."""
    other = _spaniard(chance)
    shared = person.landline or _landline(chance)
    email = person.email if same_email else other.email
    return replace(other, email=email, landline=shared, address=person.address)


def _flawed(i: int, person: Person, chance: random.Random) -> Person:
    """Break what people and spreadsheets break, each flaw on rows of its own."""
    flaws = {
        3: {"email": ""},
        7: {"name": person.name.upper()},
        11: {"name": _last_first(person.name)} if person.language == "Español" else {},
        13: {"mobile": None, "landline": None},
        17: {"name": person.name.lower()},
        19: {"born": "0/0/00"},
        22: {"email": person.email.upper()},
        24: {"mobile": -person.mobile if isinstance(person.mobile, int) else person.mobile},
        27: {"consent": "BAJA", "consent_on": date(2024, 3, 1) + timedelta(days=i)},
        28: {"email": _broken(person.email, chance)},
        29: {"name": person.name.encode().decode("cp1252", "ignore")} if i < 150 else {},
    }
    return replace(person, **flaws.get(i % 31, {}))  # type: ignore[arg-type]


def _strays(people: list[Person]) -> list[tuple[int, tuple[Cell, ...]]]:
    """Rows that belong to nobody new: copies, empty rows, a lost town, repeated headers."""
    empty: tuple[Cell, ...] = (None,) * len(HEADERS)
    town = (*(None,) * 6, "Paterna", *(None,) * 12)
    unnumbered = [replace(p, number=None, extra=("", "Ya estaba en la lista")) for p in people]
    strays: list[tuple[int, tuple[Cell, ...]]] = [
        *((25 + 40 * i, people[10 + 21 * i].row()) for i in range(7)),
        *((44 + 50 * i, unnumbered[4 + 31 * i].row()) for i in range(6)),
        *((12 + 33 * i, empty) for i in range(9)),
        *((60 + 90 * i, town) for i in range(2)),
        (200, HEADERS),
    ]
    return strays


def _mobile(chance: random.Random) -> Cell:
    digits = f"6{chance.randint(10, 99)}555{chance.randint(0, 999):03}"
    spaced = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return chance.choice((int(digits), int(digits), spaced, f"+34 {spaced}", float(digits)))


def _landline(chance: random.Random) -> Cell:
    return f"96{chance.choice('123456')} 55 5{chance.randint(0, 9)} {chance.randint(0, 99):02}"


def _styled(chance: random.Random, day: date) -> Cell:
    words = f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"
    texts: tuple[Cell, ...] = (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", words, None)
    return chance.choices((day, *texts), (40, 25, 12, 5, 18))[0]


def _broken(email: str, chance: random.Random) -> str:
    damages = (
        email.replace("@", ""),
        email[::-1].replace(".", ",", 1)[::-1],
        email.replace(".", " ", 1),
        "no tiene",
    )
    return chance.choice(damages)


def _last_first(name: str) -> str:
    first, _, last = name.partition(" ")
    return f"{last}, {first}"


def _plain(name: str) -> str:
    accents = str.maketrans("áéíóúàèòüñçï", "aeiouaeounci")
    kept = name.lower().translate(accents).replace("mª", "maria")
    return "".join(char for char in kept if char.isalpha())


def _latin(name: str) -> str:
    return "".join(LATIN[char] for char in name.lower())


def write(path: Path) -> None:
    """Write the workbook: a title, the date of the list, headers on line 3, the rows."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError(sheet)
    sheet.title = "Clientes"
    sheet.append([TITLE])
    sheet.append(["Actualizado el 14/01/2026"])
    sheet.append(HEADERS)
    for row in rows():
        sheet.append(row)
    for letter, width in zip("ABCDEFGHIJ", (10, 34, 16, 16, 34, 30, 20, 12, 8, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    book.save(path)


if __name__ == "__main__":
    write(Path(__file__).with_name("clientes.xlsx"))
