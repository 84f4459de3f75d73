"""A dry run tells what the real run would do, also of rows that stand far apart."""

from dataclasses import replace
from pathlib import Path

from storage.events import By
from storage.importing import Imported
from storage.importing.batch import BATCH
from storage.importing.people import COMPARED
from storage.importing.rehearsing import MOST_A_KEY, Earlier
from storage.importing.rows import Row
from storage.tables.events import Event
from storage.tables.imports import ImportFile, KeptRow
from storage.tables.people import Contact
from tests.storage.importing.test_importing import PLAIN, bring

DRY = replace(PLAIN, dry_run=True)
EMPTY = ";;;;;;"
APART = (
    "1;Ana;Ruiz Gil;ana@example.org;612345678;Valencia;sí",
    "2;Luis;Paz Sol;luis@example.org;;Elche;",
    "3;Rosa;Gil Mora;rosa@example.org;699111222;;",
    "1;Ana;Ruiz Gil;ana@example.org;612345678;Gandía;sí",
    ";Luis;Paz Sol;luis@example.org;622333444;;",
    "4;Anita;Ruiz Gil;ana.ruiz@example.org;612345678;Valencia;",
    "2;Luis;Paz Sol;luis@example.org;622333444;Elche;",
    "1;Ana;Ruiz Gil;ana@example.org;612345678;Gandía;no",
    "5;Rosa;Gil Mora;;699111222;;",
)
"""Whom they are about: 1, 2, 3, then all of them again, and twice somebody much like one."""


def apart(rows: tuple[str, ...], by: int) -> list[str]:
    """Put so many lines between rows as make each a batch of its own."""
    return [line for row in rows for line in (row, *[EMPTY] * (by - 1))]


async def both(folder: Path, by: By, rows: list[str]) -> tuple[Imported, Imported]:
    """Rehearse, see that nothing came of it, and import."""
    before = await KeptRow.all().count(), await Event.all().count(), await Contact.all().count()
    dry = await bring(folder, by, *rows, options=DRY)
    after = await KeptRow.all().count(), await Event.all().count(), await Contact.all().count()
    assert after == before
    return dry, await bring(folder, by, *rows)


async def test_a_dry_run_of_a_short_file_sees_all_of_it(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = apart(APART, BATCH // 3)
    dry, real = await both(tmp_path, by, rows)
    assert len(rows) > 2 * BATCH
    assert dry.counts == real.counts
    assert (real.counts.created, real.counts.updated, real.counts.duplicates) == (5, 3, 2)


async def test_a_dry_run_of_a_long_file_sees_what_a_row_was_about_before(
    database: str, by: By, tmp_path: Path
) -> None:
    """Also where two rows are about one contact that we have, each by another address."""
    await bring(tmp_path, by, "7;Eva;Mir;eva@example.org;;;", name="a.csv")
    await bring(tmp_path, by, "7;Eva;Mir;eva.mir@example.org;;;", name="b.csv")
    eva = (";Eva;Mir;eva@example.org;;Elche;", ";Eva;Mir;eva.mir@example.org;;Elche;")
    rows = apart((eva[0], *APART, eva[1]), BATCH)
    assert len(rows) > COMPARED
    dry, real = await both(tmp_path, by, rows)
    assert dry.counts == real.counts
    assert (real.counts.created, real.counts.updated, real.counts.duplicates) == (5, 5, None)
    assert await ImportFile.all().count() == 3


def test_rows_are_linked_over_what_others_share_with_both() -> None:
    earlier = Earlier()
    rows = [Row(n, (f"row {n}",), None, "{}", "") for n in range(6)]
    keys = [frozenset(one.split()) for one in ("a", "b", "a c", "d", "", "c e")]
    earlier.add(rows, keys)
    assert [n for n, _ in earlier.linked([frozenset("e")])] == [0, 2, 5]
    assert [*earlier.linked([frozenset("b"), frozenset("d")])] == [(1, ("row 1",)), (3, ("row 3",))]
    assert [*earlier.linked([frozenset("x"), frozenset()])] == []
    earlier.close()


def test_what_very_many_share_links_to_the_first_of_them() -> None:
    earlier = Earlier()
    rows = [Row(n, (), None, "{}", "") for n in range(3 * MOST_A_KEY)]
    earlier.add(rows, [frozenset(["info@example.org"])] * len(rows))
    linked = [n for n, _ in earlier.linked([frozenset(["info@example.org"])])]
    assert linked == [*range(MOST_A_KEY)]
    earlier.close()
