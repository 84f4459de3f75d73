"""vCards of all versions, as telephones, Outlook and address books really write them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.files import FileError
from storage.files.content_lines import properties
from storage.files.drafts import Draft, Reading, Rejected, Skipped
from storage.files.headers import propose_mapping
from storage.files.reading import open_table
from storage.files.rows import read_row
from storage.files.writing import write_vcf

READING = Reading(country="ES", today=date(2026, 7, 6))
Read = Draft | Rejected | Skipped


def read(folder: Path, text: str, encoding: str = "utf-8") -> list[Read]:
    path = folder / "cards.vcf"
    path.write_bytes(text.encode(encoding))
    with open_table(path) as table:
        mapping = propose_mapping(table.headers, table.sample, guess=False)
        return [read_row(number, cells, mapping, READING) for number, cells in table.rows]


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    whole = ("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", "")
    return end.join(whole)


def one(folder: Path, *lines: str, **more: Any) -> Draft:
    (found,) = read(folder, card(*lines, **more))
    assert isinstance(found, Draft)
    return found


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_line_end_and_encoding(tmp_path: Path, end: str, encoding: str) -> None:
    text = card("N:Muñoz;Begoña;;;", "EMAIL:b@example.org", end=end) * 3
    found = read(tmp_path, text, encoding)
    assert [(d.first_name, d.last_name) for d in found if isinstance(d, Draft)] == [
        ("Begoña", "Muñoz")
    ] * 3


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (("N:Ruiz;Ana;María;;", "FN:Ana María Ruiz"), "Ana María", "Ruiz"),
        (("N:Ruiz;Ana;José,Luz;;",), "Ana José Luz", "Ruiz"),
        (("FN:Ana Ruiz Gil",), "Ana", "Ruiz Gil"),
        (("N:;;;;", "FN:Ana Ruiz Gil"), "Ana", "Ruiz Gil"),
        (("N:Ana Ruiz Gil;;;;", "FN:Ana Ruiz Gil"), "Ana", "Ruiz Gil"),
        (("N:;Ana Ruiz Gil;;;", "FN:Ana Ruiz Gil"), "Ana", "Ruiz Gil"),
        (("N:Ruiz", "FN:Ruiz"), "", "Ruiz"),
        (("N:Соколова;Анна;Ивановна;;",), "Анна Ивановна", "Соколова"),
    ],
)
def test_a_name_from_n_or_fn(tmp_path: Path, lines: tuple[str, ...], first: str, last: str) -> None:
    found = one(tmp_path, *lines, "EMAIL:a@example.org")
    assert (found.first_name, found.last_name) == (first, last)


def test_a_company_is_not_split_into_a_person(tmp_path: Path) -> None:
    found = one(tmp_path, "FN:Flores Gil", "ORG:Flores Gil", "TEL:961234567")
    assert (found.company, found.first_name, found.last_name) == ("Flores Gil", "", "")


def test_quoted_printable_with_a_charset_and_soft_breaks(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=D1=E8=E4=EE=F0=EE=E2;=CF=B8=F2=F0",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:una l=C3=ADnea=0D=0A=",
        "y otra que sigue =",
        "aqu=C3=AD",
        "TEL;CELL:612345678",
        version="2.1",
    )
    assert (found.first_name, found.last_name) == ("Пётр", "Сидоров")
    assert found.notes == "una línea\ny otra que sigue aquí"


def test_pictures_of_any_form_are_passed_over(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "PHOTO;ENCODING=BASE64;TYPE=JPEG:",
        " /9j/4AAQSkZJRgABAQEA=",
        "",
        "LOGO;ENCODING=b;TYPE=PNG:iVBORw0KGgo",
        " AAAANSUhEUg==",
        "SOUND;BASE64:AAAA",
        "BBBBnotfolded==",
        "N:Ruiz;Ana;;;",
        "TEL:612345678",
    )
    assert (found.last_name, found.custom) == ("Ruiz", ())


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("BDAY:1980-03-12", date(1980, 3, 12)),
        ("BDAY:19800312", date(1980, 3, 12)),
        ("BDAY;VALUE=date:1980-03-12T00:00:00Z", date(1980, 3, 12)),
        ("BDAY:--0312", "--03-12"),
        ("BDAY:--03-12", "--03-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-12", "--03-12"),
        ("BDAY:--0230", None),
        ("BDAY;VALUE=text:circa 1800", None),
        ("BDAY:", None),
    ],
)
def test_a_birthday_in_all_its_forms(
    tmp_path: Path, written: str, read_as: date | str | None
) -> None:
    assert one(tmp_path, "N:Ruiz;Ana;;;", written).birth_date == read_as


def test_types_groups_and_preference(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "N:Ruiz;Ana;;;",
        "EMAIL;TYPE=INTERNET:segundo@example.org",
        "item1.EMAIL;type=INTERNET;type=pref:primero@example.org",
        "item1.X-ABLabel:_$!<Other>!$_",
        "TEL;type=WORK;type=VOICE:961234567",
        'TEL;VALUE=uri;TYPE="cell,text";PREF=1:tel:+34-612-345-678',
        "TEL;HOME;FAX:961111111",
        "item2.TEL:961222222",
        "item2.X-ABLabel:_$!<HomeFax>!$_",
        "item3.URL;type=pref:https\\://ana.example.org",
        "item3.X-ABLabel:Blog",
        "item4.X-ABDATE:2001-05-05",
        "item4.X-ABLabel:_$!<Anniversary>!$_",
    )
    assert [email.normal for email in found.emails] == [
        "primero@example.org",
        "segundo@example.org",
    ]
    assert [(p.e164, p.label) for p in found.phones] == [
        ("+34612345678", "mobile"),
        ("+34961234567", "work"),
    ]
    assert dict(found.custom) == {
        "Fax": "961111111 ::: 961222222",
        "Blog": "https://ana.example.org",
        "Anniversary": "2001-05-05",
    }


def test_addresses_keep_apart(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "N:Ruiz;Ana;;;",
        "ADR;TYPE=home:;;Calle Mayor\\, 3\\nPiso 2;Valencia;Valencia;46001;España",
        "ADR;TYPE=work:;Nave 4;Polígono Sur;Elche;;03201;",
        "ADR;TYPE=home:;;Otra 5;Gandía;;46700;",
        "ADR:;;Cuarta 6;Xàtiva;;46800;",
        "ADR;TYPE=work:;;;;;;",
    )
    assert [(a.kind, a.street, a.city) for a in found.addresses] == [
        ("home", "Calle Mayor, 3, Piso 2", "Valencia"),
        ("home", "Otra 5", "Gandía"),
        ("home", "Cuarta 6", "Xàtiva"),
        ("billing", "Polígono Sur, Nave 4", "Elche"),
    ]
    assert (found.notes, found.custom) == ("", ())


def test_the_rest_of_a_card(tmp_path: Path) -> None:
    found = one(
        tmp_path,
        "N:Ruiz;Ana;;Dra.;",
        "UID:urn:uuid:4fbe8971",
        "ORG:Flores\\; S.L.;Ventas;Norte",
        "TITLE:Jefa",
        "GENDER:F;mujer",
        "LANG;PREF=2:en",
        "LANG;PREF=1:ca",
        "CATEGORIES:vip,boda",
        "CATEGORIES:feria",
        "NOTE:una\\ndos\\, tres",
        "NICKNAME:Anita",
        version="4.0",
    )
    assert (found.external_id, found.company) == ("urn:uuid:4fbe8971", "Flores; S.L.")
    assert (found.honorific, found.job_title, found.sex) == ("Dra.", "Jefa", "female")
    assert (found.language, found.tags) == ("ca", ("vip", "boda", "feria"))
    assert found.notes == "una\ndos, tres"
    assert dict(found.custom) == {"Department": "Ventas, Norte", "NICKNAME": "Anita"}


def test_broken_and_empty_cards_come_with_their_reason(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nN:Cortada;Ana;;;\n"
        + card("N:Ruiz;Ana;;;", "TEL:612345678")
        + card("NOTE:nadie")
        + card("FN:Amigos", "X-ADDRESSBOOKSERVER-KIND:group")
        + "BEGIN:VCARD\nVERSION:3.0\nN:Final;Eva;;;\n"
    )
    found = read(tmp_path, text)
    assert [getattr(row, "reason", "") for row in found] == [
        *("broken_card", "", "nameless_card", "empty_row", "broken_card"),
    ]


def test_the_card_of_an_assistant_is_not_another_contact(tmp_path: Path) -> None:
    inner = ("AGENT:", "BEGIN:VCARD", "VERSION:2.1", "N:Otra;Eva", "END:VCARD")
    found = one(tmp_path, "N:Ruiz;Ana;;;", *inner, "TEL:612345678", version="2.1")
    assert (found.last_name, found.phones[0].e164) == ("Ruiz", "+34612345678")


def test_a_file_without_a_card_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no_card"):
        read(tmp_path, "BEGIN:VCARDS\nnothing")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=12))
def test_no_lines_stop_the_reading(lines: list[str]) -> None:
    assert all(prop.name for prop in properties(lines))


words = st.text(
    st.characters(codec="utf-8", categories=("L", "P", "S", "N")), min_size=1, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(last=words, company=words, note=words, custom=words)
def test_what_we_write_we_read(
    tmp_path_factory: pytest.TempPathFactory, last: str, company: str, note: str, custom: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "ours.vcf"
    ana = {
        "external_id": "7",
        "first_name": "Ana",
        "last_name": last,
        "company": company,
        "notes": note,
        "custom": {"Talla; grande": custom, "Estado": "nuevo"},
        "emails": [{"address": "ana@example.org", "standing": "undeliverable"}],
        "consents": {"marketing/phone": "withdrawn"},
        "subscription": {"updates": "granted"},
    }
    write_vcf(path, [ana])
    with open_table(path) as table:
        at = {header: i for i, header in enumerate(table.headers)}
        ((_, cells),) = table.rows
    kept = {header: cells[i] for header, i in at.items()}
    assert (kept["last name"], kept["company"], kept["notes"]) == (last, company, note)
    assert (kept["Talla; grande"], kept["Estado"]) == (custom, "nuevo")
    assert kept["undeliverable"] == "ana@example.org"
    assert (kept["consent_updates"], kept["consent_marketing_phone"]) == ("yes", "no")
