"""What a file says of companies goes to their accounts, where these have gaps."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage import accounts
from storage.accounts import Kept
from storage.events import By
from storage.files.drafts import Draft, Reading
from storage.files.headers import propose_mapping
from storage.files.rows import read_row
from storage.importing import Imported, import_contacts
from storage.importing.reverting import Reverted, revert
from storage.tables.accounts import Account, Affiliation
from storage.tables.people import Contact, CustomField
from tests.storage.importing.test_importing import PLAIN, shown

FILL = replace(PLAIN, fill=True)
OURS = "id;nombre;correo;empresa\n1;Ana;ana@example.org;{}"


async def bring(folder: Path, by: By, text: str, **more: Any) -> Imported:
    path = folder / "c.csv"
    path.write_text(text, "utf-8")
    options = replace(PLAIN, **more)
    return await import_contacts(path, options, by, rejected_in=folder, language="es")


async def firm(word: str = "ana@example.org") -> list[tuple[Any, ...]]:
    named = ("name", "industry", "industry_code", "size")
    return [tuple(one[name] for name in named) for one in (await shown(word))["accounts"]]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *[(name, "industry_code") for name in ("Industry code", "NAICS", "SIC Code", "CNAE")],
        *[(name, "industry_code") for name in ("Código CNAE", "ОКВЭД", "NACE", "Código NAF")],
        *[(name, "company_size") for name in ("Staff count", "Employees", "Nº de empleados")],
        *[(name, "company_size") for name in ("Численность", "Number of Employees", "Plantilla")],
        *[(name, "industry") for name in ("Industry", "Sector", "Отрасль")],
    ],
)
def test_headers_of_companies_are_known(header: str, field: str) -> None:
    (column,) = propose_mapping([header], []).columns
    assert column.field == field


@pytest.mark.parametrize(
    ("code", "staff", "firm", "custom"),
    [
        ("4776", "12", [("industry_code", "4776"), ("size", "12")], {}),
        ("G47.76", "1.200", [("industry_code", "G47.76"), ("size", "1200")], {}),
        ("4776 - Flores", "35 empleados",
         [("industry_code", "4776"), ("industry", "Flores"), ("size", "35")], {}),
        ("Comercio de flores", "11-50", [("industry", "Comercio de flores")], {"Staff": "11-50"}),
        ("", "500+", [], {"Staff": "500+"}),
        ("", "Marta", [], {"Staff": "Marta"}),
    ],
)  # fmt: skip
def test_a_row_tells_of_its_company(
    code: str, staff: str, firm: list[tuple[str, str]], custom: dict[str, str]
) -> None:
    headers = ["Name", "Company", "CNAE", "Staff"]
    mapping = propose_mapping(headers, [])
    draft = read_row(1, ["Ana", "Paz SL", code, staff], mapping, Reading())
    assert isinstance(draft, Draft)
    assert [(value.field, value.text) for value in draft.firm] == firm
    assert dict(draft.custom) == custom


async def test_a_vendors_list_fills_the_gaps_of_accounts(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, OURS.format("Flores Gil, S.L."))
    (ana,) = await Contact.all()
    made = await accounts.find_or_create("Flores Gil, S.L.", by)
    assert isinstance(made, Kept)
    await accounts.join(made.account_id, ana.id, by)
    await accounts.change(made.account_id, by, industry="flores")
    vendor = "id;empresa;sector;CNAE;empleados\n1;FLORES GIL SL;comercio;4776;12"
    done = await bring(tmp_path, by, vendor, fill=True)
    assert (done.counts.updated, done.counts.unchanged) == (1, 0)
    assert await firm() == [("Flores Gil, S.L.", "flores", "4776", 12)]
    assert (await Contact.get(id=ana.id)).custom == {}
    assert not await CustomField.exists()
    later = "id;CNAE;empleados\n1;9999;99"
    assert (await bring(tmp_path, by, later, fill=True)).counts.unchanged == 1
    assert await firm() == [("Flores Gil, S.L.", "flores", "4776", 12)]


async def test_an_account_is_made_where_there_is_none_and_goes_with_the_import(
    database: str, by: By, tmp_path: Path
) -> None:
    text = (
        "id;nombre;correo;empresa;NAICS;staff count\n"
        "1;Ana;ana@example.org;Paz SL;442110;12\n"
        "2;Luis;luis@example.org;Paz SL;442110;15\n"
        "3;Eva;eva@example.org;Sol SL;;"
    )
    done = await bring(tmp_path, by, text)
    assert await firm() == await firm("luis@example.org") == [("Paz SL", "", "442110", 12)]
    assert await Account.all().count() == 1, "a name alone makes none"
    again = await bring(tmp_path, by, text)
    assert again.counts.unchanged == 3
    back = await revert(done.import_id or 0, by)
    assert isinstance(back, Reverted)
    assert (back.removed, dict(back.left)) == (3, {})
    for model in (Account, Affiliation, Contact):
        assert not await model.all().exists()


async def test_what_is_said_of_another_company_stays_with_the_contact(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, OURS.format("Paz SL"))
    vendor = "id;empresa;CNAE;empleados\n1;Sol SL;4776;12"
    await bring(tmp_path, by, vendor, fill=True)
    assert (await Contact.get()).custom == {"CNAE": "4776", "empleados": "12"}
    assert not await Account.all().exists()


async def test_without_a_company_it_stays_with_the_contact(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "id;nombre;correo;CNAE\n1;Ana;ana@example.org;4776")
    assert (await Contact.get()).custom == {"CNAE": "4776"}
    assert [field.name for field in await CustomField.all()] == ["CNAE"]
    await bring(tmp_path, by, OURS.format("Paz SL"))
    await bring(tmp_path, by, "id;CNAE;empleados\n1;4776;12", fill=True)
    assert await firm() == [("Paz SL", "", "4776", 12)]
