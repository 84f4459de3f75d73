"""Values told in words that no table has: found by their look, and taken only from the writer."""

from pathlib import Path

import pytest

from tests.mail.understanding.corpus import Case, Judged, judge

_HERE = Path(__file__).parent


def rows(table: str) -> list[list[str]]:
    lines = (_HERE / table).read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if not line.startswith("#")]


def judged(language: str, text: str, wanted: str = "", quote: str = "none") -> Judged:
    told = dict(pair.split("=", 1) for pair in wanted.split("; ")) if wanted else {}
    row = {"id": "told", "text": text, "quote": quote, "is": ["update"], "also": ["confirm"]}
    return judge(Case({**row, "set": told}, language, plain=True))


def changes(one: Judged) -> list[str]:
    return [change for change in one.wrong_changes if "=" in change]


def test_at_least_85_of_100_told_values_need_nobody() -> None:
    left = [row[1] for row in rows("told.tsv") if not judged(*row).handled]
    assert len(left) <= 0.15 * len(rows("told.tsv")), left


def test_no_told_value_is_read_as_another() -> None:
    wrong = {row[1]: changes(judged(*row)) for row in rows("told.tsv")}
    assert not {text: found for text, found in wrong.items() if found}


@pytest.mark.parametrize("quote", ["none", "gmail"])
def test_what_is_of_others_of_once_or_of_later_changes_nothing(quote: str) -> None:
    wrong = {text: changes(judged(lang, text, "", quote)) for lang, text in rows("untold.tsv")}
    assert not {text: found for text, found in wrong.items() if found}
