"""`aldia import`, `aldia imports` and `aldia revert`, as a script calls them."""

import shutil
from pathlib import Path

import pytest

from tests.aldia.test_keeping_commands import Script

HEADERS = "id,nombre,email,ciudad"


@pytest.fixture
def script(tmp_path: Path, sqlite_template: Path) -> Script:
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "aldia.db")
    return Script(tmp_path)


def test_a_file_comes_in_is_listed_and_is_taken_back(script: Script) -> None:
    path = script.folder / "list.csv"
    path.write_text(f"{HEADERS}\n1,Ana,ana@example.org,Elche\n2,Eva,eva@example.org,\n", "utf-8")
    code, (counts,), err = script.run("import", str(path))
    assert (code, err, counts["created"]) == (0, "", 2)
    assert counts["events"]["count"] == 2
    assert counts["events"]["last"] - counts["events"]["first"] == 1
    number = str(counts["import"])
    (listed,) = script.run("imports")[1]
    assert (listed["id"], listed["file"], listed["state"]) == (counts["import"], "list.csv", "done")
    code, (dry,), _ = script.run("revert", number, "--dry-run")
    assert (code, dry["removed"], dry["events"]) == (0, 2, None)
    assert len(script.run("find", "")[1]) == 2
    code, (done,), err = script.run("revert", number)
    assert (code, err, done["removed"], done["left"]) == (0, "", 2, {})
    assert done["events"]["count"] == 2
    assert script.run("find", "")[1] == []
    code, _, err = script.run("revert", number)
    assert code == 1
    assert "Traceback" not in err
    assert number in err


def test_an_unknown_import_is_one_line(script: Script) -> None:
    code, _, err = script.run("revert", "77")
    assert code == 1
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--map", "ciudad"),
        ("--map", "=city"),
        ("--map", "ciudad=nosuch"),
        ("--map", "nosuch=city"),
        ("--basis", "consent"),
        ("--basis", "consent", "--consent", "Yes?", "--consent-date", "2999-01-01"),
    ],
)
def test_an_import_called_wrongly_is_one_line_and_two(
    script: Script, words: tuple[str, ...]
) -> None:
    path = script.folder / "list.csv"
    path.write_text(f"{HEADERS}\n1,Ana,ana@example.org,Elche\n", "utf-8")
    code, out, err = script.run("import", str(path), *words)
    assert (code, out, len(err.splitlines())) == (2, [], 1)
    assert script.run("imports")[1] == []


def test_an_ending_that_we_do_not_write_is_misuse(script: Script) -> None:
    for words in (("all.doc",), ("all.pdf",), ("all.vcf", "--list", "call")):
        code, _, err = script.run("export", *words)
        assert (code, len(err.splitlines())) == (2, 1)


def test_what_was_mended_or_left_as_typed_is_told(script: Script) -> None:
    path = script.folder / "list.csv"
    path.write_text("nombre;correo;móvil\nAna;ana@example,org;447911123456\n", "utf-8")
    _, (told,), _ = script.run("import", str(path), "--dry-run")
    first = {"row": 2, "count": 1}
    bad = {"code": "bad_email", "field": "email", "reason": "comma_for_dot"}
    mended = {"code": "phone_repaired", "field": "phone", "reason": "plus_lost"}
    assert told["noticed"] == [
        bad | {"value": "ana@example,org"} | first,
        mended | {"value": "447911123456"} | first,
    ]
