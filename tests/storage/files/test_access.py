"""Access databases by what mdbtools prints: which table, and what its columns hold."""

from datetime import date
from pathlib import Path

import pytest

from storage.files import FileError
from storage.files.access import AccessBook
from storage.files.drafts import Draft, Reading
from storage.files.headers import propose_mapping
from storage.files.reading import Table, open_table
from storage.files.rows import read_row
from tests.fakes import mdbtools
from tests.fakes.mdbtools import FakeTable

TEXT, LONG, DAY, MEMO = "Text (100)", "Long Integer", "DateTime", "Memo/Hyperlink (255)"
ORDERS = FakeTable(
    "Orders",
    [("OrderID", LONG), ("CustomerID", TEXT), ("ShipName", TEXT), ("ShipCity", TEXT)],
    [(10248 + i, "ALFKI", "Alfreds Futterkiste", "Berlin") for i in range(5)],
)
CUSTOMERS = FakeTable(
    "Customers",
    [
        *[(name, TEXT) for name in ("CustomerID", "CompanyName", "ContactName", "ContactTitle")],
        *[(name, TEXT) for name in ("Address", "City", "Region", "PostalCode", "Country")],
        *[(name, TEXT) for name in ("Phone", "Fax")],
    ],
    [
        (
            *("GARPA", 'Talleres "García"', "Ana Garcia", "Owner", "Calle Mayor, 3", "Madrid"),
            *(None, "28001", "Spain", "(91) 555 94 44", "(91) 555 55 93"),
        ),
        ("PETRO", "Петров и сын", "Иван Петров", "Директор", "ул. Мира, 1",
         "Москва", None, "101000", "Russia", "+7 495 123-45-67", None),
    ],
)  # fmt: skip
EMPLOYEES = FakeTable(
    "Employees",
    [
        *[("EmployeeID", LONG), ("LastName", TEXT), ("FirstName", TEXT), ("Title", TEXT)],
        *[("TitleOfCourtesy", TEXT), ("BirthDate", DAY), ("Address", TEXT), ("City", TEXT)],
        *[("HomePhone", TEXT), ("Photo", "OLE"), ("Notes", "Memo/Hyperlink (255)")],
    ],
    [(1, "Gil", "Eva", "Sales", "Ms.", "1968-12-08", "Calle 1", "Elche", "965551234", None, "x")],
)


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", mdbtools.install(tmp_path))


def drafts(table: Table, country: str = "ES") -> list[Draft]:
    mapping = propose_mapping(table.headers, table.sample)
    reading = Reading(country=country, today=date(2026, 7, 6))
    with table:
        read = [read_row(number, cells, mapping, reading) for number, cells in table.rows]
    return [draft for draft in read if isinstance(draft, Draft)]


def test_the_customers_are_found_among_orders_and_staff(tmp_path: Path) -> None:
    path = mdbtools.write(tmp_path / "neptuno.mdb", ORDERS, EMPLOYEES, CUSTOMERS)
    table = open_table(path)
    assert (table.kind, table.sheet, table.other_sheets) == ("access", "Customers", ("Employees",))
    assert table.expected_rows == 3
    ana, ivan = drafts(table)
    assert (ana.external_id, ana.company) == ("GARPA", 'Talleres "García"')
    assert (ana.first_name, ana.last_name, ana.job_title) == ("Ana", "Garcia", "Owner")
    assert (ana.addresses[0].country, ana.addresses[0].postcode) == ("ES", "28001")
    assert ana.phones[0].e164 == "+34915559444"
    assert ("Fax", "(91) 555 55 93") in ana.custom
    assert (ivan.first_name, ivan.last_name) == ("Иван", "Петров")
    assert ivan.phones[0].e164 == "+74951234567"


def test_a_table_may_be_chosen(tmp_path: Path) -> None:
    path = mdbtools.write(tmp_path / "neptuno.mdb", CUSTOMERS, EMPLOYEES)
    (eva,) = drafts(open_table(path, sheet="Employees"))
    assert (eva.external_id, eva.honorific, eva.job_title) == ("1", "Ms.", "Sales")
    assert (eva.birth_date, eva.notes) == (date(1968, 12, 8), "x")
    with pytest.raises(FileError, match="no_such_sheet"):
        open_table(path, sheet="Clientes")


def test_each_type_of_column_is_read_as_what_it_is(tmp_path: Path) -> None:
    columns = [
        ("IdSocio", LONG), ("Nombre", TEXT), ("Móvil", "Double"),
        ("Acepta comunicaciones", "Boolean"), ("Fecha alta", DAY), ("Cuota", "Currency"),
        ("Correo", MEMO), ("Foto", "OLE"), ("Observaciones", MEMO),
    ]  # fmt: skip
    rows = [
        (1, "Ana Ruiz", 612345678.0, True, "2019-03-01 00:00:00", 18.5,
         "ana@example.org#mailto:ana@example.org#", "..", 'dijo "sí",\nayer'),
        (2, "Luis Paz", None, False, None, None, "#mailto:luis@example.org#", None, None),
    ]  # fmt: skip
    path = mdbtools.write(tmp_path / "club.mdb", FakeTable("Socios", columns, rows))
    ana, luis = drafts(open_table(path))
    assert (ana.phones[0].e164, ana.warnings) == ("+34612345678", ())
    assert (ana.emails[0].normal, luis.emails[0].normal) == ("ana@example.org", "luis@example.org")
    assert (ana.customer_since, ana.consents[0].given) == (date(2019, 3, 1), True)
    assert not luis.consents[0].given
    assert (ana.custom, ana.notes) == ((("Cuota", "18.5"),), 'dijo "sí",\nayer')
    assert ana.external_id == "1"


