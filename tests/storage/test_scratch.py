"""Scratch folders hold names of customers: none outlives its work, and nobody's living is taken."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.scratch import scratch, sweep

WORKING = """
import sys
from pathlib import Path
from storage.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "people").write_text("Ana Ruiz")
    print(folder, flush=True)
    sys.stdin.read()
"""


def at_work(within: Path) -> tuple["subprocess.Popen[str]", Path]:
    """Start a process that works in a scratch folder; return it and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKING, str(within)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def ended(process: "subprocess.Popen[str]") -> None:
    """Kill a process as the system does."""
    process.kill()
    process.communicate()


def test_a_folder_is_its_makers_alone_and_goes_with_its_work(tmp_path: Path) -> None:
    with scratch(tmp_path) as folder:
        (folder / "people").write_text("Ana Ruiz")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert [*tmp_path.iterdir()] == []


def test_a_folder_goes_where_its_work_failed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such day"), scratch(tmp_path):
        raise ValueError("no such day")
    assert [*tmp_path.iterdir()] == []


def test_what_a_killed_process_left_is_swept_by_the_next(tmp_path: Path) -> None:
    process, left = at_work(tmp_path)
    ended(process)
    assert (left / "people").exists()
    with scratch(tmp_path) as folder:
        assert [*tmp_path.iterdir()] == [folder]


def test_what_others_work_in_stays(tmp_path: Path) -> None:
    process, theirs = at_work(tmp_path)
    try:
        with scratch(tmp_path) as ours:
            assert sweep(tmp_path) == 0
            assert {*tmp_path.iterdir()} == {ours, theirs}
    finally:
        ended(process)
    assert sweep(tmp_path) == 1


def test_only_folders_of_ours_are_swept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "list.csv").write_text("Ana")
    (tmp_path / "aldia-scratch-link").symlink_to(kept)
    (tmp_path / "aldia-scratch-file").write_text("")
    assert sweep(tmp_path) == 0
    assert (kept / "list.csv").exists()
