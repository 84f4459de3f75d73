"""Files of sales on the way in: write the rows, import them, look at what is there."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage.events import By
from storage.files.drafts import Reading
from storage.importing import Imported, ImportOptions
from storage.importing.sales import import_sales
from storage.showing import show
from tests.databases import NOW
from tests.storage.people import person

OPTIONS = ImportOptions(Reading(country="ES", language="es", today=NOW.date()))


async def bring(
    folder: Path, by: By, text: str, kind: str = "orders", name: str = "ventas.csv", **stated: Any
) -> Imported:
    """Import rows, written as lines of a file; `stated` are options of the import."""
    path = folder / name
    path.write_text("\n".join(line.strip() for line in text.strip().splitlines()), "utf-8")
    options = replace(OPTIONS, **stated)
    return await import_sales(path, kind, options, by, rejected_in=folder, language="es")


def sample(name: str) -> str:
    """Return a file as a program writes it, with invented people."""
    return (Path(__file__).parent / "samples" / name).read_text("utf-8")


def told(done: Imported) -> tuple[int, ...]:
    """Return read, created, updated, unchanged, skipped, rejected; they always add up."""
    c = done.counts
    assert c.read == c.created + c.updated + c.unchanged + c.skipped + c.rejected
    return c.read, c.created, c.updated, c.unchanged, c.skipped, c.rejected


async def record(contact_id: int) -> dict[str, Any]:
    """Return everything known of a contact."""
    found = await show(contact_id, NOW)
    assert found is not None
    return found


async def people(by: By) -> tuple[int, int]:
    """Make Ana Ruiz and Luis Paz, who have an address, a phone and a number each."""
    ana = await person(
        by, "Ana", last_name="Ruiz", mobile="612345678", company="Muebles Paz", agrees=False
    )
    luis = await person(by, "Luis", last_name="Paz", agrees=False)
    return ana, luis


def reasons(done: Imported) -> list[str]:
    """Return why rows were rejected, in words, from the file of rejected rows."""
    if done.rejected_file is None:
        return []
    with done.rejected_file.open(encoding="utf-8-sig", newline="") as file:
        return [row[1] for row in csv.reader(file, delimiter=";")][1:]
