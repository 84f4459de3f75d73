"""Exports, a page at a time: who is in the file, in which order and columns, on both databases."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from storage import consent, exporting, notes
from storage.events import By
from storage.exporting import PAGE, SHORT, export, export_labels, export_list, export_short
from storage.rules.subscriptions import ConsentAct
from storage.tables.people import Contact
from tests.databases import NOW
from tests.storage.people import person


def rows_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def silent(_done: int, _total: int | None) -> None:
    """Show no progress."""


async def many(count: int) -> list[int]:
    """Return so many contacts that one page does not hold them."""
    await Contact.bulk_create(
        [Contact(first_name=f"N{n}", created_at=NOW, updated_at=NOW) for n in range(count)]
    )
    return [int(str(i)) for i in await Contact.all().order_by("id").values_list("id", flat=True)]


async def test_the_short_list_keeps_the_order_that_was_asked_for_over_many_pages(
    database: str, tmp_path: Path
) -> None:
    ids = [*reversed(await many(PAGE + 7))]
    path = tmp_path / "list.csv"
    assert await export_short(path, ids, NOW) == PAGE + 7
    found = rows_in(path)
    assert tuple(found[0]) == SHORT
    assert [int(row["id"]) for row in found] == ids


async def test_the_short_list_is_a_workbook_or_cards_too(
    database: str, by: By, tmp_path: Path
) -> None:
    ana = await person(by, email="ana@example.org", city="Elche", postcode="03201")
    await notes.add(ana, "paga tarde", by)
    assert await export_short(tmp_path / "list.xlsx", [ana, 999], NOW) == 1
    header, row = load_workbook(tmp_path / "list.xlsx").active.values
    assert header == SHORT
    assert (row[0], row[4], row[7], row[8]) == (ana, "ana@example.org", "Elche", "03201")
    assert await export_short(tmp_path / "list.vcf", [ana, 999], NOW) == 1
    card = (tmp_path / "list.vcf").read_text()
    assert "EMAIL;TYPE=INTERNET:ana@example.org" in card
    assert "paga tarde" not in card, "a card is handed on"


async def test_whole_records_bring_notes_and_every_page(
    database: str, by: By, tmp_path: Path
) -> None:
    await many(PAGE)
    ana = await person(by)
    await notes.add(ana, "paga tarde", by)
    told: list[tuple[int, int | None]] = []
    path = tmp_path / "all.csv"
    count = await export(path, Contact.all(), NOW, lambda n, of: told.append((n, of)))
    assert count == PAGE + 1
    assert rows_in(path)[-1]["notes"] == "paga tarde"
    assert told == [(PAGE, PAGE + 1), (PAGE + 1, PAGE + 1)]


async def test_nobody_who_refused_is_on_a_list_or_gets_a_label(
    database: str, by: By, tmp_path: Path
) -> None:
    ana = await person(by, street="Calle Mayor 1", city="Elche", postcode="03201")
    eva = await person(by, "Eva", street="Calle Mayor 1", city="Elche", postcode="03201")
    await consent.refuse(eva, ConsentAct.COMPLAINED, by)
    everybody = Contact.filter(id__in=[ana, eva])
    labels = await export_labels(
        tmp_path / "l.pdf", everybody, silent, sheet="L7160", home="ES", language="es"
    )
    assert labels == (1, {"complained": 1})
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF")
    path = tmp_path / "mail.csv"
    count, left_out = await export_list(path, everybody, "mailing", "marketing", silent)
    assert (count, left_out) == (1, {"complained": 1})
    assert [row["first_name"] for row in rows_in(path)] == ["Ana"]


@pytest.mark.parametrize("ending", exporting.ENDINGS)
async def test_an_export_of_nobody_is_a_file_with_its_columns(
    database: str, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"none{ending}"
    assert await export(path, Contact.all(), NOW, silent) == 0
    assert path.exists()
