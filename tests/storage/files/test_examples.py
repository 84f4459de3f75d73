"""The example list: made by its script, with every flaw that it promises."""

import runpy
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from storage.files.drafts import Draft, Reading, Rejected, Skipped
from storage.files.headers import propose_mapping
from storage.files.reading import open_table
from storage.files.rows import read_row

EXAMPLES = Path(__file__).parents[3] / "examples"
READING = Reading(today=date(2026, 1, 15))


@pytest.fixture(scope="module")
def answers() -> list[Draft | Rejected | Skipped]:
    with open_table(EXAMPLES / "clientes.xlsx") as table:
        assert table.header_row == 3
        mapping = propose_mapping(table.headers, table.sample)
        assert not mapping.unmapped
        return [read_row(number, cells, mapping, READING) for number, cells in table.rows]


@pytest.fixture(scope="module")
def drafts(answers: list[Draft | Rejected | Skipped]) -> list[Draft]:
    return [answer for answer in answers if isinstance(answer, Draft)]


def test_the_script_makes_the_file_that_is_there(tmp_path: Path) -> None:
    script = runpy.run_path(str(EXAMPLES / "make_clientes.py"))
    script["write"](tmp_path / "again.xlsx")
    with open_table(EXAMPLES / "clientes.xlsx") as kept, open_table(tmp_path / "again.xlsx") as new:
        assert list(kept.rows) == list(new.rows)


def test_there_are_enough_customers_of_three_languages(drafts: list[Draft]) -> None:
    assert len({draft.external_id for draft in drafts if draft.external_id}) >= 320
    assert Counter(draft.language for draft in drafts).keys() == {"es", "en", "ru"}
    assert all(draft.first_name and draft.last_name for draft in drafts)


def test_every_promised_flaw_is_in_it(
    answers: list[Draft | Rejected | Skipped], drafts: list[Draft]
) -> None:
    flags = Counter(flag.code for draft in drafts for flag in draft.warnings)
    assert {"bad_email", "phone_repaired", "postcode_repaired", "mojibake_repaired"} <= set(flags)
    assert {a.reason for a in answers if isinstance(a, Skipped)} == {
        "empty_row",
        "repeated_header",
    }
    assert {a.reason for a in answers if isinstance(a, Rejected)} == {"nothing_to_identify"}
    ids = Counter(draft.external_id for draft in drafts)
    assert ids[""] >= 5
    assert sum(count > 1 for number, count in ids.items() if number) >= 5
    assert sum(not draft.emails for draft in drafts) >= 8
    assert sum(not draft.phones for draft in drafts) >= 8
    assert sum(draft.birth_date is None for draft in drafts) >= 20


def test_mailboxes_are_shared_by_couples_and_consents_are_of_every_kind(
    drafts: list[Draft],
) -> None:
    owners: dict[str, set[str]] = {}
    for draft in drafts:
        for email in draft.emails:
            owners.setdefault(email.normal or "", set()).add(draft.first_name)
    assert sum(len(names) > 1 for normal, names in owners.items() if normal) >= 8
    said = Counter(draft.consents[0].given if draft.consents else None for draft in drafts)
    assert said[True] > 200
    assert said[False] >= 20
    assert said[None] >= 25


def test_nobody_in_it_could_be_reached(drafts: list[Draft]) -> None:
    normals = [email.normal for draft in drafts for email in draft.emails if email.normal]
    assert all(
        normal.endswith((".test", ".example", "@example.com", "@example.org", "@example.net"))
        for normal in normals
    )
    numbers = [phone.e164 or "" for draft in drafts for phone in draft.phones]
    assert all("55" in number for number in numbers)
