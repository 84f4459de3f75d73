"""From the system people use, and back: a file as it writes it, in, out, everything lost, in again.

The files are made here from the header lines that each system writes and from invented people, with
its quirks: labels in the user's language, code pages, multiple values, opt-outs and bounces. What
was there before the wipe must be there after it.
"""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import database as storage_database
from storage.events import By
from storage.exporting import export
from storage.files import FileError
from storage.files.drafts import Reading
from storage.files.headers import propose_mapping
from storage.files.reading import open_table
from storage.files.systems import CRM, score, system_of
from storage.importing import Imported, ImportOptions, import_contacts
from storage.kept_beside import kept_beside
from storage.ledger import open_ledger
from storage.rules.sending import Refused, may_send
from storage.send_facts import send_facts
from storage.showing import show_for_files
from storage.tables.consent import ConsentRecord
from storage.tables.people import Contact
from tests.databases import NOW, migrate
from tests.servers.postgres import Postgres

READING = Reading(country="ES", language="es", today=NOW.date())
BY = By("staff:1", NOW)
LATER = NOW + timedelta(days=1)


@pytest.fixture(params=["sqlite", "postgres"])
def two_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two empty databases: before the wipe, and after."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        for name in ("before", "after"):
            shutil.copy(template, tmp_path / f"{name}.db")
        yield f"sqlite://{tmp_path / 'before.db'}", f"sqlite://{tmp_path / 'after.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    names = [server.fresh(server.template("migrated", migrate)) for _ in range(2)]
    yield server.url(names[0]), server.url(names[1])
    for name in names:
        server.drop(name)


def separated(headers: str, *rows: dict[str, str], mark: str = ",") -> str:
    """Write rows under a header line as a program does: only what they name is filled."""
    names = next(csv.reader([headers], delimiter=mark))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", delimiter=mark)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


HUBSPOT_ES = separated(
    "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Número de teléfono móvil,"
    "Propietario del contacto,Etapa del ciclo de vida,Fecha de creación,Nombre de la empresa,"
    "Número de empleados,Sector,"
    "Estado del lead,Canceló la suscripción a todos los correos,Motivo del rebote permanente,"
    "Base jurídica para procesar los datos del contacto,Ciudad,Código postal",
    {
        "ID de registro": "151", "Nombre": "Ana", "Apellidos": "Ruiz Gil",
        "Correo": "ana@example.org", "Número de teléfono móvil": "612 345 678",
        "Propietario del contacto": "Marta Sanz", "Etapa del ciclo de vida": "Cliente",
        "Fecha de creación": "2021-03-04 10:20", "Nombre de la empresa": "Flores Gil",
        "Número de empleados": "35", "Sector": "Comercio",
        "Estado del lead": "Conectado", "Ciudad": "València", "Código postal": "46001",
        "Base jurídica para procesar los datos del contacto": "Consentimiento",
    },
    {"ID de registro": "152", "Nombre": "Luis", "Apellidos": "Paz", "Correo": "luis@example.org",
     "Canceló la suscripción a todos los correos": "true"},
    {"ID de registro": "153", "Nombre": "Eva", "Apellidos": "Sol", "Correo": "eva@example.org",
     "Motivo del rebote permanente": "UNKNOWN_USER"},
)  # fmt: skip

