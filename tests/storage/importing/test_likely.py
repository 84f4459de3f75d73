"""New contacts that look like known ones are told at import."""

from pathlib import Path

from storage import duplicates
from storage.events import By
from storage.importing import import_contacts
from storage.importing.people import COMPARED
from storage.tables.knowing import DuplicatePair
from storage.tables.people import Contact
from tests.storage.importing.test_importing import HEADERS, PLAIN, bring


async def test_a_new_contact_like_a_known_one_makes_a_pair(
    database: str, by: By, tmp_path: Path
) -> None:
    await bring(tmp_path, by, "1;José;Ruiz Gil;pepe@example.org;612345678;Valencia;")
    rows = ("2;Pepe;Ruiz Gil;pepe@example.org;612345678;Valencia;", "3;Olga;Paz;;;Madrid;")
    done = await bring(tmp_path, by, *rows, name="b.csv")
    assert (done.counts.created, done.counts.duplicates) == (2, 1)
    (pair,) = await DuplicatePair.all()
    people = {c.external_id: c.id for c in await Contact.all()}
    assert (pair.a_id, pair.b_id, pair.state) == (people["1"], people["2"], "open")


async def test_as_many_duplicates_are_told_as_are_listed(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = [
        f"{n};{name};Quiñones Ibarra;anaqi@example.org;612345678;Valencia;"
        for n, name in enumerate(("Ana María", "Ana", "Anamari"))
    ]
    rows += ["7;Pepe;Ruiz Gil;pepe@example.org;;;", "8;José;Ruiz Gil;pepe@example.org;;;"]
    done = await bring(tmp_path, by, *rows)
    assert await DuplicatePair.filter(state="open").count() == 4
    listed = await duplicates.alike()
    assert sorted(len(one.contacts) for one in listed) == [2, 3]
    assert done.counts.duplicates == len(listed) == 2
    more = await bring(tmp_path, by, "9;Zoe;Paz;;;;", name="b.csv")
    assert more.counts.duplicates == 0, "of those that it made itself"


async def test_what_is_told_is_what_the_search_over_everybody_finds(
    database: str, by: By, tmp_path: Path
) -> None:
    """Two of one name, each with a mailbox of that name: common in this list, and no duplicates."""
    example = Path(__file__).parents[3] / "examples" / "clientes.xlsx"
    done = await import_contacts(example, PLAIN, by, rejected_in=tmp_path, language="es")
    assert done.counts.duplicates == len(await duplicates.alike())
    await duplicates.search(by, language="es")
    assert done.counts.duplicates == len(await duplicates.alike())


async def test_a_long_list_is_left_to_the_search_over_everybody(
    database: str, by: By, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    empty = ";;;;;;\n" * COMPARED
    path.write_text(f"{HEADERS}\n1;Ana;Ruiz;;;;\n{empty}", encoding="utf-8")
    done = await import_contacts(path, PLAIN, by, rejected_in=tmp_path, language="es")
    assert (done.counts.created, done.counts.duplicates) == (1, None)
