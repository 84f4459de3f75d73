"""A table names what it was learned from, so that an old one is noticed."""

from pathlib import Path

import pytest

from mail.learned import Model, tables
from mail.learned.training import Example

EXAMPLES: list[Example] = [
    *(("full", ["the box", name, "full"]) for name in ("ana", "eva", "leo")),
    *(("gone", ["the box", name, "gone"]) for name in ("ana", "eva", "leo")),
]


def test_what_is_written_is_what_was_learned(tmp_path: Path) -> None:
    table = tmp_path / "learned" / "reasons.tsv"
    model = tables.write(table, EXAMPLES)
    assert Model.parsed(table.read_text("utf-8").splitlines()) == model
    assert table.read_text("utf-8").partition("\t")[0] == tables.note(EXAMPLES)


@pytest.mark.parametrize(
    "first",
    [("gone", ["the box", "ana", "full"]), ("full", ["the box", "ana", "full", "=mailbox_full"])],
    ids=["another kind", "another mark"],
)
def test_another_example_gives_another_note(first: Example) -> None:
    assert tables.note([first, *EXAMPLES[1:]]) != tables.note(EXAMPLES)