ZOHO = separated(
    "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,"
    "Account Name,Email,Title,Department,Phone,Home Phone,Mobile,Date of Birth,Email Opt Out,"
    "Created Time,Mailing Street,Other Street,Mailing City,Other City,Mailing Zip,Other Zip,"
    "Mailing Country,Description,Salutation,Secondary Email,Tag,Unsubscribed Mode,"
    "Unsubscribed Time",
    {
        "Record Id": "zcrm_554023000000225001", "Contact Owner.id": "zcrm_55", "Contact Owner":
        "Marta Sanz", "Lead Source": "Feria", "First Name": "Ana", "Last Name": "Ruiz",
        "Account Name": "Flores Gil", "Account Name.id": "zcrm_99", "Email": "ana@example.org",
        "Secondary Email": "ana2@example.org", "Title": "Gerente", "Mobile": "+34612345678",
        "Date of Birth": "1980-03-12", "Email Opt Out": "false", "Created Time":
        "2020-01-02 09:00:00", "Mailing Street": "Calle Mayor, 3", "Mailing City": "Valencia",
        "Mailing Zip": "46001", "Mailing Country": "España", "Other City": "Elche",
        "Other Zip": "3201", "Description": "Llama siempre\npor la tarde", "Salutation": "Sra.",
        "Tag": "vip;boda",
    },
    {"Record Id": "zcrm_2", "Last Name": "Paz", "Email": "paz@example.org", "Email Opt Out": "true",
     "Unsubscribed Mode": "Consent form", "Unsubscribed Time": "2025-02-03 10:00:00"},
)  # fmt: skip

PIPEDRIVE = separated(
    "Person - ID,Person - Name,Person - First name,Person - Last name,Person - Labels,"
    "Person - Organization,Person - Phone - Work,Person - Phone - Mobile,Person - Email - Work,"
    "Person - Email - Home,Person - Marketing status,Person - Double opt-in,"
    "Person - Done activities,Person - Owner,Organization - Name",
    {
        "Person - ID": "11", "Person - Name": "Ana Ruiz", "Person - First name": "Ana",
        "Person - Last name": "Ruiz", "Person - Labels": "Cliente,VIP", "Person - Owner": "Marta",
        "Person - Organization": "Flores Gil", "Person - Phone - Work": "961234567",
        "Person - Phone - Mobile": "612345678", "Person - Email - Work": "ana@example.org",
        "Person - Email - Home": "ana2@example.org", "Person - Marketing status": "Subscribed",
        "Person - Double opt-in": "Yes", "Person - Done activities": "3",
        "Organization - Name": "Flores Gil",
    },
    {"Person - ID": "12", "Person - Name": "Luis Paz", "Person - Email - Work": "luis@example.org",
     "Person - Marketing status": "Unsubscribed", "Person - Double opt-in": "No"},
    {"Person - ID": "13", "Person - Name": "Eva Sol", "Person - Email - Work": "eva@example.org",
     "Person - Marketing status": "Bounced"},
    {"Person - ID": "14", "Person - Name": "Mar Gil", "Person - Email - Work": "mar@example.org",
     "Person - Marketing status": "No consent"},
)  # fmt: skip

INSIGHTLY = separated(
    "RecordId,Salutation,FirstName,LastName,Organization,Role,Background,EmailAddress,Phone,"
    "PhoneMobile,PhoneHome,AddressMailStreet,AddressMailCity,AddressMailPostcode,"
    "AddressMailCountry,AddressOtherCity,EmailOptedOut,TagList,DateOfBirth,Owner",
    {
        "RecordId": "77001", "Salutation": "Dr.", "FirstName": "Анна", "LastName": "Соколова",
        "Organization": "Ромашка", "Role": "Директор", "Background": "Познакомились на выставке",
        "EmailAddress": "anna@example.org", "PhoneMobile": "+7 916 123-45-67",
        "AddressMailStreet": "ул. Мира, 1", "AddressMailCity": "Москва",
        "AddressMailPostcode": "101000", "AddressMailCountry": "Russia",
        "AddressOtherCity": "Тверь", "EmailOptedOut": "False", "TagList": "опт, vip",
        "DateOfBirth": "1985-07-09", "Owner": "Marta",
    },
    {"RecordId": "77002", "LastName": "Петров", "EmailAddress": "petrov@example.org",
     "EmailOptedOut": "True"},
)  # fmt: skip

