"""`aldia merge` and taking it back, as a script calls it."""

import os
import shutil
from pathlib import Path

import pytest

from tests.aldia.test_keeping_commands import Script

HEADERS = "id,nombre,apellidos,email,empresa"
FIRST = ("A1,Ana,Ruiz,ana@example.org,", "B2,Ana,Ruiz Gómez,ana@example.com,Flores SL")


@pytest.fixture
def script(tmp_path: Path, sqlite_template: Path) -> Script:
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "aldia.db")
    return Script(tmp_path)


def bring(script: Script, name: str, *rows: str) -> dict[str, object]:
    path = script.folder / f"{name}.csv"
    path.write_text(os.linesep.join([HEADERS, *rows]), "utf-8")
    code, (counts,), err = script.run("import", str(path), "--basis", "contract")
    assert (code, err) == (0, "")
    return counts


def ids(script: Script) -> list[str]:
    return [
        str(script.run("show", mail)[1][0]["id"]) for mail in ("ana@example.org", "ana@example.com")
    ]


def test_a_rehearsal_then_a_merge_then_back(script: Script) -> None:
    bring(script, "first", *FIRST)
    first, second = ids(script)
    code, (told,), _ = script.run("merge", first, second, "--dry-run")
    assert (code, told["dry_run"], told["events"]) == (0, True, [])
    assert len({*ids(script)}) == 2
    code, (done,), err = script.run("merge", first, second)
    assert (code, err) == (0, "")
    assert {**told, "events": done["events"], "dry_run": False} == done
    assert (done["contact"], done["merged"]) == (int(first), [int(second)])
    assert {one["field"]: one["value"] for one in done["won"]} == {
        "last_name": "Ruiz Gómez",
        "company": "Flores SL",
    }
    beside = {(one["field"], one["value"], one["from"]) for one in done["beside"]}
    assert ("email", "ana@example.com", int(second)) in beside
    assert ids(script) == [first, first]
    found = script.run("find", "ana")[1]
    assert [row["id"] for row in found] == [int(first)]
    code, (undone,), _ = script.run("undo", str(done["events"][0]))
    assert (code, undone["separated"], undone["left"]) == (0, int(second), [])
    assert ids(script) == [first, second]
    assert script.run("show", first)[1][0]["last_name"] == "Ruiz"


def test_a_later_file_of_either_system_updates_the_one_that_stands_for_both(script: Script) -> None:
    bring(script, "first", *FIRST)
    first, second = ids(script)
    script.run("merge", first, second)
    later = bring(script, "later", "B2,Ana,Ruiz Gómez,ana@example.com,Rosas SL")
    assert (later["created"], later["updated"]) == (0, 1)
    assert script.run("show", first)[1][0]["company"] == "Rosas SL"


def test_what_cannot_be_merged_is_one_line_and_what_was_misused_another(script: Script) -> None:
    bring(script, "first", *FIRST)
    first, second = ids(script)
    take = ("merge", first, second, "--take")
    for exit_code, words in (
        (1, ("merge", first, "999")),
        (2, ("merge", first)),
        (2, ("merge", first, first)),
        (2, (*take, "first_name")),
        (2, (*take, f"shoes={first}")),
    ):
        code, out, err = script.run(*words)
        assert (code, out, len(err.splitlines())) == (exit_code, [], 1), err
    script.run("duplicates", "--apart", first, second)
    code, out, err = script.run("merge", first, second)
    assert (code, out, len(err.splitlines()), "--anyway" in err) == (1, [], 1, True)
    code, (told,), err = script.run("merge", first, second, "--anyway", "--dry-run")
    assert (code, told["warnings"][0]) == (0, "was_told_apart")
    script.run("merge", first, second, "--anyway", "--take", f"last_name={first}")
    assert script.run("show", second)[1][0]["last_name"] == "Ruiz"
    code, _, err = script.run("merge", first, second)
    assert (code, f"is part of {first}" in err) == (1, True)
