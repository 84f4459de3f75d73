"""What is said and done when a server that tests need is not installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.need import required

ROOT = Path(__file__).parents[2]
TESTS = """
from tests.servers.need import missing, program

def test_one():
    program("no-such-daemon", package="no-such-package")

def test_two():
    program("no-such-daemon", package="no-such-package")

def test_three():
    missing("postfix", "and to be root")

def test_four():
    assert program("sh", package="dash").name == "sh"
"""


def run_pytest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_lacking.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.servers.fixtures"]
    known = {k: v for k, v in os.environ.items() if k not in ("CI", "ALDIA_REQUIRE_SERVERS")}
    where = ["--rootdir", str(folder), "-o", "addopts=", str(folder)]
    return subprocess.run(
        [*command, *where],
        cwd=ROOT,
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_it_tests_are_skipped_and_the_run_ends_by_naming_it(tmp_path: Path) -> None:
    done = run_pytest(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "NOT TRIED" in done.stdout
    assert "   2 tests need no-such-package" in done.stdout
    assert "   1 tests need postfix (and to be root)" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("1 passed, 3 skipped")


def test_where_servers_are_required_the_tests_fail(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, CI="true")
    assert done.returncode == 1
    assert "needs the Debian package no-such-package" in done.stdout
    assert "3 failed, 1 passed" in done.stdout


@pytest.mark.parametrize(
    ("environment", "are_required"),
    [
        ({}, False),
        ({"CI": "true"}, True),
        ({"CI": "false"}, False),
        ({"ALDIA_REQUIRE_SERVERS": "1"}, True),
    ],
)
def test_servers_are_required_in_ci_or_when_asked(
    environment: dict[str, str], are_required: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CI", "ALDIA_REQUIRE_SERVERS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert required() is are_required


def install_with(folder: Path, **programs: str) -> subprocess.CompletedProcess[str]:
    for name, script in programs.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    for name in ("grep", "sh", "cat", "chmod", "env", "rm", "tee"):
        (folder / name).symlink_to(Path("/usr/bin") / name)
    command = ["/bin/sh", str(ROOT / "tests/servers/install")]
    return subprocess.run(
        command, env={"PATH": str(folder)}, capture_output=True, text=True, check=False
    )


def test_one_who_may_not_install_is_told_what_is_lacking(tmp_path: Path) -> None:
    done = install_with(
        tmp_path, dpkg_query="exit 1", apt_get="exit 1", id="echo 1000", sudo="exit 1"
    )
    assert done.returncode == 0
    assert "only be installed as root" in done.stderr
    assert "postgresql dovecot-imapd dovecot-lmtpd postfix chromium" in done.stderr


def test_root_installs_by_name_what_is_lacking_and_nothing_else(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    done = install_with(
        tmp_path,
        dpkg_query='case "$4" in postfix|postgresql) exit 1;; esac; echo install ok installed',
        apt_get=f'echo "$@" >> {calls}',
        debconf_set_selections="cat >/dev/null",
        id="echo 0",
    )
    assert (done.returncode, done.stderr) == (0, "")
    update, install = calls.read_text().splitlines()
    assert update.endswith("update")
    assert install.endswith("install -y --no-install-recommends postgresql postfix")


def test_an_apt_get_that_fails_is_no_failure_of_ours(tmp_path: Path) -> None:
    done = install_with(
        tmp_path,
        dpkg_query="exit 1",
        apt_get="echo no network >&2; exit 100",
        debconf_set_selections="cat >/dev/null",
        id="echo 0",
    )
    assert done.returncode == 0
    assert "no network" in done.stderr
    assert "could not install" in done.stderr


def test_elsewhere_than_on_debian_nothing_is_tried(tmp_path: Path) -> None:
    done = install_with(tmp_path, dpkg_query="exit 1")
    assert done.returncode == 0
    assert "no Debian system" in done.stderr


def test_where_all_is_there_nothing_is_said(tmp_path: Path) -> None:
    done = install_with(tmp_path, dpkg_query="echo install ok installed")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