FRESHSALES = separated(
    "Id,First name,Last name,Emails,Work,Mobile,Accounts,Sales owner,Job title,City,Zipcode,"
    "Country,Lifecycle stage,Status,Subscription status,Lead source,Tags,External ID,Created at",
    {
        "Id": "70001", "First name": "Ana", "Last name": "Ruiz", "Emails":
        "ana@example.org;ana2@example.org", "Work": "961234567", "Mobile": "612345678",
        "Accounts": "Flores Gil", "Sales owner": "Marta Sanz", "Job title": "Gerente",
        "City": "Valencia", "Zipcode": "46001", "Country": "Spain", "Lifecycle stage": "Customer",
        "Status": "Won", "Subscription status": "Subscribed", "Lead source": "Web",
        "Tags": "vip;boda", "External ID": "E-1", "Created at": "2022-05-06 10:00",
    },
    {"Id": "70002", "Last name": "Paz", "Emails": "paz@example.org", "External ID": "E-2",
     "Subscription status": "Reported as spam"},
    {"Id": "70003", "Last name": "Sol", "Emails": "sol@example.org", "External ID": "E-3",
     "Subscription status": "Bounced"},
)  # fmt: skip

MAILCHIMP_COLUMNS = (
    '"Email Address","First Name","Last Name",Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,'
    "CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,"
)
MAILCHIMP = separated(
    MAILCHIMP_COLUMNS + "LEID,EUID,NOTES,TAGS",
    {
        "Email Address": "ana@example.org", "First Name": "Ana", "Last Name": "Ruiz",
        "Birthday": "03/12", "MEMBER_RATING": "3", "OPTIN_TIME": "2019-05-06 10:11:12",
        "OPTIN_IP": "192.0.2.7", "CONFIRM_TIME": "2019-05-06 10:15:00", "CONFIRM_IP": "192.0.2.7",
        "CC": "ES", "REGION": "VC", "LEID": "1", "EUID": "a1b2c3", "NOTES": "de la feria",
        "TAGS": '"vip","boda"',
    },
)  # fmt: skip
UNSUBSCRIBED = separated(
    MAILCHIMP_COLUMNS + "UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,LEID,EUID,NOTES,TAGS",
    {"Email Address": "luis@example.org", "First Name": "Luis", "Last Name": "Paz", "EUID": "d4",
     "CONFIRM_TIME": "2019-05-06 10:15:00", "UNSUB_TIME": "2024-01-02 03:04:05",
     "UNSUB_CAMPAIGN_TITLE": "Navidad", "UNSUB_REASON": "NORMAL"},
)  # fmt: skip
CLEANED = separated(
    MAILCHIMP_COLUMNS + "CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,LEID,EUID,NOTES,TAGS",
    {"Email Address": "eva@example.org", "First Name": "Eva", "EUID": "e5",
     "CLEAN_TIME": "2024-01-02 03:04:05", "CLEAN_CAMPAIGN_TITLE": "Navidad"},
)  # fmt: skip

GOOGLE = separated(
    "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,"
    "Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,"
    "Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,"
    "Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country,"
    "Address 2 - Label,Address 2 - Street,Address 2 - City,Website 1 - Value",
    {
        "First Name": "Ana", "Middle Name": "María", "Last Name": "Ruiz", "Name Prefix": "Sra.",
        "Nickname": "Anita", "Organization Name": "Flores Gil", "Organization Title": "Gerente",
        "Birthday": " --03-12", "Notes": "línea 1\nlínea 2",
        "Labels": "Clientes ::: * myContacts", "E-mail 1 - Label": "Work",
        "E-mail 1 - Value": "ana.trabajo@example.org ::: ana3.g@example.org",
        "E-mail 2 - Label": "* Home", "E-mail 2 - Value": "ana@google.example",
        "Phone 1 - Label": "Work Fax", "Phone 1 - Value": "961111111",
        "Phone 2 - Label": "Work", "Phone 2 - Value": "961234567",
        "Address 1 - Label": "Work", "Address 1 - Street": "Calle Mayor, 3",
        "Address 1 - City": "Valencia", "Address 1 - Postal Code": "46001",
        "Address 1 - Country": "ES", "Address 2 - Label": "Home",
        "Address 2 - Street": "Calle Menor, 4", "Address 2 - City": "Elche",
        "Website 1 - Value": "https://ana.example.org",
    },
)  # fmt: skip
GOOGLE_OLD = separated(
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Birthday,Notes,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,"
    "Organization 1 - Name,Organization 1 - Title",
    {
        "Name": "Luis Paz", "Given Name": "Luis", "Family Name": "Paz", "Birthday": "1975-11-30",
        "Group Membership": "Clientes ::: * myContacts", "E-mail 1 - Type": "* ",
        "E-mail 1 - Value": "luis@google.example", "Phone 1 - Type": "Mobile",
        "Phone 1 - Value": "612345678 ::: 699111222", "Organization 1 - Name": "Bar Paz",
        "Organization 1 - Title": "Dueño",
    },
)  # fmt: skip

