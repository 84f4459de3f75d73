"""What an import makes of doubtful values is told: how often, and where first."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.events import By
from storage.files.drafts import Draft
from storage.files.reading import open_table
from storage.files.rows import read_row
from storage.files.wording import flag_of
from storage.importing import ImportOptions
from storage.importing.columns import columns_of
from tests.storage.importing.test_importing import PLAIN, READING, bring


async def test_what_is_read_or_left_by_doubt_is_told_once_a_kind(
    database: str, by: By, tmp_path: Path
) -> None:
    rows = (
        "1;Ana;Ruiz;ana@example,org;447911123456;;",
        "2;Luis;Paz;luis@example.org;612345678;;",
        "3;Eva;Sol;;33612345678;;",
        "4;Olga;Mir;;99;;",
    )
    done = await bring(tmp_path, by, *rows)
    told = [(one.flag.code, one.flag.reason, one.row, one.count) for one in done.noticed]
    assert told == [
        ("phone_repaired", "plus_lost", 2, 2),
        ("bad_email", "comma_for_dot", 2, 1),
        ("bad_phone", "too_few_digits", 5, 1),
    ]
    dry = await bring(tmp_path, by, *rows, options=replace(PLAIN, dry_run=True), name="b.csv")
    assert dry.noticed == done.noticed


@pytest.mark.parametrize(
    ("country", "language", "list_", "said"),
    [
        ("ES", "es", "Nombre;Móvil\nAna;447911123456", "había perdido el +"),
        ("GB", "en", "Name;Mobile\nAna;34600123456", "its + was lost"),
        ("RU", "ru", "Имя;Мобильный\nAna;34600123456", "потерян «+»"),
    ],
)
def test_a_plus_that_was_eaten_is_told_in_words(
    tmp_path: Path, country: str, language: str, list_: str, said: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(list_, encoding="utf-8")
    reading = replace(READING, country=country, language=language)
    with open_table(path) as table:
        mapping = columns_of(table, ImportOptions(reading))
        ((number, cells),) = table.rows
    draft = read_row(number, cells, mapping, reading)
    assert isinstance(draft, Draft)
    (flag,) = draft.warnings
    assert list_.rpartition(";")[2] in flag_of(language, flag)
    assert said in flag_of(language, flag)
