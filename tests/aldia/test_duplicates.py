"""`aldia duplicates`: clusters as scripts read them, and telling apart."""

import shutil
from pathlib import Path

import pytest

from tests.aldia.test_keeping_commands import Script

LIST = """id,first_name,last_name,email,phone,birth_date
A1,José Luis,García Pérez,jl.garcia@gmail.com,612345678,1980-03-12
A2,Pepe,Garcia,jlgarcia+tienda@gmail.com,+34 612 345 678,1980-03-12
A3,Zoraida,Quiñones Ibarra,zoraida@example.org,699111222,1971-01-02
"""


@pytest.fixture
def script(tmp_path: Path, sqlite_template: Path) -> Script:
    """A database with three customers, of whom two are one."""
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "aldia.db")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    made = Script(tmp_path)
    assert made.run("import", str(tmp_path / "list.csv"))[0] == 0
    return made


def test_clusters_name_their_contacts_and_say_why_in_words(script: Script) -> None:
    code, (cluster,), _ = script.run("duplicates")
    assert code == 0
    assert set(cluster) == {"contacts", "external_ids", "verdict", "score", "why"}
    assert cluster["external_ids"] == ["A1", "A2"]
    assert cluster["verdict"] == "same"
    assert len(cluster["why"]) >= 4
    assert not any("_" in reason for reason in cluster["why"])
    assert script.run("duplicates", "--kept")[1] == [cluster]


def test_what_is_told_apart_is_not_shown_again(script: Script) -> None:
    _, (cluster,), _ = script.run("duplicates")
    code, (told,), _ = script.run("duplicates", "--apart", *map(str, cluster["contacts"]))
    assert code == 0
    assert script.run("duplicates")[1] == []
    assert script.run("undo", str(told["event"]))[0] == 0
    assert script.run("duplicates", "--kept")[1] == [cluster]


def test_telling_apart_needs_two(script: Script) -> None:
    assert script.run("duplicates", "--apart", "1")[0] == 2
    assert script.run("duplicates", "1", "2")[0] == 2


def test_the_weekly_job_keeps_what_it_finds(script: Script) -> None:
    code, rows, _ = script.run("job", "duplicates")
    assert code == 0
    assert rows[-1]["contacts"] == 3
    assert rows[-1]["same"] + rows[-1]["maybe"] == 1
    assert len(script.run("duplicates", "--kept")[1]) == 1