OUTLOOK_ES = separated(
    "Tratamiento,Nombre,Segundo nombre,Apellidos,Sufijo,Organización,Departamento,Puesto,"
    "Calle del trabajo,Ciudad de trabajo,Provincia o estado de trabajo,"
    "Código postal del trabajo,País o región del trabajo,Calle del domicilio,"
    "Ciudad del domicilio,Fax del trabajo,Teléfono del trabajo,Particular,Teléfono móvil,"
    "Cumpleaños,Categorías,Dirección de correo electrónico,Tipo de correo electrónico,"
    "Nombre de pantalla de correo electrónico,Dirección del correo electrónico 2,Notas,"
    "Prioridad,Privado,Sexo",
    {
        "Tratamiento": "Sra.", "Nombre": "Begoña", "Apellidos": "Ibáñez", "Organización":
        "Peluquería Ñ", "Puesto": "Dueña", "Calle del trabajo": "Calle Mayor, 3",
        "Ciudad de trabajo": "Logroño", "Código postal del trabajo": "26001",
        "País o región del trabajo": "España", "Ciudad del domicilio": "Haro",
        "Fax del trabajo": "941111111", "Teléfono del trabajo": "941234567", "Particular":
        "941765432", "Teléfono móvil": "612345678", "Cumpleaños": "0/0/00",
        "Categorías": "Clientes;VIP", "Dirección de correo electrónico": "bego@example.org",
        "Tipo de correo electrónico": "SMTP", "Nombre de pantalla de correo electrónico":
        "Bego (bego@example.org)", "Dirección del correo electrónico 2": "b2@example.org",
        "Notas": "sólo por la mañana", "Prioridad": "Normal", "Privado": "Falso",
        "Sexo": "Sin especificar",
    },
)  # fmt: skip
OUTLOOK_DE = separated(
    "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,"
    "Straße geschäftlich,Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,"
    "Land/Region geschäftlich,Straße privat,Ort privat,Postleitzahl privat,Telefon geschäftlich,"
    "Telefon privat,Mobiltelefon,Geburtstag,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,"
    "E-Mail 2: Adresse,Notizen,Kategorien,Geschlecht",
    {
        "Anrede": "Herr", "Vorname": "Jürgen", "Nachname": "Groß", "Firma": "Bäckerei Groß",
        "Position": "Inhaber", "Straße geschäftlich": "Hauptstraße 5", "Ort geschäftlich": "Köln",
        "Postleitzahl geschäftlich": "50667", "Land/Region geschäftlich": "Deutschland",
        "Ort privat": "Bonn", "Telefon geschäftlich": "+49 221 9876543",
        "Mobiltelefon": "+49 171 1234567", "Geburtstag": "24.12.1970", "E-Mail-Adresse":
        "juergen@example.org", "E-Mail-Typ": "SMTP", "Notizen": "Brötchen um 7",
        "Kategorien": "Kunden", "Geschlecht": "Keine Angabe",
    },
)  # fmt: skip
OUTLOOK_RU = separated(
    "Обращение,Имя,Отчество,Фамилия,Организация,Должность,Улица (раб. адрес),Город (раб. адрес),"
    "Индекс (раб. адрес),Страна или регион (раб. адрес),Город (дом. адрес),Почтовый код (дом.),"
    "Рабочий телефон,Телефон переносной,День рождения,Адрес эл. почты,Тип эл. почты,"
    "Краткое имя эл. почты,Заметки,Категории,Пол",
    {
        "Имя": "Пётр", "Отчество": "Ильич", "Фамилия": "Сидоров", "Организация": "ООО Рога",
        "Должность": "Директор", "Улица (раб. адрес)": "ул. Мира, 1", "Город (раб. адрес)":
        "Казань", "Индекс (раб. адрес)": "420000", "Страна или регион (раб. адрес)": "Россия",
        "Город (дом. адрес)": "Москва", "Почтовый код (дом.)": "101000",
        "Телефон переносной": "8 916 123-45-67", "День рождения": "0.0.00",
        "Адрес эл. почты": "petr@example.org", "Тип эл. почты": "SMTP", "Заметки": "звонить",
        "Пол": "Не определен",
    },
)  # fmt: skip

