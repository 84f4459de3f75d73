"""What the tests need installed, and what is said when it is not.

Where servers are required (CI, or ALDIA_REQUIRE_SERVERS=1) a missing one fails the test; elsewhere
the test is skipped, and the end of the run lists what could not be tried and how to get it.
"""

import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

import pytest

_SBIN = ("/usr/sbin", "/usr/lib/postfix/sbin", "/sbin")
_PREFIX = "needs the Debian package "


def required() -> bool:
    """Must every server be there?"""
    return (
        os.environ.get("CI", "").lower() in ("1", "true")
        or os.environ.get("ALDIA_REQUIRE_SERVERS") == "1"
    )


def missing(package: str, why: str = "") -> NoReturn:
    """Skip the test, or fail it where servers are required."""
    reason = f"{_PREFIX}{package}{f' ({why})' if why else ''}"
    if required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def program(name: str, *, package: str, also_in: tuple[str, ...] = ()) -> Path:
    """Where a program is; skips or fails the test when it is not installed."""
    path = os.pathsep.join((*also_in, os.environ.get("PATH", ""), *_SBIN))
    found = shutil.which(name, path=path)
    return Path(found) if found else missing(package)


def not_tried(skipped: list[Any]) -> dict[str, int]:
    """How many skipped test reports lacked each package, by what they said themselves."""
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    return dict(Counter(r.removeprefix(_PREFIX) for r in reasons if r.startswith(_PREFIX)))
