"""Lists for a purpose hold nobody who refused that channel, and what the purpose needs."""

from collections import Counter
from pathlib import Path

from storage import consent
from storage.events import By
from storage.files.drafts import Reading
from storage.importing import ImportOptions, import_contacts
from storage.lists import letters_to, page_of
from storage.rules.subscriptions import ConsentAct
from storage.tables.people import Contact
from tests.databases import NOW

PEOPLE = """id;nombre;apellidos;empresa;calle;cp;ciudad;billing street;billing city;correo;móvil;acepta comunicaciones
1;Ana;Ruiz;Flores;Mayor 3;46001;Valencia;Nave 4;Elche;ana@example.org;612345678;sí
2;Luis;Paz;;Menor 4;46002;Valencia;;;luis@example.org;699111222;no
3;Eva;Sol;;;;;;;eva@example.org;;sí
4;Mar;Gil;;Sur 5;03201;Elche;;;mar@example.org;655111222;sí
5;Pau;Vila;;Oeste 6;03201;Elche;;;pau@example.org;655333444;
"""  # noqa: E501 - a table reads by its lines


async def people(folder: Path, by: By) -> list[Contact]:
    path = folder / "p.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    options = ImportOptions(Reading(country="ES", language="es", today=NOW.date()))
    await import_contacts(path, options, by, rejected_in=folder, language="es")
    return await Contact.all().order_by("id")


async def test_a_mailing_holds_only_who_may_be_mailed(
    database: str, by: By, tmp_path: Path
) -> None:
    page = await page_of("mailing", await people(tmp_path, by))
    assert [row["external_id"] for row in page.rows] == ["1", "3", "4"]
    assert page.rows[0]["email"] == "ana@example.org"
    assert page.left_out == Counter({"withdrawn": 1, "no_basis": 1})


async def test_a_call_list_holds_nobody_who_refused_calls(
    database: str, by: By, tmp_path: Path
) -> None:
    everybody = await people(tmp_path, by)
    await consent.refuse(everybody[3].id, ConsentAct.WITHDRAWN, by, channel="phone")
    page = await page_of("call", everybody)
    assert [row["external_id"] for row in page.rows] == ["1", "5"]
    assert page.rows[0]["phone"] == "+34612345678"
    assert page.left_out == Counter({"not_callable": 3})


async def test_a_bill_goes_to_the_billing_address_and_to_everybody(
    database: str, by: By, tmp_path: Path
) -> None:
    page = await page_of("billing", await people(tmp_path, by))
    assert len(page.rows) == 5
    assert (page.rows[0]["street"], page.rows[0]["city"]) == ("Nave 4", "Elche")
    assert (page.rows[1]["street"], page.rows[1]["phone"]) == ("Menor 4", "+34699111222")


async def test_no_letter_goes_to_who_refused_post_or_has_no_address(
    database: str, by: By, tmp_path: Path
) -> None:
    everybody = await people(tmp_path, by)
    await consent.refuse(everybody[3].id, ConsentAct.WITHDRAWN, by, channel="post")
    letters, left_out = await letters_to(everybody)
    assert [(letter.name, letter.street) for letter in letters] == [
        ("Ana Ruiz", "Mayor 3"),
        ("Pau Vila", "Oeste 6"),
    ]
    assert left_out == Counter({"withdrawn": 2, "no_postal_address": 1})