CARDS = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:"
    "=D1=E8=E4=EE=F0=EE=E2;=CF=E5=F2=F0\r\nTEL;CELL;PREF:+79161234567\r\n"
    "EMAIL;INTERNET:petr@card.example\r\nBDAY:19800312\r\n"
    "NOTE;ENCODING=QUOTED-PRINTABLE:dos=0D=0A=\r\nl=C3=ADneas\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\nVERSION:3.0\nN:Ruiz;Ana;;Sra.;\nFN:Sra. Ana Ruiz\nORG:Flores\\; S.L.;Ventas\n"
    "UID:urn:uuid:7\nitem1.EMAIL;type=pref:ana@card.example\nitem1.X-ABLabel:_$!<Work>!$_\n"
    "EMAIL:ana2@example.org\nTEL;type=WORK:961234567\nTEL;type=HOME;type=FAX:961111111\n"
    "ADR;type=HOME:;;Calle Mayor\\, 3;Valencia;;46001;España\n"
    "ADR;type=WORK:;;Menor 4;Elche;;03201;\n"
    "BDAY:--0312\nCATEGORIES:vip,boda\nNICKNAME:Anita\nURL:https://ana.example.org\n"
    "X-GENDER:Female\nNOTE:una\\ndos\nEND:VCARD\n"
)  # fmt: skip

GOOGLE_MANY = separated(
    "First Name,Last Name,E-mail 1 - Value,Phone 1 - Value,Phone 1 - Label,Phone 2 - Value,"
    "Phone 2 - Label,Phone 3 - Value,Phone 3 - Label,Address 1 - Label,Address 1 - City,"
    "Address 2 - Label,Address 2 - City,Address 3 - Label,Address 3 - City,Address 4 - Label,"
    "Address 4 - City",
    {
        "First Name": "Luz", "Last Name": "Gil", "Phone 1 - Label": "Work", "Phone 1 - Value":
        "961234567 ::: 961234568 ::: 961234569", "Phone 2 - Label": "Mobile", "Phone 2 - Value":
        "612345670 ::: 612345671", "Phone 3 - Label": "Other", "Phone 3 - Value": "961234560",
        "E-mail 1 - Value": " ::: ".join(f"luz{n}@google.example" for n in range(6)),
        "Address 1 - Label": "Home", "Address 1 - City": "Elche", "Address 2 - Label": "Home",
        "Address 2 - City": "Ibi", "Address 3 - Label": "Work", "Address 3 - City": "Alcoi",
        "Address 4 - Label": "Work", "Address 4 - City": "Onil",
    },
)  # fmt: skip

FILES: dict[str, tuple[str, str, str, int]] = {
    # file: (its content, its encoding, the system it is told for, its people)
    "hubspot-es.csv": (HUBSPOT_ES, "utf-8", "hubspot", 3),
    "zoho.csv": (ZOHO, "utf-8", "zoho", 2),
    "pipedrive.csv": (PIPEDRIVE, "utf-8", "pipedrive", 4),
    "insightly.csv": (INSIGHTLY, "utf-8-sig", "insightly", 2),
    "freshsales.csv": (FRESHSALES, "utf-8", "freshsales", 3),
    "subscribed_members_export.csv": (MAILCHIMP, "utf-8", "mailchimp", 1),
    "unsubscribed_members_export.csv": (UNSUBSCRIBED, "utf-8", "mailchimp", 1),
    "cleaned_members_export.csv": (CLEANED, "utf-8", "mailchimp", 1),
    "google.csv": (GOOGLE, "utf-8", "google", 1),
    "google-old.csv": (GOOGLE_OLD, "utf-16", "google", 1),
    "google-many.csv": (GOOGLE_MANY, "utf-8", "google", 1),
    "outlook-es.csv": (OUTLOOK_ES, "cp1252", "outlook", 1),
    "outlook-de.csv": (OUTLOOK_DE, "cp1252", "outlook", 1),
    "outlook-ru.csv": (OUTLOOK_RU, "cp1251", "outlook", 1),
    "cards.vcf": (CARDS, "utf-8", "", 2),
}


