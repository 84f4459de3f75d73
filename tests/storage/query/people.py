"""Thirty invented people, for queries to find. Today is Monday, 6 July 2026, in Valencia."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.searching import fold_contact, fold_place
from storage.tables.consent import ConsentRecord, Hold, Suppression
from storage.tables.people import (
    Contact,
    ContactTag,
    EmailAddress,
    Phone,
    PostalAddress,
    Segment,
)
from storage.tables.work import Note, Proposal, Task
from storage.values.folding import fold

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
ZONE = "Europe/Madrid"


def ago(days: float) -> datetime:
    """Return the moment so many days before now."""
    return NOW - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Person:
    """What is recorded of one of them; `key` is what the tables of queries call them."""

    key: str
    first: str
    last: str
    sex: str | None = None
    birth: str | None = None
    city: str = ""
    postcode: str = ""
    province: str = ""
    country: str = "ES"
    email: str = ""
    standing: str = "unverified"
    phone: str = ""
    company: str = ""
    job: str = ""
    tags: tuple[str, ...] = ()
    language: str = "es"
    channel: str | None = None
    source: str = ""
    territory: str = ""
    owner: str = ""
    external_id: str | None = None
    added: float = 400
    confirmed: float | None = None
    asked: float | None = None
    reminded: float | None = None
    stale: float | None = None
    silent_runs: int = 0
    retired: float | None = None
    consent: tuple[str, ...] = ()
    """`act` for both purposes, or `act/purpose`, oldest first."""
    noted: tuple[float, ...] = ()
    has: tuple[str, ...] = ()
    """task · done_task · proposal · hold · released_hold · suppressed · lifted"""


PEOPLE = (
    Person("ana", "Ana", "Ruiz Peña", "female", "1990-07-06", "Valencia", "46001", "Valencia",
           email="ana.ruiz@example.org", standing="deliverable", phone="+34612345678",
           company="Panadería Ñandú", job="Gerente", tags=("vip", "feria 2025"), channel="whatsapp",
           source="web", territory="Levante", owner="Marta Gil", external_id="C-1042",
           confirmed=20, consent=("granted",), noted=(10, 200), has=("task",)),
    Person("jose", "José", "García López", "male", "1975-03-12", "Valencia", "46022", "Valencia",
           email="jose@example.com", standing="undeliverable", phone="+34699111222",
           company="Talleres García", tags=("vip",), source="feria", territory="Levante",
           owner="Marta Gil", asked=40, reminded=10, consent=("stated",), noted=(100,)),
    Person("pilar", "María del Pilar", "López García", "female", "1968-12-31", "Madrid", "28001",
           "Madrid", email="pilar@example.net", phone="+34911234567", job="Directora",
           tags=("moroso",), channel="phone", source="Feria", territory="Centro", owner="Ívan Sanz",
           asked=15, consent=("stated", "withdrawn"), noted=(31,)),
    Person("inigo", "Íñigo", "Muñoz", "male", "--07-10", "Bilbao", "48001", "Bizkaia",
           email="inigo@example.com", tags=("VIP",), stale=60, asked=95, silent_runs=1,
           consent=("stated/updates",)),
    Person("begona", "Begoña", "Álvarez", "female", "2004-02-29", "Las Palmas", "35001",
           "Las Palmas", phone="+34928123456", silent_runs=2, stale=30, asked=60,
           consent=("stated", "complained")),
    Person("lucia", "Lucía", "O'Brien", "female", "1985-05-01", "Sevilla", "41001", "Sevilla",
           email="lucia@mail.example.org", standing="soft_bouncing", company="100% Fruta_Sana",
           retired=5, consent=("requested",)),
    Person("pedro", "Pedro", "Sánchez-Cano", "male", "1985-05-31", "Sevilla", "41013", "Sevilla",
           email="pedro@example.org", confirmed=200, has=("hold",), consent=("withdrawn",)),
    Person("olga", "Ольга", "Семёнова", "female", "1992-08-15", "Москва", "101000", "Москва", "RU",
           email="olga@example.ru", phone="+79161234567", company="Ёлки-Палки",
           tags=("опт",), language="ru", source="сайт", owner="Игорь", confirmed=1,
           consent=("withdrawn", "granted")),
    Person("sergei", "Сергей", "Чайкин", "male", "1980-01-20", "Казань", "420000", "Татарстан",
           "RU", email="sergei@example.ru", phone="+79031112233", language="ru", owner="Игорь",
           tags=("опт", "vip"), consent=("granted", "complained")),
    Person("misha", "Михаил", "Макаров", "male", None, "Москва", "119019", "Москва", "RU",
           phone="+79160000001", language="ru", added=3),
    Person("john", "John", "Smith", "male", "1970-07-04", "London", "SW1A 1AA", "", "GB",
           email="john.smith@example.co.uk", phone="+442079460958", company="Acme Ltd",
           job="Buyer", language="en", channel="email", source="web", tags=("wholesale",),
           confirmed=181, consent=("granted/marketing",)),
    Person("mary", "Mary", "Smith-Jones", "female", "1999-07-13", "London", "W1A 0AX", "", "GB",
           email="mary@example.co.uk", language="en", company="Acme Ltd", job="Assistant buyer",
           confirmed=183, has=("suppressed",)),
    Person("bob", "Bob", "O", "male", "2001-01-01", "Austin", "78701", "Texas", "US",
           email="bob@example.com", phone="+15125550100", language="en", added=30, noted=(5,)),
    Person("alex", "Alex", "Kim", "other", "1995-11-11", "Madrid", "28013", "Madrid",
           email="alex@example.com", channel="sms", tags=("feria 2025",), added=1,
           has=("proposal", "lifted")),
    Person("carmen", "Carmen", "Vidal Ruiz", "female", "1955-02-28", "València", "46001",
           "Valencia", phone="+34963123456", channel="post", job="Jubilada", added=365),
    Person("ruiz", "Ruiz", "Ana", None, None, "Alzira", "46600", "Valencia",
           email="x@example.org", source="importación"),
    Person("toni", "Antonio", "Ferrer", "male", "1988-09-09", "Castellón", "12001", "Castellón",
           phone="+34600000001", territory="Levante norte", owner="Ivan Sanz",
           has=("done_task", "released_hold")),
    Person("marta", "Marta", "Ruiz", "female", "1990-07-07", "Valencia de Don Juan", "24200",
           "León", email="marta@example.com", added=7, confirmed=7),
    Person("empty", "", "", country="", language=""),
    Person("acme", "", "", company="Acme España S.A.", city="Zaragoza", postcode="50001",
           province="Zaragoza", email="info@acme.example"),
    Person("jalisco", "Guadalupe", "Hernández", "female", "1979-10-10", "Guadalajara", "44100",
           "Jalisco", "MX", email="lupe@example.mx", phone="+523312345678"),
    Person("yuri", "Юрий", "Ёлкин", "male", "1960-07-06", "Тверь", "170000", "Тверская", "RU",
           language="ru", phone="+74822000000"),
    Person("maxim", "Максим", "Петров-Водкин", "male", "1978-06-06", country="RU", language="ru"),
    Person("nuria", "Núria", "Puig i Cadafalch", "female", "1991-04-23", "Barcelona", "08001",
           "Barcelona", email="nuria@example.cat", tags=("Prensa",), language="ca"),
    Person("paco", "Francisco", "de la Fuente", "male", "1950-01-01", "Jaén", "23001", "Jaén",
           phone="+34953000000", noted=(400,)),
    Person("ines", "Inés", "Gil", "female", "1990-12-25", "Valencia", "46920", "Valencia",
           email="ines@example.org", owner="Marta Gil", territory="Levante"),
    Person("dup", "Ana", "Ruiz", "female", "1990-07-06", "Valencia", "46001", "Valencia",
           email="ana2@example.org"),
    Person("helene", "Hélène", "Dupont", "female", "1983-03-03", "Paris", "75001", "", "FR",
           language="fr", email="helene@example.fr"),
    Person("hugo", "Hugo", "Zurita", "male", "2010-07-06", "Valencia", "46015", "Valencia"),
    Person("sol", "Sol", "Ruizor", None, "1990-01-01", "Málaga", "29001", "Málaga",
           phone="+34952999888", external_id="77"),
)  # fmt: skip
SEGMENTS = {
    "Buenos clientes": "tag:vip",
    "Valencia joven": "city=Valencia age<40 max:1",
    "Doble": 'seg:"buenos clientes" seg:"valencia joven"',
    "Bucle": "seg:bucle",
    "Roto": "colour:red",
}


async def populate() -> dict[int, str]:
    """Write everybody down; return the key of each id."""
    keys: dict[int, str] = {}
    for person in PEOPLE:
        keys[await _write(person)] = person.key
    first = min(keys)
    await Contact.create(first_name="Ana", name_key="ana", search_text="ana ruiz valencia",
                         merged_into_id=first, created_at=NOW, updated_at=NOW)  # fmt: skip
    await Contact.create(search_text="ana ruiz", erased_at=NOW, created_at=NOW, updated_at=NOW)
    for name, query in SEGMENTS.items():
        await Segment.create(name=name, name_key=fold(name), query=query, created_at=NOW)
    return keys


async def _write(person: Person) -> int:
    contact = await Contact.create(
        first_name=person.first, last_name=person.last, sex=person.sex, birth_date=person.birth,
        company=person.company, job_title=person.job, language=person.language,
        channel=person.channel, source=person.source, territory=person.territory,
        owner=person.owner, external_id=person.external_id, silent_runs=person.silent_runs,
        created_at=ago(person.added), updated_at=NOW, confirmed_at=_maybe(person.confirmed),
        asked_at=_maybe(person.asked), reminded_at=_maybe(person.reminded),
        stale_since=_maybe(person.stale), retired_at=_maybe(person.retired),
    )  # fmt: skip
    phones, places = await _write_reach(contact.id, person)
    fold_contact(contact, [person.email] if person.email else [], phones, places)
    await contact.save()
    for tag in person.tags:
        await ContactTag.create(contact_id=contact.id, name=tag, name_key=fold(tag))
    for days in person.noted:
        await Note.create(contact_id=contact.id, text="…", author="staff:1", at=ago(days))
    await _write_consent(contact.id, person)
    await _write_things(contact.id, person)
    return contact.id


async def _write_reach(contact_id: int, person: Person) -> tuple[list[Phone], list[PostalAddress]]:
    phones: list[Phone] = []
    places: list[PostalAddress] = []
    if person.email:
        await EmailAddress.create(contact_id=contact_id, address=person.email,
                                  normal=person.email, primary=True,
                                  standing=person.standing)  # fmt: skip
    if person.phone:
        phones.append(await Phone.create(contact_id=contact_id, as_typed=person.phone,
                                         e164=person.phone, label="mobile"))  # fmt: skip
    if person.city:
        place = PostalAddress(contact_id=contact_id, city=person.city, province=person.province,
                              postcode=person.postcode, country=person.country)  # fmt: skip
        fold_place(place)
        await place.save()
        places.append(place)
    return phones, places


async def _write_consent(contact_id: int, person: Person) -> None:
    for number, line in enumerate(person.consent):
        act, _, purpose = line.partition("/")
        for one in (purpose,) if purpose else ("updates", "marketing"):
            at = ago(300 - number)
            await ConsentRecord.create(contact_id=contact_id, purpose=one, channel="email",
                                       act=act, stated_on=at, at=at, event_id=1)  # fmt: skip


async def _write_things(contact_id: int, person: Person) -> None:
    for thing in person.has:
        match thing:
            case "task" | "done_task":
                state = "open" if thing == "task" else "done"
                await Task.create(contact_id=contact_id, kind="call", state=state, created_at=NOW)
            case "proposal":
                await Proposal.create(contact_id=contact_id, field="city", created_at=NOW)
            case "hold" | "released_hold":
                released = NOW if thing == "released_hold" else None
                await Hold.create(contact_id=contact_id, reason="doubtful", at=NOW, event_id=1,
                                  released_at=released)  # fmt: skip
            case "suppressed" | "lifted":
                lifted = NOW if thing == "lifted" else None
                await Suppression.create(address_hash="h", address=person.email, reason="manual",
                                         at=NOW, event_id=1, lifted_at=lifted)  # fmt: skip


def _maybe(days: float | None) -> datetime | None:
    return None if days is None else ago(days)
