"""A rehearsal by itself: what is recorded is what happened, and what cannot be rehearsed."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from aldia.main import main
from aldia.sandbox.rehearsal import rehearse, staged
from aldia.settings import Settings
from storage.events import By
from storage.files.drafts import Reading
from storage.importing import ImportOptions
from storage.run_status import status
from storage.tables.campaigns import Delivery
from storage.tables.events import Event
from tests.aldia.sandbox.town import EACH, settle
from tests.databases import NOW

OPTIONS = ImportOptions(
    Reading(country="ES", language="es", today=date(2026, 7, 6)), basis="contract"
)
KINDS = (
    *("confirmed", "corrected", "unsubscribed", "bounced_hard", "bounced_soft"),
    *("complaints", "auto_replies", "to_review", "silent"),
)


async def test_what_is_recorded_is_what_the_customers_did(
    tmp_path: Path, sqlite_template: Path
) -> None:
    town = settle(tmp_path / "sixty.csv", EACH)
    shutil.copy(sqlite_template, tmp_path / "aldia.db")

    async with staged(tmp_path, Settings(), NOW, town=town) as stage:
        done = await rehearse(stage, tmp_path / "sixty.csv", OPTIONS, lambda _days, _all: None)

        assert {kind: done[kind] for kind in KINDS} == {k: done["played"].get(k, 0) for k in KINDS}
        assert done["played"] == {
            "confirmed": EACH["confirms"],
            "corrected": EACH["corrects"] + EACH["moves"],
            "unsubscribed": EACH["unsubscribes"],
            "bounced_hard": EACH["is_dead"] + EACH["is_refused"],
            "bounced_soft": EACH["is_full"],
            "complaints": EACH["complains"],
            "auto_replies": EACH["is_on_holiday"],
            "to_review": EACH["asks"],
            "silent": EACH["stays_silent"],
            "mailed": sum(EACH.values()),
        }
        assert (done["imported"]["created"], done["state"]) == (60, "closed")
        assert done["pauses"] > 0

        before = await _everything(done["run"])
        jobs = stage.house.jobs()
        for name in ("mailbox", "sweep", "remind", "send", "mailbox"):
            await jobs[name](By(f"job:{name}", stage.clock.now()))
        assert await _everything(done["run"]) == before
        assert len(stage.post.mailed) == sum(EACH.values())


async def _everything(run_id: int) -> object:
    counts = await status(run_id, NOW)
    return counts, await Event.all().count(), await Delivery.all().count()


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["nowhere.xlsx", "--headless"], "nowhere.xlsx", 1),
        (["letter.docx", "--headless"], "letter.docx", 1),
        (["empty.csv", "--headless", "--json"], "empty.csv", 1),
        (["customers.csv", "--headless", "--keep", "kept"], "--keep", 1),
        (["customers.csv", "--headless", "--keep", "empty.csv"], "empty.csv", 1),
        (["customers.csv", "--headless", "--basis", "consent"], "--consent", 2),
        (["customers.csv", "--headles"], "--headles", 2),
        (["customers.csv", "--headless", "--basis", "hope"], "hope", 2),
    ],
)
def test_a_fault_is_one_line_before_anything_starts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    settle(tmp_path / "customers.csv", {"confirms": 1})
    (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04 no spreadsheet")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "aldia.db").write_bytes(b"precious")

    result = CliRunner().invoke(main, ["sandbox", *arguments])

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    if code == 1:
        assert len(result.stderr.strip().splitlines()) == 1
    assert (tmp_path / "kept" / "aldia.db").read_bytes() == b"precious"


def test_the_command_ends_with_one_object(tmp_path: Path) -> None:
    settle(tmp_path / "three.csv", {"confirms": 1, "stays_silent": 2})
    arguments = [str(tmp_path / "three.csv"), "--headless", "--json", "--basis", "contract"]

    result = CliRunner().invoke(main, ["sandbox", *arguments, "--keep", str(tmp_path / "kept")])

    assert result.exit_code == 0, result.output
    done = json.loads(result.stdout)
    assert {kind: done[kind] for kind in KINDS} == {k: done["played"].get(k, 0) for k in KINDS}
    assert done["played"]["mailed"] == 3
    assert Path(done["database"]).is_file()