async def bring(folder: Path, path: Path, at: datetime = NOW, **more: Any) -> Imported:
    options = ImportOptions(READING, **more)
    return await import_contacts(
        path, options, By("staff:1", at), rejected_in=folder, language="es"
    )


async def everybody() -> list[dict[str, Any]]:
    """Return everything that a file can bring back, of everybody."""
    ids = await Contact.filter(merged_into_id=None).order_by("id").values_list("id", flat=True)
    beside = await kept_beside([int(str(one)) for one in ids])
    people = []
    for one, more in beside.items():
        shown = await show_for_files(one, NOW) or {}
        for name in ("id", "freshness", "confirmed_at"):
            shown.pop(name)
        for phone in shown["phones"]:
            phone["as_typed"] = phone["number"] or phone["as_typed"]
        people.append({**shown, **more})
    return people


def write(folder: Path, name: str) -> Path:
    content, encoding, _, _ = FILES[name]
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".vcf"])
async def test_what_the_systems_hold_survives_a_wipe(
    two_databases: tuple[str, str], ending: str, tmp_path: Path
) -> None:
    before, after = two_databases
    out = tmp_path / f"todo{ending}"
    open_ledger(tmp_path / "ledger")
    async with storage_database.opened(before):
        for name, (_, _, _, people) in FILES.items():
            done = await bring(tmp_path, write(tmp_path, name))
            assert (name, done.counts.created, done.counts.rejected) == (name, people, 0)
        known = await everybody()
        await export(out, Contact.filter(merged_into_id=None), NOW, lambda done, total: None)
    open_ledger(tmp_path / "ledger-after")
    async with storage_database.opened(after):
        again = await bring(tmp_path, out)
        assert (again.counts.created, again.counts.rejected) == (len(known), 0)
        for was, now in zip(known, await everybody(), strict=True):
            if ending == ".vcf":  # in a card the kinds of phones stand apart
                for one in (was, now):
                    one["phones"].sort(key=lambda phone: phone["number"] or "")
            assert now == was


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_told_for_its_system_and_for_no_other(name: str, tmp_path: Path) -> None:
    with open_table(write(tmp_path, name)) as table:
        assert system_of(table.headers) == FILES[name][2]
        for system in CRM:
            if system != FILES[name][2] and not score(table.headers, system):
                with pytest.raises(FileError):
                    propose_mapping(table.headers, table.sample, system=system)


def by_mail(people: list[dict[str, Any]], address: str) -> dict[str, Any]:
    return next(one for one in people if any(e["address"] == address for e in one["emails"]))


async def test_an_opt_out_there_is_an_opt_out_here(database: str, tmp_path: Path) -> None:
    names = ("hubspot-es.csv", "pipedrive.csv", "zoho.csv", "insightly.csv", "freshsales.csv")
    for name in (*names, "unsubscribed_members_export.csv"):
        await bring(tmp_path, write(tmp_path, name))
    people = await everybody()
    for address in ("luis@example.org", "paz@example.org", "petrov@example.org"):
        assert by_mail(people, address)["subscription"] == {
            "updates": "withdrawn",
            "marketing": "withdrawn",
        }
        assert by_mail(people, address)["suppressed"] == "unsubscribed"


