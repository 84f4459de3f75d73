"""Backups, rights and set-up, as a script calls `aldia`."""

import asyncio
import fcntl
import json
import os
import shutil
import sqlite3
import stat
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aldia.main import main
from aldia.sandbox.mail_servers import Account, smtp_server
from aldia.settings import load
from tests.fakes.postbox import Postbox


class Script:
    """The program as a script calls it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment: dict[str, str | None] = {
            **{name: None for name in os.environ if name.startswith("ALDIA_")},
            "ALDIA_DATABASE_URL": f"sqlite://{folder / 'data' / 'aldia.db'}",
            "ALDIA_DATA_DIR": str(folder / "data"),
            "ALDIA_LANGUAGE": "en",
            "ALDIA_SECRET_KEY": "a secret of the tests",
        }

    def run(self, *words: str) -> tuple[int, list[dict[str, Any]], str]:
        done = CliRunner().invoke(main, [*words, "--json"], env=self.environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return (
            done.exit_code,
            [json.loads(x) for x in done.stdout.splitlines()],
            done.stderr.strip(),
        )


@pytest.fixture
def script(tmp_path: Path, sqlite_template: Path) -> Script:
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "aldia.db")
    return Script(tmp_path)


def imported(script: Script) -> int:
    path = script.folder / "clientes.csv"
    path.write_text("id,nombre,apellidos,email\nA1,Ana,Ruiz Núñez,ana@example.org\n", "utf-8")
    code, _, err = script.run("import", str(path), "--basis", "contract")
    assert (code, err) == (0, "")
    _, (ana,), _ = script.run("show", "ana@example.org")
    return int(ana["id"])


def test_there_and_back_again_without_whom_we_erased(script: Script) -> None:
    ana = imported(script)
    code, (made,), _ = script.run("backup")
    assert (code, made["verified"], made["contacts"]) == (0, True, 1)
    _, rows, _ = script.run("backups")
    assert [row["id"] for row in rows] == [made["backup"]]

    code, (handed,), _ = script.run("access", str(ana))
    page, data = (Path(p) for p in sorted(handed["files"]))
    assert code == 0
    assert "Ruiz Núñez" in page.read_text("utf-8")
    assert json.loads(data.read_text("utf-8"))["imported_rows"][0]["cells"]
    assert stat.S_IMODE(data.stat().st_mode) == 0o600

    code, rows, err = script.run("erase", str(ana))
    assert (code, rows) == (1, [])
    assert "--yes" in err
    code, (erased,), _ = script.run("erase", str(ana), "--yes")
    assert (code, erased["contact"], erased["traces_wiped"]) == (0, ana, True)
    assert not page.exists()

    code, _, err = script.run("restore", made["backup"])
    assert (code, "--yes" in err) == (1, True)
    code, (restored,), _ = script.run("restore", made["backup"], "--yes")
    assert (code, restored["erased_again"], restored["campaigns_held"]) == (0, 1, True)
    assert b"Ruiz N" not in (script.folder / "data" / "aldia.db").read_bytes()
    code, _, err = script.run("show", "ana@example.org")
    assert code == 1


def test_rows_that_nobody_imported_go_with_whom_they_are_about(script: Script) -> None:
    ana = imported(script)
    path = script.folder / "mal.csv"
    rows = (
        *("id,nombre,apellidos,email,nota", ",,,,ANA@example.org escribió ayer"),
        *(',,,no,"vive en\nMadrid, Ana Ruiz Núñez"', ",,,no,mariana@example.org", ",,,no,nadie"),
    )
    path.write_text("\n".join(rows), "utf-8")
    code, (counts,), err = script.run("import", str(path), "--basis", "contract")
    assert (code, counts["rejected"]) == (0, 4), err
    before = Path(counts["rejected_file"]).read_bytes()
    (_, (erased,), _) = script.run("erase", str(ana), "--yes")
    assert erased["rejected_rows_removed"] == 2
    after = Path(counts["rejected_file"]).read_bytes()
    assert (b"Ana" in after, b"ANA" in after, b"Madrid" in after) == (False, False, False)
    head, *_, last, none = before.split(b"\r\n")
    assert (after.startswith(head), after.endswith(last + b"\r\n"), none) == (True, True, b"")
    assert b"mariana@example.org" in after
    assert [each.name for each in Path(counts["rejected_file"]).parent.iterdir()] == [
        Path(counts["rejected_file"]).name
    ]


def test_each_mistake_is_one_plain_line(script: Script) -> None:
    for words in (
        ("restore", "2020-01-01T000000Z", "--yes"),
        ("erase", "99", "--yes"),
        ("access", "99"),
        ("init",),
    ):
        code, rows, err = script.run(*words)
        assert (code, rows) == (1, []), words
        assert len(err.splitlines()) == 1, err


def test_migrate_makes_a_backup_first_and_nothing_the_second_time(script: Script) -> None:
    imported(script)
    path = script.folder / "data" / "aldia.db"
    with sqlite3.connect(path) as opened:
        last = opened.execute("SELECT max(name) FROM tortoise_migrations").fetchone()[0]
        opened.execute("DROP TRIGGER event_no_update")
    code, (done,), _ = script.run("migrate")
    assert (code, done) == (0, {"applied": [], "backup": None})
    path.unlink()
    code, (done,), _ = script.run("migrate")
    assert code == 0
    assert last in done["applied"]


def test_restore_and_migrate_say_who_has_the_database(script: Script) -> None:
    imported(script)
    _, (made,), _ = script.run("backup")
    with (script.folder / "data" / "aldia.db.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("shop:4711")
        lock.flush()
        for words in (("restore", made["backup"], "--yes"), ("migrate",)):
            code, _, err = script.run(*words)
            assert code == 1
            assert "shop:4711" in err
    other = get_context("fork").Process(target=_look_for_long, args=(script.folder,))
    other.start()
    while not (script.folder / "looking").exists():
        time.sleep(0.01)
    code, _, err = script.run("restore", made["backup"], "--yes")
    other.kill()
    other.join()
    assert code == 1
    assert str(other.pid) in err


def _look_for_long(folder: Path) -> None:
    opened = sqlite3.connect(folder / "data" / "aldia.db")
    opened.execute("SELECT 1 FROM contact").fetchall()
    (folder / "looking").touch()
    time.sleep(60)


@pytest.mark.parametrize("command", ["backup", "restore"])
@pytest.mark.parametrize("after", [0.02, 0.1, 0.3])
def test_a_kill_in_the_middle_leaves_a_usable_database(
    script: Script, command: str, after: float
) -> None:
    ana = imported(script)
    _, (made,), _ = script.run("backup")
    words = ("restore", made["backup"], "--yes") if command == "restore" else ("backup",)
    child = get_context("fork").Process(target=script.run, args=words)
    child.start()
    time.sleep(after)
    child.kill()
    child.join()
    code, (found,), _ = script.run("show", str(ana))
    assert (code, found["last_name"]) == (0, "Ruiz Núñez")
    code, _, err = script.run(*words)
    assert (code, err) == (0, "")
    left = [p.name for p in (script.folder / "data").rglob("*") if ".making" in p.name]
    assert left == []
    with sqlite3.connect(script.folder / "data" / "aldia.db") as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_doctor_names_each_fault_and_fails(script: Script) -> None:
    code, rows, err = script.run("doctor")
    states = {row["check"]: row["state"] for row in rows}
    assert code == 1
    assert (states["database"], states["backups"], states["smtp"]) == ("ok", "fault", "skipped")
    assert len(err.splitlines()) == 1


async def test_init_checks_each_answer_and_writes_them_where_only_we_can_read(
    tmp_path: Path,
) -> None:
    script = Script(tmp_path)
    script.environment |= dict.fromkeys(("ALDIA_SECRET_KEY", "ALDIA_DATA_DIR"))
    into, where = tmp_path / ".env", f"sqlite://{tmp_path / 'shop.db'}"
    async with smtp_server(Postbox(), login=Account("tienda", "it's a \\ secret")) as smtp:
        url = f"smtp://tienda:{{}}@{smtp.host}:{smtp.port}"
        words = ("init", "--yes", "--into", str(into), "--database-url", where, "--smtp-url")
        wrong = await asyncio.to_thread(script.run, *words, url.format("mala"))
        assert (wrong[0], into.exists()) == (1, False)
        assert "127.0.0.1" in wrong[2]
        password = "it%27s%20a%20%5C%20secret"
        good = await asyncio.to_thread(script.run, *words, url.format(password))
    assert (good[0], good[2]) == (0, "")
    assert stat.S_IMODE(into.stat().st_mode) == 0o600
    assert (tmp_path / "shop.db").exists()
    written = load(into)
    assert written.smtp_url == url.format(password)
    assert len(written.secret_key or "") >= 32
    again = await asyncio.to_thread(script.run, *words, url.format("x"))
    assert (again[0], "--into" in again[2]) == (1, True)
