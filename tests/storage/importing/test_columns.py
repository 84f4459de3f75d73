"""What columns mean: corrected by a person, remembered for the layout, and what that changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.events import By
from storage.files import FileError
from storage.files.drafts import Reading
from storage.files.reading import open_table
from storage.importing import Imported, ImportOptions, import_contacts
from storage.importing.columns import columns_of, remember, remembered
from storage.tables.people import Contact, CustomField
from tests.databases import NOW

OPTIONS = ImportOptions(Reading(country="ES", language="es", today=NOW.date()))
FILE = "Ficha;Cliente;Zona;Apodo\n7;Ana Ruiz;Norte;Anita\n"


def written(folder: Path, text: str = FILE) -> Path:
    path = folder / "c.csv"
    path.write_text(text, encoding="utf-8")
    return path


async def bring(path: Path, by: By, options: ImportOptions = OPTIONS) -> Imported:
    return await import_contacts(path, options, by, rejected_in=path.parent, language="es")


def fields(path: Path, options: ImportOptions) -> list[str]:
    with open_table(path) as table:
        return [column.field for column in columns_of(table, options).columns]


def test_a_correction_wins_and_may_leave_a_column_out(tmp_path: Path) -> None:
    path = written(tmp_path)
    said = replace(OPTIONS, columns=(("ficha", "id"), ("Apodo", "-"), ("Zona", "city/billing")))
    assert fields(path, said) == ["external_id", "full_name", "city", "ignored"]


@pytest.mark.parametrize(
    ("said", "code"),
    [(("Nada", "city"), "no_such_column"), (("Zona", "planeta"), "no_such_field")],
)
def test_a_wrong_correction_is_named(tmp_path: Path, said: tuple[str, str], code: str) -> None:
    with pytest.raises(FileError, match=code):
        fields(written(tmp_path), replace(OPTIONS, columns=(said,)))


@pytest.mark.parametrize(
    ("system", "code"),
    [("hubspot", "not_from"), ("vcard", "not_that_kind"), ("access", "not_that_kind")],
)
def test_a_wrong_system_is_named(tmp_path: Path, system: str, code: str) -> None:
    with pytest.raises(FileError, match=code):
        fields(written(tmp_path), replace(OPTIONS, system=system))


async def test_corrections_are_remembered_for_a_layout(
    database: str, by: By, tmp_path: Path
) -> None:
    headers = ("Ficha", "Cliente", "Zona", "Apodo")
    await remember(headers, {"Apodo": "greeting"}, by)
    await remember(headers, {"Zona": "custom"}, by)
    assert dict(await remembered(("FICHA", "cliente", "zona", "apodo"))) == {
        "Apodo": "greeting",
        "Zona": "custom",
    }
    assert await remembered(headers[:3]) == ()


async def test_a_column_makes_a_custom_field_once_it_has_a_value(
    database: str, by: By, tmp_path: Path
) -> None:
    empty = [f"Vacía {n}" for n in range(3)]
    rows = [f"{n};Ana;{'azul' if n == 1500 else ''};XL;;;" for n in range(1501)]
    head = ";".join(("id", "Nombre", "Color", "Talla", *empty))
    path = written(tmp_path, "\n".join((head, *rows)))
    await bring(path, by, replace(OPTIONS, dry_run=True))
    assert not await CustomField.exists()
    await bring(path, by)
    fields = await CustomField.all().order_by("id").values_list("name", "type")
    assert fields == [("Talla", "text"), ("Color", "text")]


async def test_a_source_marks_new_contacts_only(database: str, by: By, tmp_path: Path) -> None:
    await bring(written(tmp_path, "id;nombre\n1;Ana\n"), by)
    later = written(tmp_path, "id;nombre;origen;talla\n1;Ana;;M\n2;Luis;;L\n3;Eva;Web;S\n")
    await bring(later, by, replace(OPTIONS, source="Feria 2026"))
    people = await Contact.all().order_by("id")
    assert [one.source for one in people] == ["", "Feria 2026", "Web"]
    assert [one.custom for one in people] == [{"talla": size} for size in ("M", "L", "S")]