async def test_times_and_addresses_of_a_sign_up_are_evidence(database: str, tmp_path: Path) -> None:
    await bring(tmp_path, write(tmp_path, "subscribed_members_export.csv"))
    records = await ConsentRecord.filter(purpose="marketing")
    assert [(r.act, r.basis, r.wording) for r in records] == [
        ("stated", "consent", "double opt-in")
    ]
    assert records[0].stated_on.date().isoformat() == "2019-05-06"
    for proof in ("2019-05-06 10:11:12", "192.0.2.7", "CONFIRM_TIME", "row 2"):
        assert proof in records[0].evidence


async def test_a_bounce_there_is_an_undeliverable_address_here(
    database: str, tmp_path: Path
) -> None:
    for name in ("cleaned_members_export.csv", "hubspot-es.csv", "pipedrive.csv", "freshsales.csv"):
        await bring(tmp_path, write(tmp_path, name))
    people = await everybody()
    for address in ("eva@example.org", "sol@example.org"):
        found = [email for one in people for email in one["emails"] if email["address"] == address]
        assert found
        assert {email["standing"] for email in found} == {"undeliverable"}


async def test_no_consent_there_is_none_here_whatever_is_stated_for_the_file(
    database: str, tmp_path: Path
) -> None:
    more: dict[str, Any] = {"basis": "consent", "wording": "Acepto", "stated_on": NOW}
    await bring(tmp_path, write(tmp_path, "pipedrive.csv"), **more)
    mar = await Contact.get(external_id="14")
    verdict = may_send((await send_facts([mar.id], "updates"))[mar.id])
    assert isinstance(verdict, Refused)
    assert verdict.reason == "no_basis"


async def test_owner_stage_tags_and_the_rest_are_carried_over(
    database: str, tmp_path: Path
) -> None:
    await bring(tmp_path, write(tmp_path, "hubspot-es.csv"))
    ana = by_mail(await everybody(), "ana@example.org")
    assert (ana["external_id"], ana["owner"], ana["stage"]) == ("151", "Marta Sanz", "Cliente")
    assert (ana["customer_since"], ana["company"]) == ("2021-03-04", "Flores Gil")
    assert ana["custom"] == {"Estado del lead": "Conectado"}
    assert ana["subscription"]["marketing"] == "granted"


async def test_google_labels_tell_what_a_value_is(database: str, tmp_path: Path) -> None:
    await bring(tmp_path, write(tmp_path, "google.csv"))
    (ana,) = await everybody()
    assert ana["emails"][0]["address"] == "ana@google.example"
    assert len(ana["emails"]) == 3
    assert [(p["number"], p["label"]) for p in ana["phones"]] == [("+34961234567", "work")]
    assert ana["custom"]["Fax"] == "961111111"
    assert [(a["kind"], a["city"]) for a in ana["addresses"]] == [
        ("home", "Elche"),
        ("billing", "Valencia"),
    ]
    assert (ana["birth_date"], ana["tags"]) == ("--03-12", ["Clientes", "myContacts"])


async def test_outlook_is_read_in_the_language_of_its_user(database: str, tmp_path: Path) -> None:
    for name in ("outlook-es.csv", "outlook-de.csv", "outlook-ru.csv"):
        await bring(tmp_path, write(tmp_path, name))
    people = await everybody()
    bego, juergen, petr = (
        by_mail(people, f"{name}@example.org") for name in ("bego", "juergen", "petr")
    )
    assert (bego["last_name"], bego["birth_date"], bego["sex"]) == ("Ibáñez", None, None)
    assert {p["number"]: p["label"] for p in bego["phones"]} == {
        "+34941234567": "work",
        "+34941765432": "landline",
        "+34612345678": "mobile",
    }
    assert (juergen["birth_date"], juergen["job_title"]) == ("1970-12-24", "Inhaber")
    assert [(a["kind"], a["city"]) for a in juergen["addresses"]] == [
        ("home", "Bonn"),
        ("billing", "Köln"),
    ]
    assert (petr["first_name"], petr["birth_date"]) == ("Пётр Ильич", None)
    assert [a["postcode"] for a in petr["addresses"]] == ["101000", "420000"]
