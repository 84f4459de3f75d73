"""Every code that these rooms return has words in every language."""

import re
from pathlib import Path

import pytest

from storage import files, values
from storage.texts import LANGUAGES, keys

SOURCES = "\n".join(
    path.read_text("utf-8")
    for room in (files, values)
    for path in Path(str(room.__file__)).parent.glob("*.py")
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("pattern", "prefix"),
    [
        (r'Invalid\("(\w+)"\)', "value."),
        (r'\.flag\("(\w+)"', "flag."),
        (r'Rejected\(row, "(\w+)"', "reject."),
        (r'Skipped\(row, "(\w+)"', "row."),
        (r'FileError\("(\w+)"', "file."),
        (r'FileError\("\w+", kind="(\w+)"\)', "file.kind."),
    ],
)
def test_every_code_can_be_said(language: str, pattern: str, prefix: str) -> None:
    codes = set(re.findall(pattern, SOURCES))
    assert codes
    assert {f"{prefix}{code}" for code in codes} <= keys(language)


def test_no_language_lacks_what_another_has() -> None:
    prefixes = ("value.", "flag.", "reject.", "row.", "file.", "column.", "rejected.")
    told = [{key for key in keys(tongue) if key.startswith(prefixes)} for tongue in LANGUAGES]
    assert told[0] == told[1] == told[2]