def test_what_access_leaves_behind_is_no_table(tmp_path: Path) -> None:
    rest = [FakeTable(name, [("Error", TEXT)], [("x",)]) for name in LEFTOVERS]
    book = AccessBook(mdbtools.write(tmp_path / "a.mdb", *rest, CUSTOMERS))
    assert book.names == ("Customers",)


LEFTOVERS = (
    *("MSysObjects", "USysRibbons", "~TMPCLP12", "Clientes_ImportErrors", "Paste Errors"),
    *("Switchboard Items", "f_AF8292619150475ABBCC3E04860C1240_Data", "Clientes$_ImportErrors1"),
)


def test_a_database_without_people_is_named_with_its_tables(tmp_path: Path) -> None:
    path = mdbtools.write(tmp_path / "almacen.mdb", ORDERS)
    with pytest.raises(FileError) as caught:
        open_table(path)
    assert (caught.value.code, caught.value.params["tables"]) == ("no_people", "Orders")


def test_an_empty_table_of_people_is_not_chosen(tmp_path: Path) -> None:
    empty = FakeTable("Clientes", CUSTOMERS.columns)
    assert open_table(mdbtools.write(tmp_path / "a.mdb", empty, EMPLOYEES)).sheet == "Employees"


def test_a_database_of_links_says_where_the_data_is(tmp_path: Path) -> None:
    linked = FakeTable("Clientes", CUSTOMERS.columns, kind="linkedtable")
    with pytest.raises(FileError, match="only_links"):
        open_table(mdbtools.write(tmp_path / "frontal.accdb", linked))


def test_a_damaged_or_locked_database_is_one_named_error(tmp_path: Path) -> None:
    path = tmp_path / "roto.mdb"
    path.write_bytes(mdbtools.MAGIC + b"\x80garbage")
    with pytest.raises(FileError, match="access_closed"):
        open_table(path)


def test_a_table_that_breaks_off_is_damage_not_the_end(tmp_path: Path) -> None:
    broken = FakeTable("Clientes ENDS BADLY", CUSTOMERS.columns, CUSTOMERS.rows)
    with pytest.raises(FileError, match="damaged"):
        drafts(open_table(mdbtools.write(tmp_path / "a.mdb", broken)))


def test_without_mdbtools_the_owner_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = mdbtools.write(tmp_path / "a.mdb", CUSTOMERS)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileError, match="needs_mdbtools"):
        open_table(path)


def test_closing_half_way_ends_the_program(tmp_path: Path) -> None:
    many = FakeTable("Clientes", CUSTOMERS.columns, list(CUSTOMERS.rows) * 20_000)
    table = open_table(mdbtools.write(tmp_path / "a.mdb", many))
    next(iter(table.rows))
    table.close()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Kunden-Code;Firma;Kontaktperson;Position;Strasse;Ort;Region;PLZ;Land;Telefon;Telefax",
         "external_id;company;full_name;job_title;street;city;province;postcode;country;phone;custom"),
        ("IdCliente;NombreCompañía;NombreContacto;CargoContacto;Dirección;Ciudad;Región;CódPostal;País;Teléfono;Fax",
         "external_id;company;full_name;job_title;street;city;province;postcode;country;phone;custom"),
        ("КодКлиента;Название;ОбращатьсяК;Должность;Адрес;Город;Область;Индекс;Страна;Телефон;Факс",
         "external_id;company;full_name;job_title;street;city;province;postcode;country;phone;custom"),
        ("Code client;Société;Contact;Fonction;Adresse;Ville;Région;Code postal;Pays;Téléphone;Fax",
         "external_id;company;full_name;job_title;street;city;province;postcode;country;phone;custom"),
        ("ID;Company;Last Name;First Name;E-mail;Business Phone;ZIP/Postal Code;Attachments",
         "external_id;company;last_name;first_name;email;phone;postcode;ignored"),
        ("State/Province;Country/Region;Home Phone;Mobile Phone;Fax Number;Web Page",
         "province;country;phone;phone;custom;custom"),
        ("KundenNr;Anrede;Vorname;Name;Straße;PLZ;Ort;Geburtsdatum;Handy;EMail;Bemerkungen",
         "external_id;honorific;first_name;last_name;street;postcode;city;birth_date;phone;email;notes"),
        ("ContactID;FirstName;LastName;Dear;Address;StateOrProvince;PostalCode;WorkPhone;MobilePhone;EmailName",
         "external_id;first_name;last_name;custom;street;province;postcode;phone;phone;custom"),
        ("cli_id;cli_nombre;cli_apellidos;cli_tel;cli_poblacion;cli_cp",
         "external_id;first_name;last_name;phone;city;postcode"),
        ("EmployeeID;LastName;FirstName;Title;TitleOfCourtesy;BirthDate;HireDate;HomePhone;Extension",
         "external_id;last_name;first_name;job_title;honorific;birth_date;custom;phone;custom"),
        ("MemberNo;Surname;Forename;DOB;Sex;AddressLine1;Town;County;PostCode;TelNo;Joined",
         "external_id;last_name;first_name;birth_date;sex;street;city;province;postcode;phone;customer_since"),
    ],
)  # fmt: skip
def test_columns_as_databases_name_them(headers: str, expected: str) -> None:
    mapping = propose_mapping(headers.split(";"), [], system="")
    assert ";".join(column.field for column in mapping.columns) == expected
